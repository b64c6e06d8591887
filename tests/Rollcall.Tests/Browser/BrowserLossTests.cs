using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Rollcall.Browser.Chromium;
using Rollcall.Fetching;

namespace Rollcall.Tests.Browser;

/// <summary>Browsers and pages that die or hang: what was asked in them is asked again, and nothing stays.</summary>
[Collection(ChromiumFixture.Name)]
[Trait("Category", "Long")]
public sealed class BrowserLossTests
{
    [Theory]
    [InlineData("browser", "KILL", 1)]
    [InlineData("browser", "STOP", 1)]
    [InlineData("driver", "KILL", 1)]
    [InlineData("driver", "STOP", 1)]
    [InlineData("renderer", "KILL", 0)]
    [InlineData("renderer", "STOP", 0)]
    public async Task What_was_asked_in_a_process_that_dies_or_hangs_is_asked_again(string which, string signal, int browsersLost)
    {
        var (asked, harmed) = (0, 0);
        await using var traps = await Traps.StartAsync();
        traps.Page("/start", "<p id=it>here</p>").Page("/page", "<script>fetch('/wait').then(r => r.text()).then(t => document.body.innerHTML = '<p id=it>' + t + '</p>')</script>");
        await using var shelter = new Shelter(traps.Address);
        var session = shelter.Session();
        var lease = await shelter.LeaseAsync();
        traps.On("/wait", async http =>
        {
            if (Interlocked.Increment(ref asked) == 1)
            {
                harmed = Process(lease, which);
                Shelter.Signal(harmed, signal);
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted);
            }

            await http.Response.WriteAsync("here");
        });

        var begun = Stopwatch.GetTimestamp();
        var (answer, again) = await Shelter.AskAsync(session, 1);

        Assert.IsType<Page>(answer);
        Assert.Equal(1, again);
        Assert.True(Stopwatch.GetElapsedTime(begun) < TimeSpan.FromSeconds(30));
        Assert.Equal(browsersLost, shelter.Log.Of("batch.browser.lost").Count);
        if (browsersLost > 0)
        {
            await Shelter.Until(() => lease.HasEnded);
            Assert.Empty(lease.Tree.Alive());
            Assert.False(Directory.Exists(lease.Folder));
        }

        // A page's process that hangs does not notice that its browser has gone.
        await lease.DisposeAsync();
        Assert.False(ProcessEntry.TryParse(harmed, ProcessTree.Read($"/proc/{harmed}/stat"), out _), $"process {harmed} stays");
    }

    [Fact]
    public async Task An_id_that_loses_browsers_is_asked_alone_and_pays_for_the_one_it_kills_there_while_others_go_on()
    {
        await using var traps = await Traps.StartAsync();
        traps.Page("/page", "<script>if (location.search === '?13') { fetch('/poison') } else { document.write('<p id=it>here</p>') }</script>");
        await using var shelter = new Shelter(traps.Address);
        traps.On("/poison", async _ =>
        {
            // The newest browser is the one whose page asks: each time there is a new one.
            Shelter.Signal(shelter.Supply.Leases[^1].ProcessId, "KILL");
            await Task.CompletedTask;
        });
        var other = shelter.Session();
        Assert.IsType<Page>((await Shelter.AskAsync(other, 1)).Answer);

        var (answer, again) = await Shelter.AskAsync(shelter.Session(), 13);

        Assert.Equal(FailureClass.BrowserCrash, Assert.IsType<Fault>(answer).Class);
        Assert.Equal(2, again);

        // A browser's loss is told when its processes are gone, which may be after the answer.
        await Shelter.Until(() => shelter.Log.Of("batch.browser.lost").Count >= 3);
        Assert.Equal(3, shelter.Log.Of("batch.browser.lost").Count);
        Assert.Single(shelter.Log.Of("batch.browser.alone"));
        Assert.IsType<Page>((await Shelter.AskAsync(other, 2)).Answer);
    }

    private static int Process(BrowserLease lease, string which) => which switch
    {
        "browser" => lease.ProcessId,
        "driver" => lease.Tree.Alive().First(id => Line(id).Contains("run-driver", StringComparison.Ordinal)),
        _ => lease.Tree.Alive().Where(id => Line(id).Contains("--type=renderer", StringComparison.Ordinal)).MaxBy(id => id),
    };

    private static string Line(int id) => ProcessTree.Read($"/proc/{id}/cmdline");
}
