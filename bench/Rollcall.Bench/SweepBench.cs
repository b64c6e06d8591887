using System.Globalization;
using Rollcall.Bench.Sweeping;

namespace Rollcall.Bench;

/// <summary>The sweep with everything on, over HTTP: its ids a second against a bare loop's, what its journal costs, and its memory.</summary>
internal static class SweepBench
{
    private const int Workers = 16;
    private const int Ids = 6000;
    private const int Pairs = 7;

    public static async Task RunAsync(BenchRun run)
    {
        await using var site = await BenchSite.StartAsync(run);
        run.Line($"Pages of 6 KB from the practice site in another process, {Workers} workers, each side in a process of its own. Rates are ids a second by");
        run.Line("the clock; processor time is the side's own, which others on the machine disturb less. Median (least to most) of alternating pairs");
        run.Line($"after {Side.WarmUp} to warm up.");
        run.Line();
        await CompareAsync(run, site.Address, ("bare loop", Side.Start(run, asTheCommand: false)), ("sweep, everything on", Side.Start(run, asTheCommand: true)), bar: 0.75);
        await CompareAsync(run, site.Address, ("ledger in memory", Side.Start(run, asTheCommand: true)), ("ledger in files", Side.Start(run, asTheCommand: true)), bar: 0.85);
        await SweepMemory.RunAsync(run, site.Address, Workers);
        run.Line();
        run.Line($"Load of the machine at the end (1, 5, 15 minutes): {await File.ReadAllTextAsync("/proc/loadavg")}".TrimEnd());
    }

    private static async Task CompareAsync(BenchRun run, Uri site, (string Name, Side Side) one, (string Name, Side Side) other, double bar)
    {
        await using var first = one.Side;
        await using var second = other.Side;
        var pairs = new List<(Figure First, Figure Second)>();
        for (var pair = 0; pair < Side.WarmUp + Pairs; pair++)
        {
            var measured = (await first.MeasureAsync(one.Name, site, Ids, Workers), await second.MeasureAsync(other.Name, site, Ids, Workers));
            if (pair >= Side.WarmUp)
            {
                pairs.Add(measured);
            }
        }

        run.Line($"| {Pairs} pairs of {Figures.Per(Ids)} ids | ids/s | ms of processor an id | KB allocated an id | of it the runtime's compiler |");
        run.Line("|---|---:|---:|---:|---:|");
        run.Line(Row(one.Name, [.. pairs.Select(p => p.First)]));
        run.Line(Row(other.Name, [.. pairs.Select(p => p.Second)]));
        var ratios = pairs.Select(p => p.Second.IdsPerSecond / p.First.IdsPerSecond).ToList();
        run.Bar(ratios.Median() >= bar, $"{other.Name} does {ratios.Median():N2} of {one.Name} ({bar:N2})");
        run.Line($"| ratio by pair (at least {bar:N2}) | {Spread(ratios, "N2")} | {Spread(pairs.Select(p => p.First.ProcessorMs / p.Second.ProcessorMs), "N2")} | | |");
        run.Line();
    }

    private static string Row(string name, List<Figure> figures) =>
        $"| {name} | {Spread(figures.Select(f => f.IdsPerSecond), "N0")} | {Spread(figures.Select(f => f.ProcessorMs), "N2")} | {figures.Select(f => f.AllocatedKb).ToList().Median():N0} | {figures.Select(f => f.Compiling).ToList().Median():P0} |";

    private static string Spread(IEnumerable<double> values, string format)
    {
        var all = values.ToList();
        return string.Create(CultureInfo.InvariantCulture, $"{Text(all.Median())} ({Text(all.Min())} to {Text(all.Max())})");

        string Text(double value) => value.ToString(format, CultureInfo.InvariantCulture);
    }
}
