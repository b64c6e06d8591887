using System.Collections.Concurrent;

namespace Rollcall.Dashboard.State;

/// <summary>What files say, read again only when they were replaced. Thread safe.</summary>
/// <param name="read">Reads a file; null when it says nothing.</param>
internal sealed class ReadOnce<T>(Func<string, T?> read)
    where T : class
{
    private readonly ConcurrentDictionary<string, (Stamp Stamp, T? Content)> _read = new(StringComparer.Ordinal);

    /// <summary>Forgets the files that are gone.</summary>
    public void Keep(OutputScan scan)
    {
        if (scan.Problem is null)
        {
            foreach (var path in _read.Keys.Where(path => scan.Find(Path.GetFileName(path)) is null))
            {
                _read.TryRemove(path, out _);
            }
        }
    }

    /// <summary>What the file says.</summary>
    /// <param name="path">The file.</param>
    /// <param name="stamp">As it was found; null when there is none.</param>
    public T? Of(string path, Stamp? stamp)
    {
        if (stamp is not { } found)
        {
            _read.TryRemove(path, out _);
            return null;
        }

        if (_read.TryGetValue(path, out var known) && known.Stamp == found)
        {
            return known.Content;
        }

        var content = read(path);
        _read[path] = (found, content);
        return content;
    }
}
