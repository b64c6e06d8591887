using System.Globalization;
using System.Text.Json;

namespace Rollcall.Bench.Probing;

/// <summary>
/// How many requests the search for the mark takes and how right it is, over seeded numberings and, with <c>--numbers FILE</c>, a real one. Prints the
/// table of docs/probing.md; with <c>--plot FILE</c> draws it. Ends with a failure when a bar is missed.
/// </summary>
internal static class ProbingBench
{
    private const int Each = 300;

    // One miss in two hundred, or one search in a thousand that takes too long, is not to be seen in three hundred.
    private const int EachWithBar = 500;

    // The search was made on other seeds (11 to 13, 5001 to 9002).
    private const int Seed = 2025;

    // Marks as published; 0.5 % of the numbers were missing in 2021 and 5 % in 2022, and something between is taken for the others.
    private static readonly (int Year, long Mark, double Density)[] CourtYears =
        [(2020, 6_424, 0.98), (2021, 9_761, 0.995), (2022, 13_487, 0.95), (2024, 24_667, 0.98)];

    public static Task RunAsync(BenchRun run)
    {
        var seed = int.Parse(run.Option("--seed") ?? Seed.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        var rows = SpaceClass.All.Select(c => (c.Name, c.Bar, c.IsFair, Findings: Parallel(c.Bar is null ? Each : EachWithBar, n => Searches.Rollcall(c.Numbered(seed, n))))).ToList();
        rows.Add(("a court's years 2020, 2021, 2022, 2024", Bar.Typical, IsFair: true, Parallel(EachWithBar, n => Searches.Rollcall(Year(seed, n)))));
        run.Line($"{rows.Sum(r => r.Findings.Count):N0} numberings, seed {seed}; requests include the retries of faults.");
        run.Line();
        run.Line("| numberings | median | p95 | most | exact | within 200 | furthest below | says exact | says within 200 |");
        run.Line("|---|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var (name, bar, _, findings) in rows)
        {
            run.Line(Row(name, findings, withConfidence: true));
            Missed(name, bar, findings).ToList().ForEach(figure => run.Bar(isKept: false, figure));
        }

        // Classes with the same bar are taken together.
        foreach (var alike in rows.Where(r => r.Bar is not null).GroupBy(r => r.Bar!.Near))
        {
            var share = alike.SelectMany(r => r.Findings).Average(f => f.IsNear ? 1.0 : 0);
            run.Line($"| *all of which {alike.Key:P1} are to be within 200* |  |  |  |  | {share:P2} |  |  |  |");
            run.Bar(share >= alike.Key, $"{alike.Key:P1} within 200: {share:P2}");
        }

        run.Line();
        Real(run);
        Honest(run, [.. rows.Where(r => r.IsFair).SelectMany(r => r.Findings)]);
        Whole(run, seed);
        Compared(run, seed);
        if (run.Option("--plot") is { } plot)
        {
            File.WriteAllText(plot, ProbingPlot.Draw([.. rows.Select(r => (r.Name, r.Findings))]));
        }

        return Task.CompletedTask;
    }

    private static Space Year(int seed, int number)
    {
        var random = new Random((seed * 31) ^ number);
        var (_, mark, density) = CourtYears[number % CourtYears.Length];
        return new Space(Holes.AtLeast(density - 0.01, () => Holes.Clustered(mark, density, random.Next(1, 21), random)), mark, random);
    }

    private static void Real(BenchRun run)
    {
        if (run.Option("--numbers") is not { } file)
        {
            return;
        }

        var numbers = File.ReadLines(file).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("number").GetInt64()).ToHashSet();
        var exists = new bool[numbers.Max() + 1];
        foreach (var number in numbers)
        {
            exists[number] = true;
        }

        var finding = Searches.Rollcall(new Space(exists, exists.Length - 1, new Random(1)));
        run.Line($"{numbers.Count} real numbers from {Path.GetFileName(file)}, {numbers.Min()} to {numbers.Max()}: found {finding.Mark} with {finding.Requests} requests; "
            + $"{finding.Confidence:P1} sure of it, {finding.NearConfidence:P1} within 200; takes the density for {finding.Density:P0} (it is {(double)numbers.Count / numbers.Max():P0}).");
        run.Line();
    }

    /// <summary>Searches by how sure they said they were, against how often they were right.</summary>
    private static void Honest(BenchRun run, IReadOnlyList<Finding> findings)
    {
        Honest(run, "none higher", [0, 0.5, 0.7, 0.85, 0.9, 0.95, 0.96, 0.97, 1.01], findings, f => f.Confidence, f => f.Mark == f.Truth);
        Honest(run, "none more than 200 higher", [0, 0.95, 0.98, 0.99, 0.995, 0.997, 0.998, 1.01], findings, f => f.NearConfidence, f => f.IsNear);
    }

    private static void Honest(BenchRun run, string what, double[] edges, IReadOnlyList<Finding> findings, Func<Finding, double> said, Func<Finding, bool> right)
    {
        run.Line($"| sure of {what} | searches | said on average | were right |");
        run.Line("|---|---:|---:|---:|");
        for (var at = 0; at + 1 < edges.Length; at++)
        {
            var some = findings.Where(f => said(f) >= edges[at] && said(f) < edges[at + 1]).ToList();
            if (some.Count > 0)
            {
                run.Line($"| {edges[at]:P1} to {Math.Min(1, edges[at + 1]):P1} | {some.Count:N0} | {some.Average(said):P2} | {some.Average(f => right(f) ? 1.0 : 0):P2} |");
            }
        }

        run.Line($"| *all* | {findings.Count:N0} | {findings.Average(said):P2} | {findings.Average(f => right(f) ? 1.0 : 0):P2} |");
        run.Line();
    }

    private static void Whole(BenchRun run, int seed)
    {
        run.Line("| a whole run, marks of 200 and more | runs | requests for a record, median | most |");
        run.Line("|---|---:|---:|---:|");
        foreach (var kind in SpaceClass.All.Where(c => c.IsFair))
        {
            var ratios = Parallel(Each, n => Searches.RequestsForARecord(kind.Numbered(seed, n))).OfType<double>().Order().ToList();
            if (ratios.Count > 0)
            {
                run.Line($"| {kind.Name} | {ratios.Count} | {ratios[ratios.Count / 2]:0.00} | {ratios[^1]:0.00} |");
                run.Bar(ratios[^1] <= 2, $"{kind.Name}: {ratios[^1]:0.00} requests for a record");
            }
        }

        run.Line();
    }

    private static void Compared(BenchRun run, int seed)
    {
        run.Line("| numberings, search | median | p95 | most | exact | within 200 | furthest below |");
        run.Line("|---|---:|---:|---:|---:|---:|---:|");
        foreach (var kind in SpaceClass.All.Where(c => c.IsCompared))
        {
            foreach (var (search, by) in ((string, Func<Space, Finding>)[])[("Rollcall", Searches.Rollcall), ("CourtListener's gallop", Searches.Gallop), ("doubling and bisection", Searches.Doubling)])
            {
                run.Line(Row($"{kind.Name}: {search}", Parallel(Each, n => by(kind.Numbered(seed, n))), withConfidence: false));
            }
        }

        run.Line();
    }

    private static List<T> Parallel<T>(int count, Func<int, T> search) => [.. Enumerable.Range(0, count).AsParallel().AsOrdered().Select(search)];

    private static string Row(string name, List<Finding> findings, bool withConfidence) =>
        $"| {name} | {Searches.Percentile(findings, 0.5)} | {Searches.Percentile(findings, 0.95)} | {findings.Max(f => f.Requests)} | "
        + $"{findings.Average(f => f.Mark == f.Truth ? 1.0 : 0):P1} | {findings.Average(f => f.IsNear ? 1.0 : 0):P1} | {findings.Max(f => f.Truth - f.Mark):N0} |"
        + (withConfidence ? $" {findings.Average(f => f.Confidence):P1} | {findings.Average(f => f.NearConfidence):P1} |" : "");

    private static IEnumerable<string> Missed(string name, Bar? bar, List<Finding> findings)
    {
        if (findings.Any(f => f.Mark > f.Truth || f.Requests > Searches.Budget))
        {
            yield return $"{name}: above the truth or over the budget";
        }

        if (bar is null)
        {
            yield break;
        }

        (string What, bool Kept)[] checks =
        [
            ("median", bar.Median is not { } median || Searches.Percentile(findings, 0.5) <= median),
            ("p95", bar.P95 is not { } p95 || Searches.Percentile(findings, 0.95) <= p95),
            ("most", bar.Most is not { } most || findings.Max(f => f.Requests) <= most),
            ("exact", bar.Exact is not { } exact || findings.Average(f => f.Mark == f.Truth ? 1.0 : 0) >= exact),
        ];
        foreach (var (what, _) in checks.Where(c => !c.Kept))
        {
            yield return $"{name}: {what}";
        }
    }
}
