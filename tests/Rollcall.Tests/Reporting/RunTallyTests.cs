using Rollcall.Fetching;
using Rollcall.Ids;
using Rollcall.Ledger;
using Rollcall.Reporting;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Reporting;

public sealed class RunTallyTests
{
    internal static readonly DateTimeOffset Start = new(2025, 11, 22, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Failures_are_counted_by_class_with_their_first_and_last_and_what_became_of_their_ids()
    {
        var tally = Tally(
            Failed(1, second: 1, FailureClass.Timeout, "slow"),
            Failed(2, second: 2, FailureClass.Timeout, "slower", html: "html_failed/r/2.html"),
            Settled(1, second: 3, Outcome.Success),
            Failed(2, second: 4, FailureClass.Unrecognised, "what is this?"),
            Settled(2, second: 5, Outcome.Failed),
            Failed(3, second: 6, FailureClass.Timeout, "slowest"),
            Settled(3, second: 7, Outcome.NoRecord),
            Failed(9, second: 8, FailureClass.Timeout, "still open"));
        var analytics = tally.Analyse();
        Assert.Equal((5, 4), (analytics.FailedAttempts, analytics.AffectedIds));
        var timeout = analytics.Classes[0];
        Assert.Equal(("timeout", 4, 0.8, 4, "1-3,9"), (timeout.Class, timeout.Count, timeout.Share, timeout.Ids, timeout.IdRanges));
        Assert.Equal(new FailureMoment("1", Start.AddSeconds(1), "slow"), timeout.First);
        Assert.Equal(new FailureMoment("9", Start.AddSeconds(8), "still open"), timeout.Last);
        Assert.Equal(("html_failed/r/2.html", 3, 0.6667), (timeout.SamplePage, timeout.Settled, timeout.RetrySuccessShare));
        var unrecognised = analytics.Classes[1];
        Assert.Equal(("unrecognised", 1, 0.2, 0d), (unrecognised.Class, unrecognised.Count, unrecognised.Share, unrecognised.RetrySuccessShare));
    }

    [Fact]
    public void Outcomes_taken_back_no_longer_count()
    {
        var analytics = Tally(
            Failed(1, 1, FailureClass.Timeout, ""),
            Settled(1, 2, Outcome.NoRecord),
            Failed(2, 3, FailureClass.Timeout, ""),
            Settled(2, 4, Outcome.Failed),
            new LedgerEvent.Voided(Start.AddSeconds(5), "1", "the canary failed"),
            new LedgerEvent.Reopened(Start.AddSeconds(6), "2", "retry")).Analyse();
        Assert.Equal((0, null), (analytics.Classes[0].Settled, analytics.Classes[0].RetrySuccessShare));
    }

    [Fact]
    public void An_outcome_given_again_replaces_the_one_before()
    {
        var analytics = Tally(
            Failed(1, 1, FailureClass.Timeout, ""),
            Settled(1, 2, Outcome.Failed),
            Settled(1, 4, Outcome.Success)).Analyse();
        Assert.Equal((1, 1d), (analytics.Classes[0].Settled, analytics.Classes[0].RetrySuccessShare));
    }

    [Fact]
    public void Many_scattered_ids_are_named_in_part()
    {
        var ranges = Tally([.. Enumerable.Range(1, 60).Select(i => Failed(i * 2, i, FailureClass.Reset, ""))]).Analyse().Classes[0].IdRanges;
        Assert.StartsWith("2,4,6,", ranges, StringComparison.Ordinal);
        Assert.EndsWith(",100,… 10 more", ranges, StringComparison.Ordinal);
    }

    [Fact]
    public void Time_between_a_kill_and_the_resume_is_not_worked()
    {
        var tally = Tally(
            Settled(1, 60, Outcome.Success),
            new LedgerEvent.Resumed(Start.AddSeconds(4000), "hash", ""),
            Settled(2, 4030, Outcome.Success),
            new LedgerEvent.Stopped(Start.AddSeconds(4040), StopReason.Completed, ""));
        Assert.Equal(TimeSpan.FromSeconds(100), tally.Worked);
        Assert.Equal(TimeSpan.Zero, Tally().Worked);
    }

    [Fact]
    public void Without_failures_there_is_nothing_to_analyse() =>
        Assert.Same(FailureAnalytics.None, Tally(Settled(1, 1, Outcome.Success)).Analyse());

    [Fact]
    public void A_journal_that_cannot_be_read_gives_what_is_known_without_it()
    {
        using var folder = new TempFolder();
        var run = new RunIdentity("run-1", "court", "2025", Start, IsResumed: false);
        Assert.Equal(TimeSpan.Zero, RunTally.OfJournal(folder.Path, run).Worked);
        File.WriteAllText(JournalFile.PathOf(folder.Path, "run-1"), "{damaged\n");
        Assert.Same(FailureAnalytics.None, RunTally.OfJournal(folder.Path, run).Analyse());
    }

    internal static LedgerEvent Failed(long number, int second, FailureClass failure, string error, string? html = null) => new LedgerEvent.Attempted(
        Start.AddSeconds(second),
        new RecordId(number, $"{number}"),
        1,
        new AnswerNote(AnswerKind.Fault, null, null, failure, error) { HtmlPath = html },
        TimeSpan.FromSeconds(1),
        1);

    internal static LedgerEvent Settled(long number, int second, Outcome outcome) => new LedgerEvent.Settled(
        Start.AddSeconds(second), new RecordId(number, $"{number}"), outcome, 1, new AnswerNote(AnswerKind.Found, null, 200, null, null));

    private static RunTally Tally(params LedgerEvent[] events)
    {
        var tally = new RunTally(Start);
        foreach (var happened in events)
        {
            tally.Add(happened);
        }

        return tally;
    }
}
