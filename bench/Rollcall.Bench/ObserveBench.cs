using Rollcall.Bench.Sweeping;

namespace Rollcall.Bench;

/// <summary>What log, metrics and live file cost a sweep over HTTP, in processor time of an id: they are to be under 5 %.</summary>
internal static class ObserveBench
{
    private const int Workers = 16;
    private const int Ids = 3000;

    // A pair by itself varies by a tenth and more on a shared machine: fifteen of them tell 5 % from 7 by luck only.
    private const int Pairs = 40;
    private const string Nobody = "nobody watches";
    private const string All = "log, metrics and live file";
    private const double Most = 0.05;

    public static async Task RunAsync(BenchRun run)
    {
        await using var site = await BenchSite.StartAsync(run);
        await using var side = Side.Start(run, asTheCommand: true);
        var pairs = new List<(Figure Bare, Figure Watched)>();
        for (var pair = 0; pair < Side.WarmUp + Pairs; pair++)
        {
            // Who goes first changes: what the machine does meanwhile favours neither.
            Figure one, other;
            if (pair % 2 == 0)
            {
                one = await side.MeasureAsync(Nobody, site.Address, Ids, Workers);
                other = await side.MeasureAsync(All, site.Address, Ids, Workers);
            }
            else
            {
                other = await side.MeasureAsync(All, site.Address, Ids, Workers);
                one = await side.MeasureAsync(Nobody, site.Address, Ids, Workers);
            }

            if (pair >= Side.WarmUp)
            {
                pairs.Add((one, other));
            }
        }

        run.Line($"The same sweep of 6 KB pages, {Workers} workers, in one process: without a log line or a measurement, and with every event as JSON to a file in place");
        run.Line("of stderr and to the log files, every instrument, and its readings in the live file every second. Medians (least to most)");
        run.Line($"of {Pairs} alternating pairs of {Figures.Per(Ids)} ids after {Side.WarmUp} to warm up; processor time is the process's, its writer of the log included.");
        run.Line();
        run.Line("| side | ids/s | ms of processor an id | KB allocated an id | of it the runtime's compiler |");
        run.Line("|---|---:|---:|---:|---:|");
        run.Line(Row(Nobody, [.. pairs.Select(p => p.Bare)]));
        run.Line(Row(All, [.. pairs.Select(p => p.Watched)]));
        var median = pairs.Select(p => p.Watched.ProcessorMs).ToList().Median() / pairs.Select(p => p.Bare.ProcessorMs).ToList().Median() - 1;
        var byPair = pairs.Select(p => (p.Watched.ProcessorMs / p.Bare.ProcessorMs) - 1).ToList();
        run.Line();
        run.Line($"Watching costs {median:P1} of processor time by the medians; by pair {byPair.Median():P1} ({byPair.Min():P1} to {byPair.Max():P1}). At most {Most:P0}.");
        run.Bar(median <= Most, $"watching costs {median:P1} ({Most:P0})");
    }

    private static string Row(string name, List<Figure> figures) =>
        $"| {name} | {Spread(figures.Select(f => f.IdsPerSecond), "N0")} | {Spread(figures.Select(f => f.ProcessorMs), "N3")} | {figures.Select(f => f.AllocatedKb).ToList().Median():N1} | {figures.Select(f => f.Compiling).ToList().Median():P0} |";

    private static string Spread(IEnumerable<double> values, string format)
    {
        var all = values.ToList();
        return $"{all.Median().ToString(format)} ({all.Min().ToString(format)} to {all.Max().ToString(format)})";
    }
}
