using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Rollcall.Faults;
using Rollcall.Ledger;
using Rollcall.Ledger.Checkpoints;
using Rollcall.Ledger.State;

namespace Rollcall.Bench;

/// <summary>The ledger with a million ids: what settling, a checkpoint and a resume cost.</summary>
internal static class LedgerScaleBench
{
    public const string ResumeCommand = "ledger-resume";

    private const int Million = 1_000_000;

    public static async Task RunAsync(BenchRun run)
    {
        foreach (var hole in (int[])[20, 100])
        {
            var partition = $"holes-{hole}";
            await SettleAsync(run, partition, hole);
            Checkpoint(run, partition);
            Resume(run, partition);
        }
    }

    /// <summary>A start of its own, as after a kill: opens the account and says what that took, then ends.</summary>
    public static async Task ResumeAsync(BenchRun run)
    {
        var watch = Stopwatch.StartNew();
        await using var ledger = await LedgerBench.OpenAsync(run.Disk, Environment.GetEnvironmentVariable("ROLLCALL_BENCH_PARTITION")!);
        var took = watch.Elapsed.TotalMilliseconds;
        var peak = File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        run.Line(string.Create(CultureInfo.InvariantCulture, $"{ledger.View.Totals.Total} {took} {long.Parse(peak, CultureInfo.InvariantCulture) / 1024.0}"));
    }

    private static async Task SettleAsync(BenchRun run, string partition, int hole)
    {
        await using var ledger = await LedgerBench.OpenAsync(run.Scratch, partition);
        run.Line($"What settling costs as the account grows: one caller, appends of 100 ids, one in {hole} a hole.");
        run.Line();
        run.Line("| ids settled | microseconds an id | heap MB |");
        run.Line("|---:|---:|---:|");
        var next = 1;
        var costs = new List<double>();
        foreach (var settled in (int[])[1_000, 10_000, 100_000, Million])
        {
            next = await SettleAsync(ledger, next, settled + 1 - next, hole);
            var rounds = new List<double>();
            for (var round = 0; round < 51; round++)
            {
                var watch = Stopwatch.StartNew();
                next = await SettleAsync(ledger, next, 100, hole);
                rounds.Add(watch.Elapsed.TotalMicroseconds / 100);
            }

            costs.Add(rounds.Median());
            run.Line($"| {Figures.Per(settled)} | {rounds.Median():N1} | {GC.GetTotalMemory(forceFullCollection: true) / 1e6:N1} |");
        }

        // The same, as far as a busy machine tells: a cost that grew with the account would be a thousand times higher.
        run.Bar(costs[^1] < 3 * costs[0], $"settling costs {costs[0]:N1} microseconds at first and {costs[^1]:N1} in the end");
        run.Line();
    }

    private static async Task<int> SettleAsync(FileLedger ledger, int next, int count, int hole)
    {
        for (; count > 0; count -= 100)
        {
            await ledger.AppendAsync([.. Enumerable.Range(next, Math.Min(100, count)).SelectMany(n => LedgerBench.Id(n, hole))], CancellationToken.None);
            next += Math.Min(100, count);
        }

        return next;
    }

    private static void Checkpoint(BenchRun run, string partition)
    {
        var files = new PartitionFiles(run.Scratch, LedgerBench.Registry, partition);
        var history = PartitionHistory.Load(files, NullLogger.Instance);
        var view = new LedgerView(history.Newest!.Header.RunId, history.State, history.End);
        var folder = new CheckpointFolder(files, NullLogger.Instance, KillPoints.None);
        var (copies, writes) = (new List<double>(), new List<double>());
        var path = "";
        for (var round = 0; round < 21; round++)
        {
            var watch = Stopwatch.StartNew();
            var snapshot = view.Snapshot();
            copies.Add(watch.Elapsed.TotalMilliseconds);
            path = folder.Write(snapshot, TimeProvider.System.GetUtcNow(), keep: 3);
            writes.Add(watch.Elapsed.TotalMilliseconds);
        }

        run.Line("| checkpoint of it: median, copy alone (what settling waits for) | size |");
        run.Line("|---:|---:|");
        var size = new FileInfo(path).Length;
        run.Line($"| {writes.Median():N1} ms, {copies.Median():N1} ms | {size:N0} bytes |");
        run.Bar(writes.Median() < 50, $"a checkpoint takes {writes.Median():N1} ms (50)");
        run.Bar(size < 1_000_000, $"a checkpoint has {size:N0} bytes (1,000,000)");
        run.Line();
    }

    private static void Resume(BenchRun run, string partition)
    {
        run.Line("| resume of it, a process of its own: | time to open | peak memory |");
        run.Line("|---:|---:|---:|");
        var start = new ProcessStartInfo(Environment.ProcessPath!, [ResumeCommand, "--at", run.Scratch]) { RedirectStandardOutput = true, UseShellExecute = false };
        start.Environment["ROLLCALL_BENCH_PARTITION"] = partition;
        for (var round = 0; round < 3; round++)
        {
            using var process = Process.Start(start)!;
            var figures = process.StandardOutput.ReadToEnd().Split(' ').Select(f => double.Parse(f, CultureInfo.InvariantCulture)).ToList();
            process.WaitForExit();
            run.Line($"| {figures[0]:N0} ids | {figures[1]:N0} ms | {figures[2]:N0} MB |");
            run.Bar(figures[1] < 1000, $"a resume takes {figures[1]:N0} ms (1,000)");
            run.Bar(figures[2] < 200, $"a resume takes {figures[2]:N0} MB (200)");
        }

        run.Line();
    }
}
