namespace Rollcall.Scenarios.Support;

/// <summary>What the browsers of one process of ours leave on the machine: their processes and their temporary folders.</summary>
/// <param name="owner">The id of the process that started them.</param>
internal sealed class BrowserTraces(int owner)
{
    private readonly string _name = $"/rollcall-browser-{owner}-";

    /// <summary>The ids of all processes that carry the mark of such a browser and are no zombies.</summary>
    public IReadOnlyList<int> Processes() => [.. All().Where(p => p.Environment.Contains(_name, StringComparison.Ordinal) || p.Line.Contains(_name, StringComparison.Ordinal)).Select(p => p.Id)];

    /// <summary>Of these, the browsers themselves.</summary>
    public IReadOnlyList<int> Browsers() => [.. All().Where(IsBrowser).Select(p => p.Id)];

    /// <summary>Of these, those that show pages.</summary>
    public IReadOnlyList<int> Renderers()
    {
        var browsers = Browsers().ToHashSet();
        return [.. All().Where(p => p.Line.Contains("--type=renderer", StringComparison.Ordinal) && browsers.Contains(p.Group)).Select(p => p.Id)];
    }

    /// <summary>Of these, the drivers between us and the browsers.</summary>
    public IReadOnlyList<int> Drivers() =>
        [.. All().Where(p => p.Line.Contains("run-driver", StringComparison.Ordinal) && p.Environment.Contains(_name, StringComparison.Ordinal)).Select(p => p.Id)];

    /// <summary>Those that wait for the owner's end.</summary>
    public IReadOnlyList<int> Watchers() =>
        [.. All().Where(p => p.Line.Contains("--watch", StringComparison.Ordinal) && p.Line.Contains(_name, StringComparison.Ordinal)).Select(p => p.Id)];

    /// <summary>The folders.</summary>
    public IReadOnlyList<string> Folders() => Directory.GetDirectories(Path.GetTempPath(), _name[1..] + "*");

    /// <summary>Everything that is left a moment after the owner's end; empty for nothing.</summary>
    public async Task<string> LeftAsync()
    {
        // The watcher notices the end when it has come.
        for (var look = 0; look < 20 && Left().Length > 0; look++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }

        return Left();
    }

    /// <summary>Everything that is there, for a message; empty for nothing.</summary>
    public string Left() => string.Join(", ", Processes().Select(id => $"process {id}").Concat(Folders()));

    // A child between fork and exec still carries its parent's line; only the browser leads its group.
    private bool IsBrowser(Seen p) => p.Id == p.Group && p.Line.Contains("--rollcall-folder=", StringComparison.Ordinal) && p.Line.Contains(_name, StringComparison.Ordinal) && !p.Line.Contains("--type=", StringComparison.Ordinal);

    private static IEnumerable<Seen> All()
    {
        foreach (var path in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(path), out var id) && Read($"{path}/stat") is { Length: > 0 } stat
                && stat[(stat.LastIndexOf(')') + 2)..].Split(' ') is [not ("Z" or "X"), _, var group, ..])
            {
                yield return new Seen(id, int.Parse(group), Read($"{path}/cmdline"), Read($"{path}/environ"));
            }
        }
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private sealed record Seen(int Id, int Group, string Line, string Environment);
}
