using System.Diagnostics;
using System.Globalization;

namespace Rollcall.Browser.Chromium;

/// <summary>
/// The processes of one browser: its driver, Chromium and everything they started, found in <c>/proc</c> by the variable they carry, by
/// descent, and by process group. Zombies are none. Elsewhere than on Linux it is always empty.
/// </summary>
/// <param name="folder">The path of the browser's temporary folder.</param>
internal sealed class ProcessTree(string folder)
{
    private readonly string _mark = $"{LeaseFolder.Variable}={folder}\0";

    // The group that the browser leads; 0 while it is not known. A page's process that is frozen outlives the browser, and nothing else says then whose it was.
    private int _group;

    /// <summary>The browser's own process id; null when it is not running.</summary>
    public int? Browser() => All().Where(p => p.IsBrowser).Select(p => (int?)p.Id).FirstOrDefault();

    /// <summary>The ids of all processes alive.</summary>
    public IReadOnlyList<int> Alive() => [.. All().Select(p => p.Id)];

    /// <summary>The memory of all of them, shared pages counted once (PSS), in bytes.</summary>
    public long ProportionalBytes() => Alive().Sum(ProportionalBytes);

    /// <summary>Kills the process that takes the most memory, when it is one that shows pages.</summary>
    /// <returns>Whether it was.</returns>
    public bool KillLargestRenderer()
    {
        var largest = Alive().MaxBy(ProportionalBytes);
        if (largest == 0 || !Read($"/proc/{largest}/cmdline").Contains("--type=renderer", StringComparison.Ordinal))
        {
            return false;
        }

        Kill(largest);
        return true;
    }

    /// <summary>What a file of <c>/proc</c> says; empty when the process is gone, or another user's.</summary>
    public static string Read(string path)
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

    /// <summary>Kills all of them and waits until they are gone.</summary>
    /// <returns>Whether none is left within the limit.</returns>
    public async Task<bool> KillAsync(TimeSpan limit, TimeProvider time)
    {
        var begun = time.GetTimestamp();
        while (Alive() is { Count: > 0 } alive)
        {
            if (time.GetElapsedTime(begun) > limit)
            {
                return false;
            }

            foreach (var id in alive)
            {
                Kill(id);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), time, CancellationToken.None);
        }

        return true;
    }

    /// <summary>Waits until all of them are gone.</summary>
    /// <returns>Whether they are, within the limit.</returns>
    public async Task<bool> EndAsync(TimeSpan limit, TimeProvider time)
    {
        var begun = time.GetTimestamp();
        while (Alive().Count > 0)
        {
            if (time.GetElapsedTime(begun) > limit)
            {
                return false;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), time, CancellationToken.None);
        }

        return true;
    }

    private static void Kill(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It ended by itself between the look and the kill.
        }
    }

    private static long ProportionalBytes(int id)
    {
        foreach (var line in Lines($"/proc/{id}/smaps_rollup"))
        {
            if (line.StartsWith("Pss:", StringComparison.Ordinal))
            {
                return long.Parse(line.AsSpan(4).Trim().TrimEnd("kB").Trim(), CultureInfo.InvariantCulture) * 1024;
            }
        }

        return 0;
    }

    private static string[] Lines(string path) => Read(path).Split('\n');

    private List<ProcessEntry> All()
    {
        if (!OperatingSystem.IsLinux())
        {
            return [];
        }

        var entries = new List<ProcessEntry>();
        foreach (var path in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(path.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                && id != Environment.ProcessId && ProcessEntry.TryParse(id, Read($"{path}/stat"), out var entry))
            {
                entries.Add(entry);
            }
        }

        return Ours(entries);
    }

    private List<ProcessEntry> Ours(List<ProcessEntry> entries)
    {
        var ours = entries.Where(e => Read($"/proc/{e.Id}/environ").Contains(_mark, StringComparison.Ordinal)).ToList();
        var known = ours.Select(e => e.Id).ToHashSet();

        // A sandboxed renderer's environment cannot be read; it is a child of one that can, or of its group (the browser leads one).
        for (var found = true; found;)
        {
            found = false;
            foreach (var entry in entries.Where(e => !known.Contains(e.Id) && (known.Contains(e.Parent) || known.Contains(e.Group) || (_group != 0 && e.Group == _group))))
            {
                found |= known.Add(entry.Id);
                ours.Add(entry);
            }
        }

        ours = ours.ConvertAll(e => e with { IsBrowser = IsBrowser(e.Id) });
        _group = ours.Where(e => e.IsBrowser && e.Group == e.Id).Select(e => e.Group).FirstOrDefault(_group);
        return ours;
    }

    private bool IsBrowser(int id)
    {
        var line = Read($"/proc/{id}/cmdline");
        return line.Contains($"{ChromiumSwitches.Marker}={folder}\0", StringComparison.Ordinal) && !line.Contains("\0--type=", StringComparison.Ordinal);
    }
}

/// <summary>What <c>/proc/ID/stat</c> says of a process that is no zombie.</summary>
internal readonly record struct ProcessEntry(int Id, int Parent, int Group)
{
    public bool IsBrowser { get; init; }

    public static bool TryParse(int id, string stat, out ProcessEntry entry)
    {
        // pid (name) state ppid pgrp …; the name may hold spaces and brackets.
        var rest = stat.LastIndexOf(')') is var end && end > 0 ? stat[(end + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries) : [];
        if (rest.Length < 3 || rest[0] is "Z" or "X"
            || !int.TryParse(rest[1], NumberStyles.None, CultureInfo.InvariantCulture, out var parent)
            || !int.TryParse(rest[2], NumberStyles.None, CultureInfo.InvariantCulture, out var group))
        {
            entry = default;
            return false;
        }

        entry = new ProcessEntry(id, parent, group);
        return true;
    }
}
