using System.Globalization;
using System.Text;
using System.Text.Json;
using Rollcall.Practice;
using Rollcall.Practice.Court;
using Rollcall.Practice.Faults;
using Rollcall.Practice.Latencies;
using Rollcall.Practice.Registries;
using Rollcall.Practice.Requests;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Cli;

/// <summary>
/// Every way in which a site goes wrong, at several rates and as an outage: whatever comes of the run, no id that exists is ever <c>no_record</c>. A fifth of all
/// answers over http in <c>./test</c>; with <c>--full</c> everything, and the table is written to docs/fault-matrix.md.
/// </summary>
[Trait("Category", "Long")]
public sealed class FaultMatrixTests
{
    private static readonly FaultKind[] Faults =
    [
        FaultKind.Timeout, FaultKind.Reset, FaultKind.HalfBody, FaultKind.Status500, FaultKind.Status503, FaultKind.Status429, FaultKind.BlockPage,
        FaultKind.RedirectHome, FaultKind.EmptyBody, FaultKind.Garbage, FaultKind.LayoutChange, FaultKind.MaintenancePage,
    ];

    private static readonly FaultKind[] InBrowser = [FaultKind.Timeout, FaultKind.Status500, FaultKind.BlockPage, FaultKind.EmptyBody];

    // As an outage.
    private const double All = 1;

    [Fact]
    public async Task No_fault_makes_a_wrong_no_record_and_transient_ones_cost_no_record()
    {
        var rates = Amount.IsFull ? new[] { 0.05, 0.2, 0.5, All } : [0.2];
        var cells = new Dictionary<(FaultKind Fault, bool Browser, double Rate), Cell>();
        // The cells of a row mostly wait, so they run together, in the short form those of four rows; browsers one after the other.
        foreach (var rows in Faults.Chunk(Amount.IsFull ? 1 : 4))
        {
            var http = rows.SelectMany(fault => rates.Select(async rate => (fault, rate, Cell: await RunAsync(fault, rate, browser: false)))).ToList();
            foreach (var fault in rows.Where(f => Amount.IsFull && InBrowser.Contains(f)))
            {
                foreach (var rate in rates)
                {
                    cells[(fault, true, rate)] = await RunAsync(fault, rate, browser: true);
                }
            }

            foreach (var (fault, rate, cell) in await Task.WhenAll(http))
            {
                cells[(fault, false, rate)] = cell;
            }
        }

        var table = Table(cells, rates);
        TestContext.Current.TestOutputHelper!.WriteLine(table);
        if (Amount.IsFull)
        {
            await File.WriteAllTextAsync(Repository.PathOf("docs/fault-matrix.md"), table, TestContext.Current.CancellationToken);
        }

        // The dice of a fault hang on the site's seed, the id and the number of the ask: which first asks it hits is certain.
        Assert.All(cells, cell => Assert.True(cell.Value.Served > 0, $"{cell.Key}: the fault was never served"));
        Assert.All(cells, cell => Assert.True(cell.Value.WrongNoRecord == 0, $"{cell.Key}: {cell.Value}"));
        Assert.All(cells.Where(c => c.Key.Rate is not 0.5), cell => Assert.True(cell.Value is { Share: 1, Exit: 0 }, $"{cell.Key}: {cell.Value}"));
    }

    private static async Task<Cell> RunAsync(FaultKind fault, double rate, bool browser)
    {
        await using var site = await PracticeSite.StartAsync(
            new PracticeOptions
            {
                Synthetic = new Numbering { Mark = 50, HoleRate = 0.1 },
                CourtTimings = new CourtTimings { Fade = 0, UpdateAfter = 0 },
                Latencies = [Latency(browser ? "court/search=20ms" : "plain=25ms")],
            },
            TestContext.Current.CancellationToken);
        PracticeRegistry registry = browser ? site.Court : site.Plain;
        var (partition, last) = browser ? ("2019", 24) : ("", 60);
        RequestKind[] on = browser ? [RequestKind.Search] : [];
        if (rate < All)
        {
            registry.SetFaults(new FaultRule { Kind = fault, Rate = rate, On = on });
        }

        using var cli = new CliBench();
        cli.Variables["ROLLCALL_RETRY_BACKOFF"] = "20ms";
        cli.Variables["ROLLCALL_REQUEST_TIMEOUT"] = browser ? "2s" : "500ms";
        cli.Variables["ROLLCALL_PATIENCE"] = rate == 0.5 ? "5s" : "60s";
        var running = cli.RunAsync(
        [
            "run", Repository.PathOf(browser ? "registries/practice-court.yaml" : "registries/practice-plain.yaml"), "--base-url", $"{site.Address}",
            "--end", $"{last}", "--output", cli.Output, "--quiet", .. browser ? new[] { "--year", partition } : [],
        ]);
        if (rate == All)
        {
            await BreakAsync(registry, site, fault, on, running);
        }

        var exit = await running;
        var truths = registry.Truths(partition, 1, last).ToDictionary(t => t.Id, t => t.Outcome);
        var existing = truths.Where(t => t.Value == ExpectedOutcome.Success).Select(t => t.Key).ToHashSet();
        var outcomes = Outcomes(cli);
        return new Cell(
            existing.Count(id => outcomes.GetValueOrDefault(id) == "success") / (double)existing.Count,
            exit,
            existing.Count(id => outcomes.GetValueOrDefault(id) == "no_record"),
            site.Requests.Read(new RequestFilter { Registry = registry.Name }).Count(r => r.Fault == fault));
    }

