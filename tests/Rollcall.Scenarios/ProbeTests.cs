using System.Text.Json;
using Rollcall.Practice;
using Rollcall.Practice.Court;
using Rollcall.Practice.Registries;
using Rollcall.Practice.Requests;
using Rollcall.Scenarios.Support;
using Rollcall.Tests.Support;

namespace Rollcall.Scenarios;

/// <summary>The search for the highest number through the real command line: in Chromium, killed in the middle, and before a sweep.</summary>
[Trait("Category", "Long")]
public sealed class ProbeTests
{
    private const int SigKill = 9;

    /// <summary>Most requests of a search, and what an ordinary numbering needs at most: the defaults.</summary>
    private const int Budget = 200;
    private const int Typical = 50;

    [Fact]
    public async Task The_marks_of_three_years_are_found_in_Chromium_and_what_was_met_is_kept()
    {
        await using var site = await CourtAsync();
        using var place = new Workplace();

        var ended = await RollcallProcess.RunAsync(
            place.Folder, "probe", Workplace.Registry("practice-court"), "--base-url", $"{site.Address}", "--year", "2020..2022");

        Assert.True(ended.Code == 0, ended.Error);
        foreach (var report in Reports(place))
        {
            var (year, mark) = (report.GetProperty("partition").GetString()!, report.GetProperty("high_water_mark").GetInt32());
            var truth = site.Court.Marks[year];
            Assert.InRange(mark, truth - 200, truth);
            Assert.InRange(report.GetProperty("requests").GetInt32(), 10, Typical);
            Assert.Equal(
                report.GetProperty("succeeded").GetInt32(), place.Records().Count(r => r.GetProperty("partition").GetString() == year));
            TestContext.Current.TestOutputHelper!.WriteLine($"{year}: {mark} of {truth}, {report.GetProperty("requests")} requests");
        }

        Assert.Equal(["2020", "2021", "2022"], Reports(place).Select(r => r.GetProperty("partition").GetString()!).Order());

        // A file that is found takes a second request, for its dialog.
        Assert.Equal(Searches(site).Count, place.Records().Count + place.IdsWith("no_record").Count + place.Canaries().Count);
    }

    [Fact]
    public async Task A_search_killed_in_the_middle_goes_on_and_asks_no_number_twice()
    {
        await using var site = await CourtAsync();
        using var place = new Workplace();
        string[] probe = ["probe", Workplace.Registry("practice-court"), "--base-url", $"{site.Address}", "--year", "2020"];
        foreach (var more in (int[])[4, 8])
        {
            var before = Searches(site).Count;
            await using var cli = RollcallProcess.Start(place.Folder, variables: null, probe);
            await Wait.UntilAsync(() => cli.HasEnded || Searches(site).Count > before + more);
            Assert.False(cli.HasEnded, $"the search ended before it was killed: {cli.Error}");
            cli.Signal(SigKill);
            await cli.EndAsync();
        }

        var ended = await RollcallProcess.RunAsync(place.Folder, probe);

        Assert.True(ended.Code == 0, ended.Error);
        var truth = site.Court.Marks["2020"];
        Assert.InRange(Assert.Single(Reports(place)).GetProperty("high_water_mark").GetInt32(), truth - 200, truth);

        // Each kill may cost the one request that was in flight; a canary is asked again on purpose.
        var asked = CanaryRequests.TakenFrom(Searches(site), place.Canaries());
        Assert.InRange(asked.Count - asked.Distinct().Count(), 0, 2);
        Assert.InRange(asked.Count, 10, Typical);
    }

    [Fact]
    public async Task A_run_without_an_end_collects_everything_for_few_requests_more_than_there_are_numbers()
    {
        const int Mark = 700;
        await using var site = await PracticeSite.StartAsync(
            new PracticeOptions { Synthetic = new Numbering { Mark = Mark, HoleRate = 0.05 } }, TestContext.Current.CancellationToken);
        using var place = new Workplace();
        string[] run = ["run", Workplace.Registry("practice-plain"), "--base-url", $"{site.Address}"];

        var ended = await RollcallProcess.RunAsync(place.Folder, run);

        Assert.True(ended.Code == 0, ended.Error);
        var found = Enumerable.Range(1, Mark).Where(n => site.Plain.Truth($"{n}").Outcome == ExpectedOutcome.Success).Select(n => $"{n}").ToList();
        Assert.Equal(found.Order(), place.Records().Select(r => r.GetProperty("case_id").GetString()!).Order());
        Assert.Contains("At most 200 requests (probe_budget)", ended.Out, StringComparison.Ordinal);
        var requests = Plain(site).Count;
        Assert.InRange(requests, found.Count, Mark + Budget);
        Assert.InRange((double)requests / found.Count, 1, 1.2);
        Assert.Equal(0, (await RollcallProcess.RunAsync(place.Folder, "verify")).Code);
        TestContext.Current.TestOutputHelper!.WriteLine($"{requests} requests for {found.Count} records among {Mark} numbers");
    }

    [Fact]
    public async Task With_a_mark_of_60_known_thirty_and_fifty_cases_are_30_to_60()
    {
        await using var site = await PracticeSite.StartAsync(
            new PracticeOptions { Synthetic = new Numbering { Mark = 60, HoleRate = 0 } }, TestContext.Current.CancellationToken);
        using var place = new Workplace();
        string[] all = [Workplace.Registry("practice-plain"), "--base-url", $"{site.Address}"];
        Assert.Equal(0, (await RollcallProcess.RunAsync(place.Folder, ["probe", .. all])).Code);
        var before = (Asked: Plain(site), Canaries: place.Canaries());

        var ended = await RollcallProcess.RunAsync(place.Folder, ["run", .. all, "--start", "30", "--max-cases", "50", "--recollect"]);

        Assert.True(ended.Code == 0, ended.Error);
        var asked = CanaryRequests.TakenFrom(Plain(site).Skip(before.Asked.Count).ToList(), [.. place.Canaries().Skip(before.Canaries.Count)]);
        Assert.Equal(Enumerable.Range(30, 31).Select(n => $"{n}").Order(), asked.Order());
    }

    private static Task<PracticeSite> CourtAsync() => PracticeSite.StartAsync(
        new PracticeOptions { CourtTimings = new CourtTimings { Fade = 0, UpdateAfter = 0 } }, TestContext.Current.CancellationToken);

    private static List<string> Searches(PracticeSite site) =>
        [.. site.Requests.Read(new RequestFilter { Registry = "court" }).Where(r => r.Kind == RequestKind.Search).Select(r => r.Id!)];

    private static List<string> Plain(PracticeSite site) => [.. site.Requests.Read(new RequestFilter { Registry = "plain" }).Select(r => r.Id!)];

    private static IReadOnlyList<JsonElement> Reports(Workplace place) =>
        [.. Directory.EnumerateFiles(place.Output, "report-*.json").Order(StringComparer.Ordinal).Select(f => JsonDocument.Parse(File.ReadAllBytes(f)).RootElement)];
}
