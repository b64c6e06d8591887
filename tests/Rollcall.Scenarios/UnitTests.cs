using System.Diagnostics;
using Rollcall.Practice.Faults;
using Rollcall.Scenarios.Support;
using Rollcall.Tests.Support;

namespace Rollcall.Scenarios;

/// <summary>The shipped systemd unit's settings, carried out here: after a kill, and after an end that a restart can help, a run is collecting again.</summary>
[Trait("Category", "Long")]
public sealed class UnitTests
{
    /// <summary>What is promised, from the end to the next id that is settled.</summary>
    private static readonly TimeSpan Bar = TimeSpan.FromMinutes(2);

    private static readonly Dictionary<string, string> Impatient = new() { ["ROLLCALL_PATIENCE"] = "1s" };

    [Fact]
    public async Task A_run_that_was_killed_or_lost_its_site_is_collecting_again_in_under_two_minutes()
    {
        var unit = UnitFile.Open(Workplace.Script("systemd/rollcall@.service"));
        await using var site = await PlainSite.StartAsync(end: 300, latency: "0.05s");
        using var place = new Workplace();

        await using var killed = RollcallProcess.Start(place.Folder, Impatient, site.Run);
        await Wait.UntilAsync(() => Settled(place) > 20);
        BrowserRun.Signal(killed.Id, "KILL");
        await killed.EndAsync();
        var ended = Stopwatch.GetTimestamp();
        Assert.True(unit.RestartsAfterKill);
        var (second, afterKill) = await RestartAsync(unit, site, place, ended);

        await using var begun = second;
        site.Registry.SetFaults(new FaultRule { Kind = FaultKind.BlockPage });
        var blocked = await begun.EndAsync();
        ended = Stopwatch.GetTimestamp();
        Assert.True(unit.RestartsAfterCode(blocked.Code), $"{blocked.Code}: {blocked.Error}");
        site.Registry.SetFaults();
        var (third, afterBlock) = await RestartAsync(unit, site, place, ended);

        await using var last = third;
        var through = await last.EndAsync();
        Assert.True(through.Code == 0, through.Error);
        Assert.False(unit.RestartsAfterCode(through.Code));
        await site.AssertCollectedAsync(place);
        TestContext.Current.TestOutputHelper!.WriteLine($"from the end to the next settled id: {afterKill.TotalSeconds:0.0} s after a kill, {afterBlock.TotalSeconds:0.0} s after exit code {blocked.Code}");
        Assert.InRange(afterKill, unit.RestartAfter, Bar);
        Assert.InRange(afterBlock, unit.RestartAfter, Bar);
    }

    private static async Task<(RollcallProcess Process, TimeSpan Took)> RestartAsync(UnitFile unit, PlainSite site, Workplace place, long ended)
    {
        await Task.Delay(unit.RestartAfter, TimeProvider.System, TestContext.Current.CancellationToken);
        var before = Settled(place);
        var process = RollcallProcess.Start(place.Folder, Impatient, site.Run);
        await Wait.UntilAsync(() => Settled(place) > before);
        return (process, Stopwatch.GetElapsedTime(ended));
    }

    private static int Settled(Workplace place) => SupervisorTests.Settled(place);
}
