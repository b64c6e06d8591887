using System.Text.Json;
using Rollcall.Practice;
using Rollcall.Practice.Court;
using Rollcall.Practice.Faults;
using Rollcall.Practice.Registries;
using Rollcall.Practice.Requests;
using Rollcall.Scenarios.Support;
using Rollcall.Tests.Support;

namespace Rollcall.Scenarios;

/// <summary>The practice court through the real command line and a real Chromium.</summary>
[Trait("Category", "Long")]
public sealed class CourtTests
{
    /// <summary>How many ids of 2020 are asked with 2 % of the searches failing: 2,000 with <c>./test --full</c>.</summary>
    private static readonly int ManyIds = Amount.Of(taste: 100, full: 2000);

    [Fact]
    public async Task A_whole_year_equals_the_courts_truth_from_one_browser_that_leaves_nothing_behind()
    {
        await using var site = await PracticeSite.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var place = new Workplace();
        var temporary = Directory.CreateDirectory(Path.Combine(place.Folder, "tmp")).FullName;

        Ended ended;
        await using (var cli = RollcallProcess.Start(place.Folder, new Dictionary<string, string> { ["TMPDIR"] = temporary }, Run(site, year: 2019, end: 64)))
        {
            ended = await cli.EndAsync();
        }

        Assert.True(ended.Code == 0, ended.Error);
        AssertTruth(place, site, "2019", 64);
        var started = Assert.Single(Events(ended, "batch.browser.start"));
        Assert.False(Directory.Exists($"/proc/{started.GetProperty("pid").GetInt32()}"), "the browser is still there");
        Assert.Empty(Directory.EnumerateFileSystemEntries(temporary, "*", SearchOption.AllDirectories));
        Assert.Equal(0, (await RollcallProcess.RunAsync(place.Folder, "verify")).Code);
        await AssertLoadsAsync(place, site);
    }

    [Fact]
    public async Task Failing_searches_and_a_page_that_never_gets_ready_cost_retries_but_no_id_and_no_wrong_answer()
    {
        await using var site = await PracticeSite.StartAsync(
            new PracticeOptions { CourtTimings = new CourtTimings { Fade = 0, UpdateAfter = 0 } }, TestContext.Current.CancellationToken);
        site.Court.SetFaults(
            new FaultRule { Kind = FaultKind.Status500, Rate = 0.02, On = [RequestKind.Search] },
            new FaultRule { Kind = FaultKind.HungPage, First = 1 });
        using var place = new Workplace();

        var ended = await RunAsync(place, "8s", Run(site, year: 2020, end: ManyIds));

        Assert.True(ended.Code == 0, ended.Error);
        AssertTruth(place, site, "2020", ManyIds);
        Assert.True(place.Report().GetProperty("retries").GetInt32() > 1, "no search failed: the test shows nothing");
        Assert.Contains("practice-court.yaml:14: goto: ", Assert.Single(Events(ended, "batch.page.failed")).GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Single(Events(ended, "batch.browser.start"));
        TestContext.Current.TestOutputHelper!.WriteLine(ended.Out);
    }

    [Fact]
    public async Task When_no_page_ever_gets_ready_the_run_ends_with_that_as_its_reason_and_shows_the_page()
    {
        await using var site = await PracticeSite.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        site.Court.SetFaults(new FaultRule { Kind = FaultKind.HungPage });
        using var place = new Workplace();

        var ended = await RunAsync(place, "1s", [.. Run(site, year: 2019, end: 64), "--concurrency", "1", "--max-retries", "1"]);

        Assert.Equal(5, ended.Code);
        Assert.Equal("unreachable", place.Report().GetProperty("stop_reason").GetString());
        Assert.Equal(0, place.Report().GetProperty("total").GetInt32());
        Assert.Contains("practice-court.yaml:14: goto: ", ended.Out, StringComparison.Ordinal);
        Assert.Contains(place.Files(), f => f.Contains("html_failed", StringComparison.Ordinal) && f.EndsWith(".html", StringComparison.Ordinal));
        Assert.Contains(place.Files(), f => f.Contains("html_failed", StringComparison.Ordinal) && f.EndsWith(".png", StringComparison.Ordinal));
    }

    private static async Task<Ended> RunAsync(Workplace place, string requestTimeout, string[] arguments)
    {
        await using var cli = RollcallProcess.Start(place.Folder, new Dictionary<string, string> { ["ROLLCALL_REQUEST_TIMEOUT"] = requestTimeout, ["ROLLCALL_BROWSER_MAX_JOBS"] = "100000" }, arguments);
        return await cli.EndAsync();
    }

    private static IReadOnlyList<JsonElement> Events(Ended ended, string name) =>
    [
        .. ended.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)
            .Where(line => line.GetProperty("event").GetString() == name),
    ];

    private static string[] Run(PracticeSite site, int year, int end) =>
        ["run", Workplace.Registry("practice-court"), "--base-url", site.Address.ToString(), "--year", $"{year}", "--end", $"{end}"];

    private static void AssertTruth(Workplace place, PracticeSite site, string year, int end)
    {
        var truths = site.Court.Truths(year, 1, end).ToList();
        var records = place.Records().ToDictionary(r => r.GetProperty("case_id").GetString()!);
        Assert.Equal(truths.Where(t => t.Outcome == ExpectedOutcome.Success).Select(t => t.Id).Order(), records.Keys.Order());
        Assert.Equal(truths.Where(t => t.Outcome == ExpectedOutcome.NoRecord).Select(t => t.Id).Order(), place.IdsWith("no_record").Order());
        foreach (var truth in truths.Where(t => t.Outcome == ExpectedOutcome.Success))
        {
            var record = records[truth.Id];
            Assert.Equal(
                truth.Fields.OrderBy(f => f.Key).Select(f => (f.Key, f.Value)),
                record.GetProperty("fields").EnumerateObject().OrderBy(f => f.Name).Select(f => (f.Name, f.Value.GetString()!)));
            Assert.Equal(
                truth.Tables["docket_entries"].Select(row => string.Join('|', row.Values)),
                record.GetProperty("tables").GetProperty("docket_entries").EnumerateArray().Select(row => string.Join('|', row.EnumerateObject().Select(c => c.Value.GetString()))));
        }
    }

    // The finished run, named by its id, into a database whose rows then say what the court knows.
    private static async Task AssertLoadsAsync(Workplace place, PracticeSite site)
    {
        var run = place.Report().GetProperty("run_id").GetString()!;
        string[] load = ["load", Workplace.Dataset("cases"), run, "--batch-validation-timeout-ms", "60000"];
        var loaded = await RollcallProcess.RunAsync(place.Folder, load);
        Assert.True(loaded.Code == 0, loaded.Error);
        var database = TestDatabase.Sqlite(Path.Combine(place.Output, "cases.db"));
        var truths = site.Court.Truths("2019", 1, 64).Where(t => t.Outcome == ExpectedOutcome.Success).OrderBy(t => t.Id, StringComparer.Ordinal).ToList();
        Assert.Equal(
            truths.Select(t => $"{t.Id}|{t.Fields["style_of_cause"]}|{t.Fields["filing_date"]}|{t.Tables["docket_entries"].Count}"),
            database.Query("""
                select c.case_id, c.style_of_cause, c.filing_date, count(d.doc_id) from cases c
                left join docket_entries d on d.registry = c.registry and d.case_id = c.case_id group by c.case_id order by c.case_id
                """));
        var again = await RollcallProcess.RunAsync(place.Folder, load);
        Assert.Contains("nothing_to_do", again.Out, StringComparison.Ordinal);
    }
}
