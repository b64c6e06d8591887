using System.Runtime.InteropServices;
using System.Text.Json;
using Rollcall.Reporting;

namespace Rollcall.Tests.Support;

/// <summary>The processes that were started from an output folder, which outlive whatever started them, and would outlive the test.</summary>
internal static class StartedProcesses
{
    private const int SigKill = 9;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Kills those that are still going, each with what it started itself, and waits until they are gone.</summary>
    /// <param name="outputFolder">The output folder.</param>
    /// <param name="untilWritten">Whether to wait, too, until their end is written down: by this process, which started them, and into a folder that is about to go.</param>
    public static async Task EndAsync(string outputFolder, bool untilWritten)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (Started(outputFolder).Where(s => s.IsGoing || (untilWritten && !s.IsWritten)).ToList() is { Count: > 0 } left)
        {
            if (TimeProvider.System.GetElapsedTime(begun) > Patience)
            {
                throw new TimeoutException($"left behind: {string.Join(", ", left)}");
            }

            foreach (var process in left.Where(p => p.IsGoing))
            {
                // Each has a session of its own, so its number is its group's. Known by its mark, it is no later process that got the number.
                _ = Kill(-process.Pid, SigKill);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, CancellationToken.None);
        }
    }

    private static List<(int Pid, bool IsGoing, bool IsWritten)> Started(string outputFolder)
    {
        var folder = Path.Combine(outputFolder, "processes");
        return !Directory.Exists(folder) ? [] : [.. Directory.EnumerateFiles(folder, "*.json").Select(Read)];
    }

    private static (int Pid, bool IsGoing, bool IsWritten) Read(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        var start = document.RootElement;
        var pid = start.GetProperty("pid").GetInt32();
        return (pid, ProcessMark.IsAlive(start.GetProperty("process").GetString()!, pid) == true,
            start.TryGetProperty("ended_at", out var ended) && ended.ValueKind == JsonValueKind.String);
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int pid, int signal);
}
