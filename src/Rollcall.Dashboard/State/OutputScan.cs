using Rollcall.Storage;

namespace Rollcall.Dashboard.State;

/// <summary>The files directly in the output folder at one moment: name, and what tells that a file was replaced. Immutable.</summary>
internal sealed class OutputScan
{
    private readonly Dictionary<string, Stamp> _files = new(StringComparer.Ordinal);

    private OutputScan(string? problem) => Problem = problem;

    /// <summary>Why the folder cannot be read; null when it can.</summary>
    public string? Problem { get; }

    /// <summary>The names.</summary>
    public IReadOnlyCollection<string> Names => _files.Keys;

    /// <summary>Looks. A folder that is not there yet is an empty one.</summary>
    public static OutputScan Of(string folder)
    {
        try
        {
            var scan = new OutputScan(problem: null);
            var at = new DirectoryInfo(folder);
            if (!at.Exists && (File.Exists(folder) || at.LinkTarget is not null))
            {
                return new OutputScan("it is no folder");
            }

            foreach (var file in at.Exists ? at.EnumerateFiles() : [])
            {
                // Gone again since it was named: a temporary file, or a live one.
                if (file.Exists)
                {
                    scan._files[file.Name] = new Stamp(file.LastWriteTimeUtc, file.Length);
                }
            }

            return scan;
        }
        catch (Exception ex) when (StorageTroubles.Is(ex))
        {
            return new OutputScan(ex.Message);
        }
    }

    /// <summary>When a file was written and how long it is; null when there is none.</summary>
    public Stamp? Find(string name) => _files.TryGetValue(name, out var stamp) ? stamp : null;

    /// <summary>The files between a prefix and a suffix, latest name first.</summary>
    public IEnumerable<string> Like(string prefix, string suffix) => _files.Keys
        .Where(name => name.StartsWith(prefix, StringComparison.Ordinal) && name.EndsWith(suffix, StringComparison.Ordinal))
        .OrderDescending(StringComparer.Ordinal);
}

/// <summary>What tells that a file was replaced or grew.</summary>
/// <param name="WrittenAt">When it was written last, UTC.</param>
/// <param name="Length">In bytes.</param>
public readonly record struct Stamp(DateTime WrittenAt, long Length);
