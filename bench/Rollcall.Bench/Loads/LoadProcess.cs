using System.Diagnostics;
using System.Text.Json;

namespace Rollcall.Bench.Loads;

/// <summary>The <c>load</c> command as a process of its own: what a user waits for, and the memory it takes.</summary>
internal static class LoadProcess
{
    /// <summary>Loads a source into a database.</summary>
    /// <returns>The load's report, the time of the whole process, its peak memory (resident, in MB of 10⁶ bytes).</returns>
    public static async Task<(JsonElement Report, TimeSpan Wall, double PeakMegabytes)> RunAsync(string folder, string source, string database)
    {
        var start = new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "rollcall-cli"),
            ["load", "datasets/hearings.yaml", source, "--database", database, "--output", Path.Combine(folder, "output"), "--json", "--quiet"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var peak = 0L;
        while (!process.HasExited)
        {
            // The system's own high-water mark of the process: the last look before its end is as good as one at its end.
            process.Refresh();
            peak = Math.Max(peak, process.HasExited ? 0 : process.PeakWorkingSet64);
            await Task.WhenAny(output, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System));
            if (output.IsCompleted)
            {
                await process.WaitForExitAsync();
            }
        }

        var wall = watch.Elapsed;
        return process.ExitCode == 0
            ? (JsonDocument.Parse(await output).RootElement, wall, peak / 1e6)
            : throw new InvalidOperationException($"the load ended {process.ExitCode}: {await output}");
    }
}
