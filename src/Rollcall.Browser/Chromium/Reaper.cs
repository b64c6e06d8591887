using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Rollcall.Browser.Chromium;

/// <summary>
/// Clears away what runs that were killed have left: folders whose owner is gone, with every process that belongs to them, and browsers whose
/// folder is gone. Browsers of runs that live are not touched.
/// </summary>
internal sealed class Reaper(TimeSpan limit, ILogger logger, TimeProvider time)
{
    /// <summary>Clears away what there is in that folder for temporary files, and what runs with a mark of ours.</summary>
    public async Task ClearAsync(string temporary)
    {
        try
        {
            await ClearFoldersAsync(temporary);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            // What cannot be looked at cannot be cleared away; the run can do without.
        }
    }

    private async Task ClearFoldersAsync(string temporary)
    {
        foreach (var path in Directory.EnumerateDirectories(temporary, LeaseFolder.Prefix + "*"))
        {
            if (LeaseFolder.TakeOver(path, time.GetUtcNow()) is { } left)
            {
                await ReapAsync(path);
                await left.RemoveAsync(limit, time);
            }
        }

        foreach (var path in MarkedFolders().Distinct().Where(f => !Directory.Exists(f)))
        {
            await ReapAsync(path);
        }
    }

    private async Task ReapAsync(string path)
    {
        var tree = new ProcessTree(path);
        var processes = tree.Alive().Count;
        await tree.KillAsync(limit, time);
        logger.Reaped(path, processes);
    }

    // Only those that see the files we see: in another mount namespace the folder may well be there.
    private static IEnumerable<string> MarkedFolders()
    {
        const string Mark = $"{ChromiumSwitches.Marker}=";
        return OperatingSystem.IsLinux()
            ? Directory.EnumerateDirectories("/proc")
                .Where(p => int.TryParse(Path.GetFileName(p.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out _))
                .SelectMany(p => ProcessTree.Read($"{p}/cmdline").Split('\0').Where(s => s.StartsWith(Mark, StringComparison.Ordinal) && Sees(p)))
                .Select(s => s[Mark.Length..])
                .Where(f => Path.GetFileName(f).StartsWith(LeaseFolder.Prefix, StringComparison.Ordinal))
            : [];
    }

    private static bool Sees(string process)
    {
        try
        {
            return File.ResolveLinkTarget($"{process}/ns/mnt", returnFinalTarget: false)?.Name == File.ResolveLinkTarget("/proc/self/ns/mnt", returnFinalTarget: false)?.Name;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
