using System.Text.Json;
using Rollcall.Practice;
using Rollcall.Practice.Faults;
using Rollcall.Practice.Latencies;
using Rollcall.Practice.Registries;
using Rollcall.Practice.Requests;
using Rollcall.Scenarios.Support;
using Rollcall.Tests.Support;

namespace Rollcall.Scenarios;

/// <summary>A registry with tabs and listings through the real command line, against the practice site's matches.</summary>
[Trait("Category", "Long")]
public sealed class TabTests
{
    private static readonly string[] Broken = ["borea", "fjell", "jorvan"];

    [Fact]
    public async Task Ten_tabs_are_swept_completely_and_equal_the_truth()
    {
        await using var site = await PracticeSite.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var place = new Workplace();

        var ended = await RollcallProcess.RunAsync(place.Folder, Run(site));

        Assert.True(ended.Code == 0, ended.Error);
        Assert.Contains("10 of 10 complete", ended.Out, StringComparison.Ordinal);
        AssertTruth(place, site, site.Matches.Marks.Keys);
        var certificate = await RollcallProcess.RunAsync(place.Folder, "verify");
        Assert.True(certificate.Code == 0, certificate.Out);
        Assert.Contains("All 10 partitions are accounted for", certificate.Out, StringComparison.Ordinal);

        // With nothing open, and listings that were read just now, nothing is asked at all.
        var before = site.Requests.Total;
        var again = await RollcallProcess.RunAsync(place.Folder, Run(site));
        Assert.True(again.Code == 0, again.Error);
        Assert.Equal(before, site.Requests.Total);
    }

    [Fact]
    public async Task Sub_tabs_that_a_script_draws_are_clicked_in_a_browser_and_equal_the_truth()
    {
        await using var site = await PracticeSite.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var place = new Workplace();
        string[] tabs = Amount.IsFull ? [.. site.Matches.Marks.Keys] : ["estel"];
        string[] which = Amount.IsFull ? [] : ["--set", "tab=estel"];

        var ended = await RollcallProcess.RunAsync(place.Folder, ["run", Workplace.Registry("practice-matches-browser"), "--base-url", site.Address.ToString(), .. which]);

        Assert.True(ended.Code == 0, ended.Error);
        AssertTruth(place, site, tabs);
        Assert.Equal(0, (await RollcallProcess.RunAsync(place.Folder, "verify")).Code);

        // Each sub-tab was fetched by the script, once, and no page of its own was opened.
        var sections = site.Requests.Read(new RequestFilter { Registry = "matches", Kind = RequestKind.Section });
        Assert.All(sections, r => Assert.EndsWith("?data=1", r.Path, StringComparison.Ordinal));
        Assert.DoesNotContain(sections, r => r.Status != 200);
    }

    [Theory]
    [InlineData("practice-matches")]
    [InlineData("practice-matches-browser")]
    public async Task A_broken_section_fails_its_record_alone_and_the_retry_asks_only_what_is_missing(string definition)
    {
        await using var site = await PracticeSite.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        var id = site.Matches.Truths("aurel", 2, 100).First(t => t.Tables.ContainsKey("odds")).Id;
        site.Matches.SetFaults(new FaultRule { Kind = FaultKind.Status500, Ids = [$"{id}/summary", "AUR-001/odds"] });
        using var place = new Workplace();
        string[] run = ["run", Workplace.Registry(definition), "--base-url", site.Address.ToString(), "--set", "tab=aurel", "--max-cases", "12"];

        var ended = await RunAsync(place, [.. run, "--max-retries", "1"]);

        Assert.True(ended.Code == 3, ended.Error);
        Assert.Equal([id], place.IdsWith("failed").Distinct());
        Assert.Equal([$"{id}~odds.json", $"{id}~standings.json"], place.Files().Where(f => f.Contains("/partial/", StringComparison.Ordinal)).Select(Path.GetFileName).Order());

        // The odds are optional: AUR-001 is saved without them, and says so.
        Assert.Equal("odds", Assert.Single(Assert.Single(place.Records(), r => r.GetProperty("case_id").GetString() == "AUR-001").GetProperty("missing_sections").EnumerateArray()).GetString());
        site.Matches.SetFaults();
        var before = site.Requests.Total;
        var again = await RunAsync(place, ["retry", "last"]);

        Assert.True(again.Code == 0, again.Error);
        var asked = site.Requests.Read(new RequestFilter { Registry = "matches", After = before }).Where(r => r.Id != null && r.Id.StartsWith(id, StringComparison.Ordinal)).Select(r => r.Id).ToList();
        Assert.Equal([id, $"{id}/summary"], asked);
        Assert.Equal(3, Assert.Single(place.Records(), r => r.GetProperty("case_id").GetString() == id).GetProperty("tables").EnumerateObject().Count());
        Assert.DoesNotContain(place.Files(), f => f.Contains("/partial/", StringComparison.Ordinal));
        Assert.Equal(2, (await RollcallProcess.RunAsync(place.Folder, "reread", "last")).Code);
    }

