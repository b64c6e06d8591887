using System.Diagnostics;
using Rollcall.Practice;
using Rollcall.Practice.Latencies;
using Rollcall.Practice.Registries;
using Rollcall.Practice.Requests;
using Rollcall.Scenarios.Support;

namespace Rollcall.Scenarios;

public sealed class SignalTests
{
    private const int SigInt = 2;
    private const int SigTerm = 15;

    [Theory]
    [InlineData(SigInt, 130, "sigint")]
    [InlineData(SigTerm, 143, "sigterm")]
    public async Task A_signal_drains_the_sweep_within_the_limit_and_the_same_command_goes_on(int signal, int code, string reason)
    {
        await using var site = await Site(latency: "1s");
        using var place = new Workplace();
        string[] run = [.. Run(site, end: 60), "--graceful-shutdown-timeout", "20s"];

        await using var cli = RollcallProcess.Start(place.Folder, variables: null, run);
        await Until(() => Asked(site).Count >= 9);
        var begun = Stopwatch.GetTimestamp();
        cli.Signal(signal);
        var ended = await cli.EndAsync();

        Assert.True(ended.Code == code, ended.Error);
        Assert.True(Stopwatch.GetElapsedTime(begun) < TimeSpan.FromSeconds(20));
        Assert.Equal(reason, place.Report().GetProperty("stop_reason").GetString());
        Assert.NotEmpty(Directory.EnumerateFiles(Path.Combine(place.Output, "checkpoints"), "checkpoint-*.json", SearchOption.AllDirectories));
        var settled = place.IdsWith("success").Concat(place.IdsWith("no_record")).ToHashSet();
        var before = Asked(site).Count;
        Assert.Equal(before - place.Canaries().Count, settled.Count);

        site.Plain.SetLatency(default);
        Assert.Equal(0, (await RollcallProcess.RunAsync(place.Folder, run)).Code);
        Assert.Empty(Asked(site).Skip(before).Except(place.Canaries()).Intersect(settled));
        Assert.Equal(60, place.Report().GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task A_second_signal_gives_up_what_is_in_flight_and_a_site_that_hangs_does_not_hold_the_exit()
    {
        await using var site = await Site(latency: "600s");
        using var place = new Workplace();
        await using var cli = RollcallProcess.Start(place.Folder, variables: null, Run(site, end: 60));
        await Until(() => Asked(site).Count >= 1);

        cli.Signal(SigTerm);
        await Until(() => cli.Error.Contains("Once more to give them up", StringComparison.Ordinal));
        cli.Signal(SigTerm);
        var ended = await cli.EndAsync();

        Assert.Equal(143, ended.Code);
        Assert.Equal(0, place.Report().GetProperty("total").GetInt32());
        Assert.Equal(60, place.Report().GetProperty("unsettled").GetInt32());
    }

    [Fact]
    public async Task The_other_launcher_runs_a_registry_in_the_same_way()
    {
        await using var site = await Site(latency: "0");
        using var place = new Workplace();
        var launcher = Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(Workplace.Registry("practice-plain")))!, "fct-scraper");

        await using var cli = RollcallProcess.StartProgram(
            launcher, place.Folder, variables: null, "--batch", "--config", Workplace.Registry("practice-plain"), "--base-url", site.Address.ToString(), "--end", "20");
        var ended = await cli.EndAsync();

        Assert.True(ended.Code == 0, ended.Error);
        Assert.Equal(20, place.Report().GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task A_second_process_in_the_same_partition_is_refused_and_the_first_goes_on()
    {
        await using var site = await Site(latency: "600s");
        using var place = new Workplace();
        await using var first = RollcallProcess.Start(place.Folder, variables: null, Run(site, end: 60));
        await Until(() => Asked(site).Count >= 1);

        var second = await RollcallProcess.RunAsync(place.Folder, Run(site, end: 60));

        Assert.True(second.Code == 2, second.Error);
        Assert.False(first.HasEnded);
    }

    private static string[] Run(PracticeSite site, int end) =>
        ["run", Workplace.Registry("practice-plain"), "--base-url", site.Address.ToString(), "--end", $"{end}"];

    private static List<string> Asked(PracticeSite site) => [.. site.Requests.Read(new RequestFilter { Registry = "plain" }).Select(r => r.Id!)];

    private static Task<PracticeSite> Site(string latency) => PracticeSite.StartAsync(
        new PracticeOptions { Synthetic = new Numbering { Mark = 60, HoleRate = 0.05 }, Latencies = [Latency(latency)] }, TestContext.Current.CancellationToken);

    private static LatencySetting Latency(string text) =>
        LatencySetting.TryParse(text, out var setting, out var problem) ? setting : throw new ArgumentException(problem, nameof(text));

    private static async Task Until(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, limit.Token);
        }
    }
}
