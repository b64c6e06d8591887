using System.Text;

namespace Rollcall.Loading.Sources;

/// <summary>Reads a folder with one record in each <c>.json</c> file, subfolders included, in the order of their names.</summary>
internal static class RecordFolder
{
    /// <summary>The folder of the records: the one named, or <c>json</c> in it when it is a run's output folder.</summary>
    public static string Of(string folder)
    {
        var records = Path.Combine(folder, "json");
        return Directory.Exists(records) ? records : folder;
    }

    public static IEnumerable<SourceRecord> Read(string folder)
    {
        // Sorted: the same folder must give the same stream, or a killed load could not go on.
        foreach (var file in Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            yield return ReadFile(file);
        }

        foreach (var sub in Directory.GetDirectories(folder).Order(StringComparer.Ordinal))
        {
            foreach (var record in Read(sub))
            {
                yield return record;
            }
        }
    }

    /// <summary>The record in a file; one that cannot be read is a record that says so.</summary>
    public static SourceRecord ReadFile(string path)
    {
        try
        {
            return new FileInfo(path).Length <= ByteWindow.LongestRecord
                ? new SourceRecord(0, path, 1, File.ReadAllBytes(path))
                : Unreadable(path, $"longer than {ByteWindow.LongestRecord >> 20} MiB");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Unreadable(path, $"the file cannot be read: {e.Message}");
        }
    }

    private static SourceRecord Unreadable(string path, string why) =>
        new(0, path, 1, Encoding.UTF8.GetBytes(path)) { Unreadable = why };
}