    /// <summary>The site breaks in mid-sweep, and comes back after a while that is shorter than patience.</summary>
    private static async Task BreakAsync(PracticeRegistry registry, PracticeSite site, FaultKind fault, RequestKind[] on, Task running)
    {
        while (site.Requests.Read(new RequestFilter { Registry = registry.Name }).Count < 15 && !running.IsCompleted)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        Assert.False(running.IsCompleted, "the run was over before the outage");
        registry.SetFaults(new FaultRule { Kind = fault, On = on });
        await Task.Delay(TimeSpan.FromSeconds(1.5), TimeProvider.System, TestContext.Current.CancellationToken);
        registry.SetFaults();
    }

    /// <summary>The last outcome of each id that stands, by the journal.</summary>
    private static Dictionary<string, string> Outcomes(CliBench cli)
    {
        var outcomes = new Dictionary<string, string>(StringComparer.Ordinal);
        var ordinals = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var line in Directory.EnumerateFiles(cli.Output, "audit_*.ndjson").SelectMany(File.ReadLines).Select(l => JsonDocument.Parse(l).RootElement))
        {
            switch (line.GetProperty("kind").GetString())
            {
                case "settle":
                    var id = line.GetProperty("case_id").GetString()!;
                    outcomes[id] = line.GetProperty("outcome").GetString()!;
                    ordinals[id] = line.GetProperty("ordinal").GetInt64();
                    break;
                case "void" when Rollcall.Ids.IdSet.TryParse(line.GetProperty("ids").GetString(), out var taken):
                    foreach (var back in ordinals.Where(o => taken.Contains(o.Value)))
                    {
                        outcomes.Remove(back.Key);
                    }

                    break;
            }
        }

        return outcomes;
    }

    private static string Table(Dictionary<(FaultKind Fault, bool Browser, double Rate), Cell> cells, double[] rates)
    {
        var text = new StringBuilder(
            """
            # The fault matrix

            What comes of a sweep when the site goes wrong, for each kind of fault at several rates and as an outage of 1.5 s in mid-sweep (times are
            scaled: the first retry comes after 20 ms). A cell says which share of the existing records was collected, and the exit code. **In every
            cell the number of existing ids that were taken for `no_record` is 0**; the test fails otherwise. Written by
            `./test --full` (FaultMatrixTests); the faults are those of [the practice site](practice-site.md).


            """.ReplaceLineEndings("\n"));
        text.Append("| fault | mode |").AppendJoin("|", rates.Select(r => r == All ? " outage " : FormattableString.Invariant($" {r * 100:0} % "))).Append("| wrong `no_record` |\n|---|---|");
        text.AppendJoin("|", rates.Select(_ => "---")).Append("|---|\n");
        foreach (var row in cells.OrderBy(c => c.Key).GroupBy(c => (c.Key.Fault, c.Key.Browser)))
        {
            text.Append(CultureInfo.InvariantCulture, $"| `{FaultText(row.Key.Fault)}` | {(row.Key.Browser ? "browser" : "http")} |")
                .AppendJoin("|", row.Select(c => FormattableString.Invariant($" {c.Value.Share * 100:0.#} %, exit {c.Value.Exit} ")))
                .Append(CultureInfo.InvariantCulture, $"| {row.Sum(c => c.Value.WrongNoRecord)} |\n");
        }

        return text.ToString();
    }

    private static string FaultText(FaultKind fault) => JsonSerializer.Serialize(fault).Trim('"');

    private static LatencySetting Latency(string text) =>
        LatencySetting.TryParse(text, out var setting, out var problem) ? setting : throw new ArgumentException(problem, nameof(text));

    /// <summary>What came of one run, and how many of its answers were faulty.</summary>
    private sealed record Cell(double Share, int Exit, int WrongNoRecord, int Served);
}
