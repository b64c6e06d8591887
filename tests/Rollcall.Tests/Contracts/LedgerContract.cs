using Rollcall.Fetching;
using Rollcall.Ids;
using Rollcall.Ledger;
using Rollcall.Tests.Support;
using static Rollcall.Tests.Support.SomeLedger;

namespace Rollcall.Tests.Contracts;

/// <summary>What every ledger promises to a sweep.</summary>
public abstract class LedgerContract : IAsyncLifetime
{
    private readonly TempFolder _folder = new();

    protected ManualTime Time { get; } = new(Noon);

    protected ILedger Ledger { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Ledger = await OpenAsync(Request(_folder.Path));

    public async ValueTask DisposeAsync()
    {
        await Ledger.DisposeAsync();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void A_first_run_starts_new_with_everything_open()
    {
        Assert.False(Ledger.Run.IsResumed);
        Assert.Equal(("court", "25", Noon), (Ledger.Run.Registry, Ledger.Run.Partition, Ledger.Run.StartedAt));
        Assert.Matches("^[A-Za-z0-9-]+$", Ledger.Run.RunId);
        Assert.Equal("1-9", Ledger.Open(9));
        Assert.Null(Ledger.View.HighestSeen);
        Assert.Null(Ledger.View.OutcomeOf(1));
        Assert.Equal(0, Ledger.View.Totals.Total);
    }

    [Fact]
    public async Task A_settled_id_is_not_open_in_its_run_whatever_its_outcome()
    {
        await Ledger.AppendAsync(Found(1), Unavailable(2), Absent(4), Failed(5));

        Assert.Equal("3,6-9", Ledger.Open(9));
        Assert.Equal(
            [Outcome.Success, Outcome.Success, null, Outcome.NoRecord, Outcome.Failed],
            Enumerable.Range(1, 5).Select(n => Ledger.View.OutcomeOf(n)));
        Assert.Equal([true, true, false, true, true], Enumerable.Range(1, 5).Select(n => Ledger.View.IsSettledInRun(n)));
    }

    [Fact]
    public async Task The_counts_add_up()
    {
        await Ledger.AppendAsync(Attempt(1), Found(1), Attempt(2, FailureClass.Timeout), Attempt(2, FailureClass.Reset, 2), Failed(2, FailureClass.Reset));
        await Ledger.AppendAsync(Attempt(3, FailureClass.Timeout), Attempt(3, attempt: 2), Absent(3), Attempt(4), Unavailable(4));
        await Ledger.AppendAsync(new LedgerEvent.CanaryAsked(Noon, Id(1), Truthful: true, Note(AnswerKind.Found), Requests: 2));

        var totals = Ledger.View.Totals;
        Assert.Equal((2, 1, 1, 1, 4), (totals.Succeeded, totals.Unavailable, totals.NoRecord, totals.Failed, totals.Total));
        Assert.Equal((6, 2, 8), (totals.Attempts, totals.Retries, totals.Requests));
        Assert.Equal(
            [new ErrorSample("reset", 1, "IMM-2-25", "Reset of the site", null), new ErrorSample("timeout", 2, "IMM-2-25", "Timeout of the site", null)],
            totals.Errors);
    }

    [Fact]
    public async Task An_attempt_settles_nothing()
    {
        await Ledger.AppendAsync(Attempt(1), Attempt(2, FailureClass.Timeout));

        Assert.Equal("1-9", Ledger.Open(9));
        Assert.Equal(0, Ledger.View.Totals.Total);
    }

    [Fact]
    public async Task What_a_run_set_out_to_walk_is_known_over_all_plans()
    {
        await Ledger.AppendAsync(new LedgerEvent.Planned(Noon, "1-9"), new LedgerEvent.Planned(Noon, "5-20,30"));

        Assert.Equal("1-20,30", Ledger.View.Walked.ToString());
    }

    [Fact]
    public async Task A_later_outcome_replaces_the_earlier_one()
    {
        await Ledger.AppendAsync(Failed(1), Absent(2), Found(3), Unavailable(4));
        await Ledger.AppendAsync(Found(1), Found(2), Absent(3), Found(4));

        Assert.Equal(Outcome.Success, Ledger.View.OutcomeOf(1));
        Assert.Equal(Outcome.Success, Ledger.View.OutcomeOf(2));
        Assert.Equal(Outcome.NoRecord, Ledger.View.OutcomeOf(3));
        var totals = Ledger.View.Totals;
        Assert.Equal((3, 0, 1, 0), (totals.Succeeded, totals.Unavailable, totals.NoRecord, totals.Failed));
    }

    [Fact]
    public async Task A_failure_does_not_take_a_record_away()
    {
        await Ledger.AppendAsync(Found(1), Failed(1));

        Assert.Equal(Outcome.Success, Ledger.View.OutcomeOf(1));
        Assert.Equal(1, Ledger.View.Totals.Failed);
    }

    [Fact]
    public async Task The_highest_number_seen_counts_records_probes_and_canaries_but_no_absences()
    {
        await Ledger.AppendAsync(Found(5), Absent(99), Failed(98));
        Assert.Equal(5, Ledger.View.HighestSeen);

        await Ledger.AppendAsync(Unavailable(7));
        Assert.Equal(7, Ledger.View.HighestSeen);

        await Ledger.AppendAsync(new LedgerEvent.Probed(Noon, Id(60), Seen: true, 1), new LedgerEvent.Probed(Noon, Id(80), Seen: false, 1), new LedgerEvent.Probed(Noon, Id(81), Seen: null, 1));
        Assert.Equal(60, Ledger.View.HighestSeen);

        await Ledger.AppendAsync(new LedgerEvent.CanaryAsked(Noon, Id(70), Truthful: true, Note(AnswerKind.Found), 1), new LedgerEvent.CanaryAsked(Noon, Id(97), Truthful: true, Note(AnswerKind.Absent), 1));
        Assert.Equal(70, Ledger.View.HighestSeen);

        await Ledger.AppendAsync(Found(6));
        Assert.Equal(70, Ledger.View.HighestSeen);
    }

    [Fact]
    public async Task Voided_absences_are_open_again()
    {
        await Ledger.AppendAsync(Absent(1), Absent(2), Absent(3), Found(4), Seal("1"), Void("1-4"));

        Assert.Equal("2-3,5", Ledger.Open(5));
        Assert.Null(Ledger.View.OutcomeOf(2));
        Assert.Equal(Outcome.NoRecord, Ledger.View.OutcomeOf(1));
        Assert.Equal(1, Ledger.View.Totals.NoRecord);
    }

    [Fact]
    public async Task An_absence_is_provisional_until_it_is_sealed_voided_or_replaced()
    {
        await Ledger.AppendAsync(Absent(1), Absent(2), Absent(3), Absent(4), Failed(5), Found(6));
        Assert.Equal("1-4", Ledger.View.ProvisionalInRun.ToString());

        await Ledger.AppendAsync(Seal("1,6"), Void("2"), Found(3));
        Assert.Equal("4", Ledger.View.ProvisionalInRun.ToString());
    }

    [Fact]
    public async Task Absences_and_failures_in_a_row_are_counted_in_id_order_not_in_the_order_they_came()
    {
        await Ledger.AppendAsync(Absent(12), Absent(10), Absent(14), Absent(11), Failed(21), Failed(23), Failed(22), Failed(25));

        Assert.Equal(3, Ledger.View.AbsentInRunFrom(10));
        Assert.Equal(2, Ledger.View.AbsentInRunFrom(11));
        Assert.Equal(0, Ledger.View.AbsentInRunFrom(13));
        Assert.Equal(3, Ledger.View.FailedInRunAround(22));
        Assert.Equal(1, Ledger.View.FailedInRunAround(25));
        Assert.Equal(0, Ledger.View.FailedInRunAround(24));
    }

    [Fact]
    public async Task All_ids_of_an_outcome_can_be_had()
    {
        await Ledger.AppendAsync(Found(1), Unavailable(2), Absent(3), Failed(4), Found(9), Failed(9));

        Assert.Equal("1-2,9", Ledger.View.With(Outcome.Success).ToString());
        Assert.Equal("3", Ledger.View.With(Outcome.NoRecord).ToString());
        Assert.Equal("4", Ledger.View.With(Outcome.Failed).ToString());
    }

    [Fact]
    public async Task What_probing_was_told_can_be_had_again()
    {
        await Ledger.AppendAsync(
            new LedgerEvent.Probed(Noon, Id(1), Seen: true, 1), new LedgerEvent.Probed(Noon, Id(8), Seen: null, 2), new LedgerEvent.Probed(Noon, Id(8), Seen: false, 1),
            new LedgerEvent.Probed(Noon, Id(5), Seen: null, 1));

        var probes = Ledger.View.Probes;
        Assert.Equal(("1", "8", "5", 5), (probes.Seen.ToString(), probes.Missed.ToString(), probes.Undecided.ToString(), probes.Requests));
        Assert.False(probes.IsOver);
    }

    [Fact]
    public async Task A_search_that_has_ended_leaves_its_result_and_what_it_cost()
    {
        await Ledger.AppendAsync(new LedgerEvent.Probed(Noon, Id(1), Seen: true, 1), new LedgerEvent.Probed(Noon, Id(8), Seen: false, 4), new LedgerEvent.MarkFound(Noon, 1, 0.97, 5));

        var probes = Ledger.View.Probes;
        Assert.Equal((1, 0.97), (probes.Result!.Mark, probes.Result.Confidence));
        Assert.Equal(("", "", 5, true), (probes.Seen.ToString(), probes.Missed.ToString(), probes.Requests, probes.IsOver));
    }

    [Fact]
    public async Task Reopened_absences_are_open_again()
    {
        await Ledger.AppendAsync(Found(1), Absent(2), new LedgerEvent.Sealed(Noon, "2"), new LedgerEvent.Reopened(Noon, "2", "the mark rose"));

        Assert.Null(Ledger.View.OutcomeOf(2));
        Assert.False(Ledger.View.IsSettledInRun(2));
    }

    [Fact]
    public async Task Reopened_failures_are_open_and_no_longer_counted()
    {
        await Ledger.AppendAsync(Failed(1), Failed(2), Found(3), new LedgerEvent.Reopened(Noon, "2-3", "retry"));

        Assert.Equal("2", Ledger.Open(3));
        Assert.Equal((1, 1), (Ledger.View.Totals.Failed, Ledger.View.Totals.Succeeded));
        Assert.Equal("2", Ledger.View.ReopenedInRun.ToString());

        await Ledger.AppendAsync(Found(2));
        Assert.True(Ledger.View.ReopenedInRun.IsEmpty);
    }

    [Fact]
    public async Task Events_of_many_callers_all_show_when_their_append_is_done()
    {
        await Parallel.ForAsync(0, 16, TestContext.Current.CancellationToken, async (caller, _) =>
        {
            for (var number = caller * 50; number < (caller + 1) * 50; number++)
            {
                await Ledger.AppendAsync(Attempt(number), Found(number));
                Assert.True(Ledger.View.IsSettledInRun(number));
            }
        });

        Assert.Equal(800, Ledger.View.Totals.Succeeded);
        Assert.Equal(800, Ledger.View.Totals.Attempts);
    }

    [Fact]
    public async Task An_event_that_no_line_can_hold_is_refused_and_the_ledger_goes_on()
    {
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Ledger.AppendAsync(Found(1), Seal("5-3")));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Ledger.AppendAsync(Found(-2)));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Ledger.AppendAsync(new LedgerEvent.MarkFound(Noon, 5, double.NaN, 1)));
        await Ledger.AppendAsync(Found(2));

        Assert.Equal("1,3", Ledger.Open(3));
    }

    [Fact]
    public async Task An_append_after_the_end_is_refused()
    {
        await Ledger.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => Ledger.AppendAsync(Found(1)));
    }

    protected abstract Task<ILedger> OpenAsync(LedgerRequest request);
}
