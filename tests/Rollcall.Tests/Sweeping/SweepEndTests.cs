using Rollcall.Fetching;
using Rollcall.Ids;
using Rollcall.Ledger;
using Rollcall.Pacing;
using Rollcall.Planning;
using Rollcall.Registries;
using Rollcall.Sweeping;
using Rollcall.Tests.Support;
using static Rollcall.Tests.Sweeping.SweepBench;

namespace Rollcall.Tests.Sweeping;

/// <summary>What ends a sweep before its last id, and what does not.</summary>
public sealed class SweepEndTests : IDisposable
{
    private readonly SweepBench _bench = new();

    [Fact]
    public async Task It_stops_by_itself_after_so_many_absences_above_the_highest_record_but_not_in_a_gap_below_it()
    {
        _bench.Settings = _bench.Settings with { SafeStopNoRecords = 20 };
        var site = Site(absent: n => n is > 10 and < 25 or > 30);

        var (cause, totals, view) = await _bench.RunAsync(site, Walk(1, 5000));

        Assert.Equal(StopReason.SafeStopNoRecords, cause.Reason);
        Assert.Equal(ExitCode.Completed, cause.Reason.Code());
        Assert.Equal(30, view.HighestSeen);
        Assert.InRange(totals.Total, 50, 50 + (8 * _bench.Settings.Concurrency));
    }

    [Fact]
    public async Task A_record_found_above_the_absences_that_ended_the_walk_lets_it_go_on()
    {
        _bench.Settings = _bench.Settings with { SafeStopNoRecords = 10, Concurrency = 2 };
        var underWay = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        ScriptedSource? source = null;
        var site = source = new ScriptedSource(async (id, _, stop) =>
        {
            if (id.Ordinal == 15)
            {
                await underWay.Task;
            }
            else if (id.Ordinal == 16)
            {
                underWay.SetResult();
                await source!.HangAsync(TimeSpan.FromSeconds(5), _bench.Time, stop);
            }

            return id.Ordinal is <= 5 or 16 ? ScriptedSource.Found(id) : ScriptedSource.Absent(id);
        });

        var (cause, totals, _) = await _bench.RunAsync(site, new WalkRequest { Start = 1, End = 60 });

        Assert.Equal(StopReason.SafeStopNoRecords, cause.Reason);
        Assert.Contains("from 17 to 26", cause.Detail, StringComparison.Ordinal);
        Assert.Equal(6, totals.Succeeded);
    }

    [Fact]
    public async Task It_stops_when_so_many_ids_in_a_row_failed()
    {
        _bench.Settings = _bench.Settings with { MaxRetries = 0, AbortFailureRate = null };
        var site = new ScriptedSource((id, _) => id.Ordinal > 10 ? ScriptedSource.Html(id, "?") : ScriptedSource.Found(id));

        var (cause, totals, _) = await _bench.RunAsync(site, Walk(1, 5000));

        Assert.Equal(StopReason.SafeStopFailures, cause.Reason);
        // A gap that one slow worker leaves may fill last: then all that the window let run ahead belongs to the row.
        Assert.InRange(totals.Failed, 20, 20 + (8 * _bench.Settings.Concurrency));
    }

    [Fact]
    public async Task A_site_that_never_answers_ends_the_run_as_unreachable_and_leaves_the_ids_open()
    {
        var site = new ScriptedSource((_, _) => new Fault(FailureClass.Dns, "site.test: no such host"));

        var (cause, totals, view) = await _bench.RunAsync(site, Walk(1, 100));

        Assert.Equal(StopReason.Unreachable, cause.Reason);
        Assert.Contains("site.test: no such host", cause.Detail, StringComparison.Ordinal);
        Assert.Equal(0, totals.Total);
        Assert.Null(view.OutcomeOf(1));
    }

    [Fact]
    public async Task A_block_ends_the_run_and_costs_no_id_its_outcome()
    {
        var site = new ScriptedSource((id, _) => id.Ordinal < 5 ? ScriptedSource.Found(id) : ScriptedSource.Html(id, "<p>Forbidden") with { Status = 403 });

        var (cause, totals, view) = await _bench.RunAsync(site, Walk(1, 100));

        Assert.Equal(StopReason.Blocked, cause.Reason);
        Assert.Equal((4, 0, 0), (totals.Succeeded, totals.NoRecord, totals.Failed));
        Assert.Null(view.OutcomeOf(5));
    }

    [Fact]
    public async Task A_hold_of_an_earlier_run_that_is_longer_than_patience_ends_the_run_and_says_until_when()
    {
        _bench.PaceFolder = Path.Combine(_bench.Folder, "pace");
        using (var earlier = new HostGate(_bench.Settings, _bench.Time, new Random(1), _bench.Definition.Site, [_bench.PaceFolder]))
        {
            earlier.Hold(TimeSpan.FromHours(3));
        }

        var site = Site(absent: _ => false);
        var (cause, totals, _) = await _bench.RunAsync(site, Walk(1, 5));

        Assert.Equal((StopReason.Throttled, ExitCode.SiteUnavailable), (cause.Reason, cause.Reason.Code()));
        Assert.Contains("2025-11-22 13:00:00 UTC", cause.Detail, StringComparison.Ordinal);
        Assert.Equal(new DateTimeOffset(2025, 11, 22, 10, 0, 0, TimeSpan.Zero), _bench.Time.GetUtcNow());
        Assert.Equal(0, totals.Total);
        Assert.Empty(site.Asked);

        _bench.Time.Advance(TimeSpan.FromHours(2.6));
        var (end, after, _) = await _bench.RunAsync(site, Walk(1, 5));
        Assert.Equal((StopReason.Completed, 5), (end.Reason, after.Total));
        Assert.True(_bench.Time.GetUtcNow() >= new DateTimeOffset(2025, 11, 22, 13, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task When_no_session_can_be_opened_the_run_ends_with_that_as_its_reason()
    {
        var site = new ScriptedSource((_, _) => new Fault(FailureClass.Timeout, "the page was not ready within 30 s") { OfSession = true });

        var (cause, totals, _) = await _bench.RunAsync(site, Walk(1, 100));

        Assert.Equal(StopReason.Unreachable, cause.Reason);
        Assert.Contains("the page was not ready within 30 s", cause.Detail, StringComparison.Ordinal);
        Assert.Equal(0, totals.Total);
    }

    public void Dispose() => _bench.Dispose();
}
