using Rollcall.Dashboard.State;
using Rollcall.Ledger;
using Rollcall.Reporting;
using Rollcall.Tests.Ledger;
using Rollcall.Tests.Support;
using static Rollcall.Tests.Support.SomeLedger;

namespace Rollcall.Tests.Dashboard.State;

public sealed class OutputStateTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_account_that_could_not_be_read_is_tried_again_though_its_journal_is_as_it_was()
    {
        using var account = new Account();
        await account.RunAsync(new LedgerEvent.Planned(Noon, "1-9"), Found(1));
        var time = new ManualTime();
        using var state = new OutputState(account.Folder, "json", time, account.Log);
        var run = Assert.Single(state.Look().Runs);
        var journal = account.Journal();
        File.Move(journal, journal + ".away");
        File.CreateSymbolicLink(journal, journal);

        var before = await state.LookAsync(run, TimeSpan.FromMinutes(1), Token);
        Assert.NotNull(before.Problem);

        // However often somebody looks meanwhile, the log says it once.
        time.Advance(TimeSpan.FromSeconds(1));
        await state.LookAsync(run, TimeSpan.FromMinutes(1), Token);
        Assert.Single(account.Log.Of("dashboard.ledger.unreadable"));

        File.Delete(journal);
        File.Move(journal + ".away", journal);
        time.Advance(TimeSpan.FromSeconds(1));
        var after = await state.LookAsync(run, TimeSpan.FromMinutes(1), Token);
        Assert.Null(after.Problem);
        Assert.Equal(1, after.Account!.Picture.Totals.Succeeded);
    }

    [Fact]
    public async Task A_run_that_could_not_take_its_live_file_away_has_ended_all_the_same()
    {
        using var account = new Account();
        var run = await account.RunAsync(new LedgerEvent.Planned(Noon, "1-9"), Found(1));
        using var state = new OutputState(account.Folder, "json", TimeProvider.System, account.Log);
        await SomeLive.LeaveDeadAsync(account.Folder, run);
        Assert.IsType<RunStanding.Killed>(Assert.Single(state.Look().Runs).Standing);

        await File.WriteAllTextAsync(ReportFiles.SummaryOf(account.Folder, run.RunId), Summary(run), Token);
        using var later = new OutputState(account.Folder, "json", TimeProvider.System, account.Log);
        Assert.IsType<RunStanding.Ended>(Assert.Single(later.Look().Runs).Standing);
    }

    private static string Summary(RunIdentity run) => RunReport.Of(new RunFacts
    {
        Run = run,
        Totals = new RunTotals(),
        Tally = new RunTally(run.StartedAt),
        StopReason = StopReason.Completed,
        EndedAt = TimeProvider.System.GetUtcNow().AddMinutes(1),
    }).ToJson();
}
