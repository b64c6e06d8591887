using Rollcall.Faults;
using Rollcall.Ledger;
using Rollcall.Practice;
using Rollcall.Practice.Court;
using Rollcall.Practice.Registries;
using Rollcall.Practice.Requests;
using Rollcall.Records;
using Rollcall.Scenarios.Support;
using Rollcall.Tests.Support;

namespace Rollcall.Scenarios;

/// <summary>
/// SIGKILL of the real command line, at random moments and at every delicate step: 60 kills, 500 with <c>./test --full</c>. Whatever the moment, the
/// same command goes on, and at the end nothing is lost, nothing is saved twice, and no kill costs more requests than there were in flight.
/// </summary>
[Trait("Category", "Long")]
public sealed class KillTests
{
    private const int SigKill = 9;
    private const int Killed = 128 + SigKill;

    private static readonly int HttpKills = Amount.Of(taste: 52, full: 440);
    private static readonly int BrowserKills = Amount.Of(taste: 8, full: 60);

    /// <summary>Every step, the first time it is reached and a later one.</summary>
    public static TheoryData<int> Times => [1, 3];

    [Theory]
    [InlineData(20251122)]
    public async Task A_sweep_killed_at_random_moments_loses_nothing_and_repeats_only_what_was_in_flight(int seed)
    {
        var random = new Random(seed);
        await using var site = await PlainSite.StartAsync(end: 30 * HttpKills, latency: "0.005-0.03s");
        using var place = new Workplace();
        var repeats = 0;
        for (var kill = 1; kill <= HttpKills; kill++)
        {
            // Some die while they start, most in the middle of it; a process has as many workers as it likes.
            var concurrency = random.Next(1, 9);
            var (early, delay, more) = (random.Next(4) == 0, random.Next(0, 40), random.Next(0, 25));
            var before = site.Count;
            await using var cli = RollcallProcess.Start(place.Folder, variables: null, [.. site.Run, "--concurrency", $"{concurrency}"]);
            await Wait.UntilAsync(() => cli.HasEnded || early || site.Count > before + more);
            await Task.Delay(TimeSpan.FromMilliseconds(early ? random.Next(0, 900) : delay), TimeProvider.System, TestContext.Current.CancellationToken);
            Assert.False(cli.HasEnded, $"seed {seed}: the sweep ended before kill {kill} of {HttpKills}: {cli.Error}");
            cli.Signal(SigKill);
            await cli.EndAsync();
            repeats += concurrency;
        }

        var last = await RollcallProcess.RunAsync(place.Folder, site.Run);
        Assert.True(last.Code == 0, last.Error);
        await site.AssertCollectedAsync(place);
        var requests = site.Asked(place).Count;
        Say($"seed {seed}: {HttpKills} kills; {requests - site.End} requests more than ids, {repeats} were allowed");
        Assert.InRange(requests, site.End, site.End + repeats);

        // Nothing is open any more: not one request.
        var asked = site.Count;
        var again = await RollcallProcess.RunAsync(place.Folder, site.Run);
        Assert.Equal(0, again.Code);
        Assert.Equal(asked, site.Count);
        Assert.Equal("nothing_to_do", place.Report().GetProperty("stop_reason").GetString());
    }

    [Theory]
    [MemberData(nameof(Times))]
    public async Task A_sweep_killed_at_every_step_of_ledger_and_records_loses_nothing(int time)
    {
        await using var site = await PlainSite.StartAsync(end: 500);
        using var place = new Workplace();
        var concurrency = 4;
        var end = 0;
        var kills = 0;
        foreach (var step in LedgerSteps.All.Concat(RecordSteps.All))
        {
            // Each starts a new run, so that a journal changes over too.
            end += 50;
            string[] run = [.. site.RunTo(end), "--concurrency", $"{concurrency}"];
            var most = step switch
            {
                // A new run makes its journal once; and of the checkpoints that fall due while one is being written only one is made, so two are all that is sure.
                _ when step.StartsWith("journal.made", StringComparison.Ordinal) || step.StartsWith("journal.named", StringComparison.Ordinal) => 1,
                _ when step.StartsWith("checkpoint.", StringComparison.Ordinal) => 2,
                _ => time,
            };
            var variables = new Dictionary<string, string>
            {
                [KillPoints.Variable] = $"{step}:{Math.Min(time, most)}",
                ["ROLLCALL_CHECKPOINT_EVERY_IDS"] = "5",
            };
            await using (var cli = RollcallProcess.Start(place.Folder, variables, run))
            {
                var ended = await cli.EndAsync();
                Assert.True(ended.Code == Killed, $"{step}:{time} was not reached: ended {ended.Code}\n{ended.Out}{ended.Error}");
                kills++;
            }

            var next = await RollcallProcess.RunAsync(place.Folder, run);
            Assert.True(next.Code == 0, $"{step}:{time}: {next.Error}");
            Assert.DoesNotContain("batch.journal.damaged", next.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("batch.checkpoint.damaged", next.Error, StringComparison.Ordinal);
        }

        await site.AssertCollectedAsync(place, end);
        var requests = site.Asked(place).Count;
        Assert.InRange(requests, end, end + (kills * concurrency));
        Say($"{kills} kills at steps; {requests - end} requests more than ids, {kills * concurrency} were allowed");
    }

    [Theory]
    [InlineData(20251122)]
    public async Task A_sweep_in_a_browser_killed_at_random_moments_loses_nothing_and_repeats_only_what_was_in_flight(int seed)
    {
        const int concurrency = 2;
        var end = 14 * BrowserKills;
        var random = new Random(seed);
        await using var site = await PracticeSite.StartAsync(
            new PracticeOptions { CourtTimings = new CourtTimings { Fade = 0, UpdateAfter = 0 } }, TestContext.Current.CancellationToken);
        using var place = new Workplace();
        string[] run = ["run", Workplace.Registry("practice-court"), "--base-url", site.Address.ToString(), "--year", "2020", "--end", $"{end}", "--concurrency", $"{concurrency}"];

        int Searches() => site.Requests.Read(new RequestFilter { Registry = "court", Kind = RequestKind.Search }).Count;

        for (var kill = 1; kill <= BrowserKills; kill++)
        {
            var (before, more) = (Searches(), random.Next(0, 9));
            await using var cli = RollcallProcess.Start(place.Folder, variables: null, run);
            await Wait.UntilAsync(() => cli.HasEnded || Searches() > before + more);
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(0, 150)), TimeProvider.System, TestContext.Current.CancellationToken);
            Assert.False(cli.HasEnded, $"seed {seed}: the sweep ended before kill {kill} of {BrowserKills}: {cli.Error}");
            cli.Signal(SigKill);
            await cli.EndAsync();
        }

        var last = await RollcallProcess.RunAsync(place.Folder, run);
        Assert.True(last.Code == 0, last.Error);
        var certificate = await RollcallProcess.RunAsync(place.Folder, "verify");
        Assert.True(certificate.Code == 0, certificate.Out);
        var truth = site.Court.Truths("2020", 1, end).Where(t => t.Outcome == ExpectedOutcome.Success).Select(t => t.Id);
        Assert.Equal(truth.Order(), place.Records().Select(r => r.GetProperty("case_id").GetString()!).Order());
        var searches = Searches() - place.Canaries().Count;
        Say($"seed {seed}: {BrowserKills} kills in Chromium; {searches - end} searches more than ids, {BrowserKills * concurrency} were allowed");
        Assert.InRange(searches, end, end + (BrowserKills * concurrency));
    }

    private static void Say(string text) => TestContext.Current.TestOutputHelper!.WriteLine(text);
}