    [Fact]
    public async Task Three_broken_tabs_of_ten_are_logged_and_after_repair_only_they_are_asked()
    {
        await using var site = await PracticeSite.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        site.Matches.SetFaults(new FaultRule { Kind = FaultKind.Status500, Ids = Broken, On = [RequestKind.List] });
        using var place = new Workplace();

        var ended = await RunAsync(place, Run(site, "--json"));

        Assert.True(ended.Code == 3, ended.Error);
        var runs = JsonDocument.Parse(ended.Out).RootElement.GetProperty("runs").EnumerateArray().ToList();
        Assert.Equal(10, runs.Count);
        foreach (var run in runs)
        {
            var tab = run.GetProperty("report").GetProperty("partition").GetString()!;
            Assert.Equal(Broken.Contains(tab) ? (3, "listing_failed", 0) : (0, "completed", 100), (
                run.GetProperty("exit_code").GetInt32(), run.GetProperty("report").GetProperty("stop_reason").GetString(), run.GetProperty("report").GetProperty("total").GetInt32()));
        }

        foreach (var tab in Broken)
        {
            var line = Assert.Single(ended.Error.Split('\n'), l => l.Contains("batch.listing.failed", StringComparison.Ordinal) && l.Contains(tab, StringComparison.Ordinal));
            Assert.Contains("status 500", line, StringComparison.Ordinal);
            Assert.Contains("html_failed", line, StringComparison.Ordinal);
        }

        AssertTruth(place, site, site.Matches.Marks.Keys.Except(Broken));
        Assert.Equal(8, (await RollcallProcess.RunAsync(place.Folder, "verify")).Code);

        site.Matches.SetFaults();
        var before = site.Requests.Total;
        var again = await RunAsync(place, Run(site));

        Assert.True(again.Code == 0, again.Error);
        Assert.Contains("10 of 10 complete", again.Out, StringComparison.Ordinal);
        AssertTruth(place, site, site.Matches.Marks.Keys);
        var asked = site.Requests.Read(new RequestFilter { After = before }).Where(r => r.Path != "/robots.txt").ToList();
        Assert.All(asked, r => Assert.Contains(Broken, tab => r.Path.StartsWith($"/matches/{tab}", StringComparison.Ordinal)));
        Assert.Equal(3 * 4, asked.Count(r => r.Kind == RequestKind.List));
        Assert.Equal(3 * 100, asked.Where(r => r.Kind == RequestKind.Record).Select(r => r.Id).Distinct().Count());
        Assert.Equal(0, (await RollcallProcess.RunAsync(place.Folder, "verify")).Code);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(9)]
    public async Task A_thousand_matches_interrupted_after_four_hundred_go_on_with_the_next(int signal)
    {
        await using var site = await PracticeSite.StartAsync(
            new PracticeOptions { Latencies = [LatencySetting.TryParse("matches/record=5ms", out var slow, out _) ? slow : throw new InvalidOperationException("a latency")] }, TestContext.Current.CancellationToken);
        using var place = new Workplace();

        await using (var cli = RollcallProcess.Start(place.Folder, variables: null, [.. Run(site), "--concurrency", "2"]))
        {
            await Wait.UntilAsync(() => cli.HasEnded || Asked(site).Count >= 400);
            cli.Signal(signal);
            Assert.Equal(signal == 9 ? 137 : 130, (await cli.EndAsync()).Code);
        }

        Assert.InRange(Asked(site).Count, 400, 450);
        var ended = await RollcallProcess.RunAsync(place.Folder, Run(site));

        Assert.True(ended.Code == 0, ended.Error);
        AssertTruth(place, site, site.Matches.Marks.Keys);

        // At most the two in flight are asked twice: told to end, a match that waits for leave to ask its next section is left open. Canaries come on top.
        var asked = CanaryRequests.TakenFrom(Asked(site), place.Canaries());
        Assert.Equal(1000, asked.Distinct().Count());
        Assert.InRange(asked.Count, 1000, 1002);
        Assert.Equal(0, (await RollcallProcess.RunAsync(place.Folder, "verify")).Code);

        static List<string> Asked(PracticeSite of) => [.. of.Requests.Read(new RequestFilter { Registry = "matches", Kind = RequestKind.Record }).Select(r => r.Id!)];
    }

    private static string[] Run(PracticeSite site, params string[] more) =>
        ["run", Workplace.Registry("practice-matches"), "--base-url", site.Address.ToString(), .. more];

    private static async Task<Ended> RunAsync(Workplace place, string[] arguments)
    {
        await using var cli = RollcallProcess.Start(place.Folder, new Dictionary<string, string> { ["ROLLCALL_RETRY_BACKOFF"] = "10ms" }, arguments);
        return await cli.EndAsync();
    }

    internal static void AssertTruth(Workplace place, PracticeSite site, IEnumerable<string> tabs)
    {
        var truths = tabs.SelectMany(tab => site.Matches.Truths(tab, 1, 100)).ToList();
        var records = place.Records().ToDictionary(r => r.GetProperty("case_id").GetString()!);
        Assert.Equal(truths.Where(t => t.Outcome == ExpectedOutcome.Success).Select(t => t.Id).Order(), records.Keys.Order());
        Assert.Equal(truths.Where(t => t.Outcome == ExpectedOutcome.NoRecord).Select(t => t.Id).Order(), place.IdsWith("no_record").Order());
        foreach (var truth in truths.Where(t => t.Outcome == ExpectedOutcome.Success))
        {
            var fields = records[truth.Id].GetProperty("fields").EnumerateObject().ToDictionary(f => f.Name, f => f.Value.ToString());
            Assert.Equal(truth.Fields.OrderBy(f => f.Key), fields.OrderBy(f => f.Key));
            Assert.Equal(
                truth.Tables.OrderBy(t => t.Key).Select(t => $"{t.Key}: {string.Join("; ", t.Value.Select(row => string.Join('|', row.Values)))}"),
                records[truth.Id].GetProperty("tables").EnumerateObject().OrderBy(t => t.Name)
                    .Select(t => $"{t.Name}: {string.Join("; ", t.Value.EnumerateArray().Select(row => string.Join('|', row.EnumerateObject().Select(c => c.Value.ToString()))))}"));
            Assert.Equal(
                truth.Tables.ContainsKey("odds") ? [] : new[] { "odds" },
                records[truth.Id].TryGetProperty("missing_sections", out var missing) ? [.. missing.EnumerateArray().Select(m => m.GetString()!)] : []);
        }
    }
}
