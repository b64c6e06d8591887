using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Rollcall.Fetching;
using Rollcall.Ids;
using Rollcall.Storage;

namespace Rollcall.Records.Pages;

/// <summary>What reading kept pages gave: a closed set.</summary>
public abstract record KeptRead
{
    private KeptRead()
    {
    }

    /// <summary>Pages as the engine saw them, but for secrets and pictures.</summary>
    /// <param name="RunId">The run that kept them.</param>
    /// <param name="Registry">The registry.</param>
    /// <param name="Partition">The partition.</param>
    /// <param name="Occasion">Why they were kept.</param>
    /// <param name="Capture">The pages.</param>
    public sealed record Sound(string RunId, string Registry, string Partition, Occasion Occasion, Capture Capture) : KeptRead;

    /// <summary>A file is missing, cut off, changed, or of another version.</summary>
    /// <param name="Reason">What is wrong.</param>
    public sealed record Damaged(string Reason) : KeptRead;
}

/// <summary>Reads kept pages back, so that a corrected definition can be tried on them without asking the site.</summary>
public static class KeptPages
{
    /// <summary>Reads the pages kept under one name.</summary>
    /// <param name="htmlPath">The full path of the HTML, as <see cref="KeepResult.Kept"/> gave it.</param>
    public static KeptRead Read(string htmlPath)
    {
        try
        {
            var sidecar = ReadSidecar(Path.ChangeExtension(htmlPath, ".json"));
            var folder = Path.GetDirectoryName(htmlPath)!;
            var capture = new Capture(new RecordId(sidecar.Ordinal, sidecar.CaseId), sidecar.Attempt, sidecar.At, ReadPage(folder, sidecar.Page))
            {
                AskPage = sidecar.AskPage is { } ask ? ReadPage(folder, ask) : null,
            };
            return new KeptRead.Sound(sidecar.RunId, sidecar.Registry, sidecar.Partition, OccasionOf(sidecar), capture);
        }
        catch (Exception ex) when (ex is JsonException or FormatException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            return new KeptRead.Damaged(ex.Message);
        }
    }

    /// <summary>Reads everything a run kept on one occasion, one at a time, in no particular order; nothing when it kept nothing.</summary>
    /// <param name="outputFolder">The output folder.</param>
    /// <param name="runId">The run.</param>
    /// <param name="folder">The occasion's folder: <see cref="Occasion.Folder"/>.</param>
    /// <returns>The path of each HTML file relative to the output folder, and what reading it gave.</returns>
    public static IEnumerable<(string Path, KeptRead Read)> ReadRun(string outputFolder, string runId, string folder)
    {
        var kept = RawPageStore.FolderOf(outputFolder, runId, folder);
        return !Directory.Exists(kept)
            ? []
            : Directory.EnumerateFiles(kept, "*.html").Where(f => RawPageStore.IsFirst(f))
                .Select(f => (Path.GetRelativePath(outputFolder, f).Replace(Path.DirectorySeparatorChar, '/'), Read(f)));
    }

    /// <summary>What lies beside every page that a run kept on one occasion, without the pages themselves; or why it cannot be read.</summary>
    internal static IEnumerable<(string Path, Sidecar? Sidecar, string? Problem)> Sidecars(string outputFolder, string runId, string folder)
    {
        var kept = RawPageStore.FolderOf(outputFolder, runId, folder);
        foreach (var file in Directory.Exists(kept) ? Directory.EnumerateFiles(kept, "*.html").Order(StringComparer.Ordinal) : Enumerable.Empty<string>())
        {
            if (!RawPageStore.IsFirst(file))
            {
                continue;
            }

            Sidecar? sidecar = null;
            string? problem = null;
            try
            {
                sidecar = ReadSidecar(Path.ChangeExtension(file, ".json"));
            }
            catch (Exception ex) when (ex is JsonException or FormatException or IOException or UnauthorizedAccessException)
            {
                problem = ex.Message;
            }

            yield return (Path.GetRelativePath(outputFolder, file).Replace(Path.DirectorySeparatorChar, '/'), sidecar, problem);
        }
    }

    /// <exception cref="JsonException">It is no sidecar.</exception>
    /// <exception cref="FormatException">It is one of another version.</exception>
    internal static Sidecar ReadSidecar(string path)
    {
        var sidecar = ReadableJson.Read<Sidecar>(File.ReadAllBytes(path));
        return sidecar.SchemaVersion == Sidecar.Version
            ? sidecar
            : throw new FormatException($"schema_version {sidecar.SchemaVersion} is not {Sidecar.Version}, the one this version of Rollcall knows");
    }

    private static Page ReadPage(string folder, SidecarPage page)
    {
        if (Path.GetFileName(page.File) != page.File)
        {
            throw new FormatException($"'{page.File}' is no name of a file in the same folder");
        }

        var content = File.ReadAllBytes(Path.Combine(folder, page.File));
        var hash = Convert.ToHexStringLower(SHA256.HashData(content));
        if (hash != page.Sha256)
        {
            throw new FormatException($"{page.File} has the hash {hash}, but its sidecar says {page.Sha256}");
        }

        var mark = Encoding.UTF8.Preamble;
        return page.ToPage(
            Encoding.UTF8.GetString(content.AsSpan(content.AsSpan().StartsWith(mark) ? mark.Length : 0)), page.More is null ? [] : [.. page.More.Select(further => ReadPage(folder, further))]);
    }

    private static Occasion OccasionOf(Sidecar sidecar) => sidecar switch
    {
        { FailureClass: { } word } => new Occasion.Failed(
            FailureClassNames.TryParse(word, out var failureClass) ? failureClass : throw new FormatException($"failure_class '{word}' is unknown to this version"),
            sidecar.Reason ?? ""),
        { Marker: { } marker } => new Occasion.Absent(marker),
        _ => new Occasion.Wanted(),
    };
}
