using System.Text.Json;
using Rollcall.Reading;

namespace Rollcall.Records;

/// <summary>What reading a file as a record gave: a closed set.</summary>
public abstract record RecordRead
{
    private RecordRead()
    {
    }

    /// <summary>A record whose content matches its hash.</summary>
    public sealed record Sound(RecordDocument Document) : RecordRead;

    /// <summary>No record, a damaged one, or one of another version.</summary>
    /// <param name="Reason">What is wrong with it.</param>
    public sealed record Damaged(string Reason) : RecordRead;
}

/// <summary>Reads record files. A file that cannot be opened is damaged like one that cannot be understood: never passed over.</summary>
public static class RecordFile
{
    /// <summary>The largest record that is written or read, in bytes: 64 MiB. What is larger is something else.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    /// <summary>Reads one file and recomputes its hash.</summary>
    public static RecordRead Read(string path)
    {
        try
        {
            using var file = File.OpenHandle(path);
            var length = RandomAccess.GetLength(file);
            if (length > MaxBytes)
            {
                return new RecordRead.Damaged($"it has {length:N0} bytes; a record has at most {MaxBytes:N0}");
            }

            var content = new byte[length];
            var read = 0;
            for (int got; read < length && (got = RandomAccess.Read(file, content.AsSpan(read), read)) > 0; read += got)
            {
            }

            return Check(RecordJson.Read(content.AsMemory(0, read)));
        }
        // InvalidOperationException: a text that is no Unicode, such as "\ud800" alone.
        catch (Exception ex) when (ex is JsonException or FormatException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            return new RecordRead.Damaged(ex.Message);
        }
    }

    /// <summary>
    /// Reads every record file of a folder and its subfolders, one at a time, in no particular order; hidden files (leftovers of a killed
    /// process) are passed over.
    /// </summary>
    /// <param name="folder">A records folder, or one year of it.</param>
    /// <returns>The full path of each file with the extension <c>.json</c>, and what reading it gave.</returns>
    /// <exception cref="IOException">The folder itself cannot be listed.</exception>
    public static IEnumerable<(string Path, RecordRead Read)> ReadFolder(string folder)
    {
        // Inaccessible folders are an error: passing over them would be a hole nobody notices.
        var every = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 3, IgnoreInaccessible = false };
        return Directory.EnumerateFiles(folder, "*.json", every).Select(path => (path, Read(path)));
    }

    private static RecordRead Check(RecordDocument document)
    {
        var hash = ContentHash.Of(document.Content);
        return hash == document.ContentSha256
            ? new RecordRead.Sound(document)
            : new RecordRead.Damaged($"its content has the hash {hash}, but it says {document.ContentSha256}");
    }
}
