using Rollcall.Practice;
using Rollcall.Practice.Latencies;
using Rollcall.Practice.Registries;
using Rollcall.Practice.Requests;
using Rollcall.Scenarios.Support;

namespace Rollcall.Scenarios;

/// <summary>Real throttling and real blocks: nginx, and nginx with ModSecurity and the OWASP core rules, in front of the practice site.</summary>
[Trait("Category", "Long")]
public sealed class ProxyTests
{
    private const int Ids = 120;

    [Fact]
    public async Task A_rate_limit_slows_the_sweep_down_and_costs_no_id()
    {
        await using var site = await Site(latency: "0");
        await using var nginx = await Nginx.LimitAsync(site.Address, perSecond: 20);
        using var place = new Workplace();

        var ended = await RollcallProcess.RunAsync(place.Folder, Run(nginx));

        Assert.True(ended.Code == 0, ended.Error);
        AssertTruth(place, site);
        Assert.True(nginx.Answered(429) > 0, "nothing was throttled: the test shows nothing");
        Assert.Equal(0, (await RollcallProcess.RunAsync(place.Folder, "verify")).Code);
        Write($"nginx limit_req 20/s: {nginx.Answered(429)} answers 429, {nginx.Answered(200) + nginx.Answered(404)} others; exit {ended.Code}, verify 0");
    }

    [Fact]
    public async Task When_the_core_rules_begin_to_block_in_mid_sweep_the_run_ends_5_and_a_resume_completes()
    {
        await using var site = await Site(latency: "50ms");
        await using var nginx = await Nginx.WithCoreRulesAsync(site.Address);
        using var place = new Workplace();
        var variables = new Dictionary<string, string> { ["ROLLCALL_PATIENCE"] = "4s" };

        await using var cli = RollcallProcess.Start(place.Folder, variables, Run(nginx));
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (site.Requests.Read(new RequestFilter { Registry = "plain" }).Count < 40)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, limit.Token);
        }

        await nginx.BlockFromAsync(threshold: 3);
        var ended = await cli.EndAsync();

        Assert.True(ended.Code == 5, ended.Error);
        Assert.Equal("blocked", place.Report().GetProperty("stop_reason").GetString());
        Assert.Equal(0, place.Report().GetProperty("failed").GetInt32());
        Assert.Empty(place.IdsWith("no_record").Intersect(Existing(site)));
        var before = place.IdsWith("success").Count + place.IdsWith("no_record").Count;
        Assert.InRange(before, 1, Ids - 1);

        await nginx.BlockFromAsync(threshold: 5);
        var resumed = await RollcallProcess.RunAsync(place.Folder, Run(nginx));

        Assert.True(resumed.Code == 0, resumed.Error);
        AssertTruth(place, site);
        Assert.Equal(0, (await RollcallProcess.RunAsync(place.Folder, "verify")).Code);
        Write($"nginx + ModSecurity + CRS: blocked after {before} ids, {nginx.Answered(403)} answers 403; exit 5, resumed to {Ids}, verify 0");
    }

    private static void Write(string figures) => TestContext.Current.TestOutputHelper!.WriteLine(figures);

    private static string[] Run(Nginx nginx) =>
        ["run", Workplace.Registry("practice-plain"), "--base-url", nginx.Address.ToString(), "--end", $"{Ids}", "--concurrency", "8", "--quiet"];

    private static List<string> Existing(PracticeSite site) =>
        [.. site.Plain.Truths("", 1, Ids).Where(t => t.Outcome == ExpectedOutcome.Success).Select(t => t.Id)];

    private static void AssertTruth(Workplace place, PracticeSite site)
    {
        var existing = Existing(site);
        Assert.Equal(existing.Order(), place.Records().Select(r => r.GetProperty("case_id").GetString()!).Order());
        Assert.Empty(place.IdsWith("no_record").Intersect(existing));
        Assert.Equal(Ids, place.Report().GetProperty("total").GetInt32());
    }

    private static Task<PracticeSite> Site(string latency) => PracticeSite.StartAsync(
        new PracticeOptions { Synthetic = new Numbering { Mark = 100, HoleRate = 0.1 }, Latencies = [Latency(latency)] }, TestContext.Current.CancellationToken);

    private static LatencySetting Latency(string text) =>
        LatencySetting.TryParse(text, out var setting, out var problem) ? setting : throw new ArgumentException(problem, nameof(text));
}
