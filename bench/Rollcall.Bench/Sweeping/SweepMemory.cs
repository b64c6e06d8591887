using System.Diagnostics;
using Rollcall.Reporting;

namespace Rollcall.Bench.Sweeping;

/// <summary>The memory of the real command, a process of its own, while it sweeps: at a quarter, half and all of the ids.</summary>
internal static class SweepMemory
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    public static async Task RunAsync(BenchRun run, Uri site, int workers)
    {
        var folder = Path.Combine(run.Scratch, "memory");
        var program = Path.Combine(AppContext.BaseDirectory, "rollcall-cli");
        var start = new ProcessStartInfo(program, WholeSweep.Arguments(site, folder, BenchSite.Mark, workers)) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        var reading = Task.WhenAll(process.StandardOutput.BaseStream.CopyToAsync(Stream.Null), process.StandardError.BaseStream.CopyToAsync(Stream.Null));
        var watch = Stopwatch.StartNew();
        var points = new Queue<int>([BenchSite.Mark / 4, BenchSite.Mark / 2, BenchSite.Mark]);
        var last = default(Memory);

        run.Line($"| {Figures.Per(BenchSite.Mark)} ids, `rollcall run` in a process of its own (under 150 MB) | working set MB | its peak so far MB |");
        run.Line("|---:|---:|---:|");
        while (Memory.Of(process) is { } now)
        {
            last = now;
            if (points.Count > 1 && Settled(folder) >= points.Peek())
            {
                run.Line(Row(points.Dequeue(), now));
            }

            await Task.Delay(Look, TimeProvider.System);
        }

        await process.WaitForExitAsync();
        await reading;
        run.Line(Row(points.Last(), last));
        run.Bar(last.PeakMb < 150, $"{last.PeakMb:N0} MB at {Figures.Per(BenchSite.Mark)} ids (150)");
        run.Line();
        run.Line($"It ended with exit code {process.ExitCode} after {watch.Elapsed.TotalSeconds:N0} s, start and report included: {Figures.Per(BenchSite.Mark / watch.Elapsed.TotalSeconds)} ids/s.");
    }

    private static string Row(int ids, Memory memory) => $"| {Figures.Per(ids)} | {memory.NowMb:N0} | {memory.PeakMb:N0} |";

    private static long Settled(string folder) => LiveFiles.RunsIn(folder)
        .Select(run => LiveFiles.Read(folder, run, TimeProvider.System))
        .OfType<LiveRead.Running>()
        .Sum(live => live.Status.Succeeded + live.Status.NoRecord + live.Status.Failed);

    private readonly record struct Memory(double NowMb, double PeakMb)
    {
        /// <summary>As the kernel counts it; null once the process has ended.</summary>
        public static Memory? Of(Process process)
        {
            try
            {
                var lines = File.ReadAllLines($"/proc/{process.Id}/status");
                return Kilobytes(lines, "VmRSS:") is { } now && Kilobytes(lines, "VmHWM:") is { } peak ? new Memory(now / 1024, peak / 1024) : null;
            }
            catch (IOException)
            {
                return null;
            }
        }

        private static double? Kilobytes(string[] lines, string name) =>
            lines.FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal)) is { } line
                ? double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], System.Globalization.CultureInfo.InvariantCulture)
                : null;
    }
}
