using System.Diagnostics;
using Rollcall.Practice;
using Rollcall.Practice.Court;
using Rollcall.Practice.Faults;
using Rollcall.Practice.Latencies;
using Rollcall.Scenarios.Support;
using Rollcall.Tests.Support;

namespace Rollcall.Scenarios;

/// <summary>Chromium, its renderers, its driver and our own process killed and stopped in the middle of a sweep.</summary>
[Trait("Category", "Long")]
public sealed class BrowserLossTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Six times, twenty with <c>./test --full</c>; each process is killed and stopped in turn, at random moments.</summary>
    [Fact]
    public async Task Processes_killed_and_stopped_during_a_sweep_cost_no_id()
    {
        var hits = Amount.Of(taste: 6, full: 20);
        var ids = 60 * hits;
        var random = new Random(8);
        await using var site = await SiteAsync(milliseconds: 150);
        using var place = new Workplace();
        await using var run = BrowserRun.Court(place, site, ids);
        var slowest = TimeSpan.Zero;
        for (var hit = 0; hit < hits; hit++)
        {
            var before = run.Settled();
            await BrowserRun.UntilAsync(() => run.Settled() > before + 4 && run.Traces.Renderers().Count > 0, Patience, $"ids settled before hit {hit}: {run.Process.Error}");
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(500)), TimeProvider.System, TestContext.Current.CancellationToken);
            var (name, victims) = (hit % 3) switch
            {
                0 => ("browser", run.Traces.Browsers()),
                1 => ("renderer", run.Traces.Renderers()),
                _ => ("driver", run.Traces.Drivers()),
            };
            var victim = victims[random.Next(victims.Count)];
            var signal = hit / 3 % 2 == 0 ? "KILL" : "STOP";
            BrowserRun.Signal(victim, signal);

            var settled = run.Settled();
            var recovery = await BrowserRun.UntilAsync(
                () => run.Process.HasEnded || (!Directory.Exists($"/proc/{victim}") && run.Settled() > settled + 4), Patience, $"recovery from {signal} of the {name}: {run.Process.Error}");
            TestContext.Current.TestOutputHelper!.WriteLine($"{signal} of the {name}: gone and {run.Settled() - settled} more ids settled after {recovery.TotalSeconds:0.0} s");
            Assert.False(run.Process.HasEnded, "the sweep was over before all hits were made: it shows less than it is to show");
            slowest = recovery > slowest ? recovery : slowest;
        }

        var ended = await run.Process.EndAsync();
        Assert.True(ended.Code == 0, ended.Error);
        var report = place.Report();
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{hits} hits, slowest recovery {slowest.TotalSeconds:0.0} s; {report.GetProperty("total").GetInt32()} ids, {report.GetProperty("failed").GetInt32()} failed, "
            + $"{report.GetProperty("retries").GetInt32()} retries; left: {await run.Traces.LeftAsync()}");
        Assert.Equal(ids, report.GetProperty("total").GetInt32());
        Assert.Equal(0, report.GetProperty("failed").GetInt32());
        Assert.InRange(slowest, TimeSpan.Zero, TimeSpan.FromSeconds(30));
        Assert.Equal("", await run.Traces.LeftAsync());
        Assert.Equal(0, (await RollcallProcess.RunAsync(place.Folder, "verify")).Code);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task When_our_own_process_is_killed_browser_and_profile_are_gone_within_five_seconds(bool chromiumStoppedFirst)
    {
        await using var site = await SiteAsync(milliseconds: 100);
        using var place = new Workplace();
        await using var run = BrowserRun.Court(place, site, 500);
        await BrowserRun.UntilAsync(() => run.Settled() > 3, Patience, $"a few ids: {run.Process.Error}");
        if (chromiumStoppedFirst)
        {
            foreach (var process in run.Traces.Browsers().Concat(run.Traces.Renderers()))
            {
                BrowserRun.Signal(process, "STOP");
            }
        }

        run.Process.Signal(9);

        var took = await BrowserRun.UntilAsync(() => run.Traces.Left().Length == 0, TimeSpan.FromSeconds(20), $"nothing left: {await run.Traces.LeftAsync()}");
        TestContext.Current.TestOutputHelper!.WriteLine($"everything gone {took.TotalMilliseconds:0} ms after SIGKILL{(chromiumStoppedFirst ? ", Chromium stopped before" : "")}");
        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task What_even_the_watcher_could_not_clear_away_the_next_start_does()
    {
        await using var site = await SiteAsync(milliseconds: 100);
        using var place = new Workplace();
        await using var run = BrowserRun.Court(place, site, 40);
        await BrowserRun.UntilAsync(() => run.Settled() > 3, Patience, $"a few ids: {run.Process.Error}");
        foreach (var process in run.Traces.Watchers())
        {
            BrowserRun.Signal(process, "KILL");
        }

        foreach (var process in run.Traces.Browsers().Concat(run.Traces.Renderers()).Concat(run.Traces.Drivers()))
        {
            BrowserRun.Signal(process, "STOP");
        }

        run.Process.Signal(9);
        await run.Process.EndAsync();
        Assert.NotEqual("", run.Traces.Left());

        await using var next = BrowserRun.Court(place, site, 40);
        var ended = await next.Process.EndAsync();

        Assert.True(ended.Code == 0, ended.Error);
        Assert.Equal(1, next.Events("batch.browser.reaped"));
        Assert.Equal("", run.Traces.Left() + await next.Traces.LeftAsync());
        Assert.Equal(0, (await RollcallProcess.RunAsync(place.Folder, "verify")).Code);
    }

    [Fact]
    public async Task Chromium_killed_while_the_site_asks_to_be_left_alone_costs_nothing()
    {
        await using var site = await SiteAsync(milliseconds: 50);
        using var place = new Workplace();
        await using var run = BrowserRun.Court(place, site, 60);
        await BrowserRun.UntilAsync(() => run.Settled() > 10, Patience, $"a few ids: {run.Process.Error}");
        site.Court.SetFaults(new FaultRule { Kind = FaultKind.Status503, RetryAfter = 2 });
        await BrowserRun.UntilAsync(() => run.Events("batch.job.retry") + run.Events("batch.run.parked") > 0, Patience, $"the site's refusal: {run.Process.Error}");
        BrowserRun.Signal(run.Traces.Browsers()[0], "KILL");
        await BrowserRun.UntilAsync(() => run.Events("batch.browser.lost") > 0, Patience, $"the loss: {run.Process.Error}");
        site.Court.SetFaults();

        var ended = await run.Process.EndAsync();

        Assert.True(ended.Code == 0, ended.Error);
        Assert.Equal(60, place.Report().GetProperty("total").GetInt32());
        Assert.Equal("", await run.Traces.LeftAsync());
        Assert.Equal(0, (await RollcallProcess.RunAsync(place.Folder, "verify")).Code);
    }

    [Fact]
    public async Task A_browser_at_its_memory_limit_while_a_signal_drains_the_run_leaves_nothing_and_loses_nothing()
    {
        await using var site = await SiteAsync(milliseconds: 100);
        using var place = new Workplace();
        await using var run = BrowserRun.Court(place, site, 60, "browser_max_memory_percent=1");
        await BrowserRun.UntilAsync(() => run.Events("batch.browser.restart") > 0, Patience, $"the memory limit: {run.Process.Error}");

        run.Process.Signal(15);
        var begun = Stopwatch.GetTimestamp();
        var ended = await run.Process.EndAsync();

        Assert.True(ended.Code == 143, ended.Error);
        Assert.True(Stopwatch.GetElapsedTime(begun) < TimeSpan.FromSeconds(30));
        Assert.Equal("", await run.Traces.LeftAsync());
        await using var next = BrowserRun.Court(place, site, 60);
        Assert.Equal(0, (await next.Process.EndAsync()).Code);
        Assert.Equal(60, place.Report().GetProperty("total").GetInt32());
        Assert.Equal(0, (await RollcallProcess.RunAsync(place.Folder, "verify")).Code);
    }

    private static async Task<PracticeSite> SiteAsync(int milliseconds)
    {
        var site = await PracticeSite.StartAsync(
            new PracticeOptions { CourtTimings = new CourtTimings { BusyAfter = 20, Fade = 0, UpdateAfter = 0 } }, TestContext.Current.CancellationToken);
        site.Court.SetLatency(new LatencyRange(TimeSpan.FromMilliseconds(milliseconds)));
        return site;
    }
}
