using System.Globalization;

namespace Rollcall.Browser.Chromium;

/// <summary>
/// How much memory a process could still take: what the machine has free, or what the narrowest of its control groups (a container's limit)
/// leaves, whichever is less. What the system holds for files only counts as free.
/// </summary>
/// <param name="root">The folder under which <c>proc</c> and <c>sys</c> lie; empty for the real ones.</param>
internal sealed class AvailableMemory(string root = "")
{
    private const string Groups = "/sys/fs/cgroup";

    /// <summary>Bytes that could still be taken; null where the system does not say.</summary>
    public long? Bytes()
    {
        var free = new[] { OfMachine() }.Concat(OfGroups()).OfType<long>().ToList();
        return free.Count == 0 ? null : Math.Max(0, free.Min());
    }

    private long? OfMachine() => Field($"{root}/proc/meminfo", "MemAvailable:") is { } kilobytes ? kilobytes * 1024 : null;

    private IEnumerable<long?> OfGroups()
    {
        foreach (var line in Read($"{root}/proc/self/cgroup").Split('\n'))
        {
            // "0::/path" is version 2; "7:cpu,memory:/path" is version 1.
            var parts = line.Split(':', 3);
            if (parts.Length < 3 || !(parts[1].Length == 0 || parts[1].Split(',').Contains("memory")))
            {
                continue;
            }

            var isSecond = parts[1].Length == 0;
            var top = isSecond ? $"{root}{Groups}" : $"{root}{Groups}/memory";
            for (var path = parts[2].TrimEnd('/'); ; path = path[..path.LastIndexOf('/')])
            {
                yield return isSecond
                    ? Left(top + path, "memory.max", "memory.current", "inactive_file", "active_file")
                    : Left(top + path, "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file", "total_active_file");
                if (path.Length == 0)
                {
                    break;
                }
            }
        }
    }

    // No limit is "max" in version 2 and a number beyond all memory in version 1.
    private static long? Left(string folder, string limit, string used, params string[] files) =>
        Number(Read($"{folder}/{limit}")) is { } most && Number(Read($"{folder}/{used}")) is { } taken
            ? most - taken + files.Sum(f => Field($"{folder}/memory.stat", f + " ") ?? 0)
            : null;

    private static long? Field(string file, string name) => Read(file).Split('\n')
        .Where(l => l.StartsWith(name, StringComparison.Ordinal))
        .Select(l => Number(l[name.Length..].Replace("kB", "", StringComparison.Ordinal)))
        .FirstOrDefault();

    private static long? Number(string text) => long.TryParse(text, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Read(string path) => ProcessTree.Read(path);
}
