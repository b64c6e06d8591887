using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Rollcall.Ids;
using Rollcall.Ledger;
using Rollcall.Registries;

namespace Rollcall.Bench;

/// <summary>The ledger: durable ids a second against bare appending loops on the same disk.</summary>
internal static class LedgerBench
{
    internal const string Registry = "bench";

    private const int Waiters = 16;
    private const int Rounds = 21;

    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(0.4);
    private static readonly int[] Chance = MakeChance();
    private static readonly DateTimeOffset At = new(2025, 11, 22, 10, 0, 0, TimeSpan.Zero);

    public static async Task RunAsync(BenchRun run)
    {
        await ThroughputAsync(run);
        await LedgerScaleBench.RunAsync(run);
    }

    private static async Task ThroughputAsync(BenchRun run)
    {
        var ledgers = new List<double>();
        var alone = new List<double>();
        var bare = new List<double>();
        var shared = new List<double>();
        for (var round = 0; round <= Rounds; round++)
        {
            var figures = (await LedgerAsync(run.Scratch, $"a{round}", Waiters), await LedgerAsync(run.Scratch, $"b{round}", 1), Bare(run.Scratch, $"c{round}", 1), Bare(run.Scratch, $"d{round}", Waiters));
            if (round > 0)
            {
                ledgers.Add(figures.Item1);
                alone.Add(figures.Item2);
                bare.Add(figures.Item3);
                shared.Add(figures.Item4);
            }
        }

        run.Line($"Durable ids per second, median of {Rounds} alternating rounds of {Slice.TotalSeconds} s. An id is two lines (attempt and settle, 600 bytes).");
        run.Line();
        run.Line("| what | ids/s | of the bare loop |");
        run.Line("|---|---:|---:|");
        run.Line($"| bare loop: write the id's lines, flush, next | {Figures.Per(bare.Median())} | 1 |");
        run.Line($"| bare loop: {Waiters} ids a write and flush, nobody waiting | {Figures.Per(shared.Median())} | {shared.Median() / bare.Median():N2} |");
        run.Line($"| ledger, 1 waiter | {Figures.Per(alone.Median())} | {alone.Median() / bare.Median():N2} |");
        run.Line($"| ledger, {Waiters} waiters | {Figures.Per(ledgers.Median())} | {ledgers.Median() / bare.Median():N2} |");
        run.Bar(ledgers.Median() >= 50_000, $"{Figures.Per(ledgers.Median())} durable ids a second with {Waiters} waiters (50,000)");
        run.Line();
    }

    private static async Task<double> LedgerAsync(string folder, string partition, int waiters)
    {
        await using var ledger = await OpenAsync(folder, partition);
        long next = 0;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, waiters).Select(_ => Task.Run(async () =>
        {
            while (watch.Elapsed < Slice)
            {
                await ledger.AppendAsync(Id(Interlocked.Increment(ref next)), CancellationToken.None);
            }
        })));
        return ledger.View.Totals.Total / watch.Elapsed.TotalSeconds;
    }

    /// <summary>What a disk gives without any of our doing: the same bytes, a write, a flush.</summary>
    private static double Bare(string folder, string name, int idsAFlush)
    {
        var bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(new string('x', 599) + "\n", idsAFlush)));
        using var file = File.OpenHandle(Path.Combine(folder, name), FileMode.CreateNew, FileAccess.Write);
        long flushes = 0;
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < Slice)
        {
            RandomAccess.Write(file, bytes, flushes * bytes.Length);
            RandomAccess.FlushToDisk(file);
            flushes++;
        }

        return flushes * idsAFlush / watch.Elapsed.TotalSeconds;
    }

    /// <summary>An id's two lines; one in <paramref name="hole"/> is a hole, as chance has it, the same in every run.</summary>
    internal static LedgerEvent[] Id(long number, int hole = 20)
    {
        var id = new RecordId(number, $"IMM-{number}-25");
        if (Chance[number % Chance.Length] % hole == 0)
        {
            var absent = new AnswerNote(AnswerKind.Absent, "No data available in table", 200, null, null);
            return [new LedgerEvent.Attempted(At, id, 1, absent, TimeSpan.FromMilliseconds(812.4), 1), new LedgerEvent.Settled(At, id, Outcome.NoRecord, 1, absent)];
        }

        var found = new AnswerNote(AnswerKind.Found, null, 200, null, null);
        return
        [
            new LedgerEvent.Attempted(At, id, 1, found, TimeSpan.FromMilliseconds(812.4), 1),
            new LedgerEvent.Settled(At, id, Outcome.Success, 1, found) { SavedPath = $"json/2025/{id.Text}-20251122.json", ContentSha256 = new string('a', 64) },
        ];
    }

    internal static Task<FileLedger> OpenAsync(string folder, string partition) => FileLedger.OpenAsync(
        new LedgerRequest { OutputFolder = folder, Identity = new PartitionIdentity(new RegistryIdentity(Registry, "range", "IMM-{number}-25", "http://127.0.0.1/"), partition), DefinitionHash = "" },
        TimeProvider.System,
        NullLogger.Instance,
        CancellationToken.None);

    private static int[] MakeChance()
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, 1 << 20).Select(_ => random.Next())];
    }
}
