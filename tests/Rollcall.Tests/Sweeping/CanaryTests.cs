using Rollcall.Fetching;
using Rollcall.Ids;
using Rollcall.Ledger;
using Rollcall.Planning;
using Rollcall.Registries;
using Rollcall.Tests.Support;
using static Rollcall.Tests.Sweeping.SweepBench;

namespace Rollcall.Tests.Sweeping;

public sealed class CanaryTests : IDisposable
{
    private readonly SweepBench _bench = new();

    public CanaryTests() => _bench.Settings = _bench.Settings with { Concurrency = 1 };

    [Fact]
    public async Task At_the_end_of_a_run_a_record_found_lately_confirms_what_nothing_else_did()
    {
        var (cause, totals, view) = await _bench.RunAsync(Site(absent: n => n is 2 or 4), Walk(1, 4));

        Assert.Equal(StopReason.Completed, cause.Reason);
        Assert.True(view.ProvisionalInRun.IsEmpty);
        Assert.Equal(["1"], _bench.Canaries);
        Assert.Equal((4, 4), (totals.Total, totals.Attempts));
        Assert.Equal(["2", "4"], _bench.Journal.OfType<LedgerEvent.Sealed>().Select(s => s.Ids));
    }

    [Fact]
    public async Task The_canaries_of_the_definition_are_asked_before_the_sweep_and_count_nowhere()
    {
        Name(present: ["2"], absent: ["900"]);
        var site = Site(absent: n => n == 900);

        var (cause, totals, _) = await _bench.RunAsync(site, Walk(1, 5));

        Assert.Equal(StopReason.Completed, cause.Reason);
        Assert.Equal(["2", "900"], site.Asked.Take(2));
        Assert.Equal((5, 5, 7), (totals.Total, totals.Attempts, totals.Requests));
    }

    [Fact]
    public async Task A_canary_is_asked_after_so_many_ids_and_after_so_many_absences()
    {
        _bench.Settings = _bench.Settings with { CanaryEvery = 10, CanaryAfterMisses = 4 };
        Name(present: ["1"], absent: []);

        await _bench.RunAsync(Site(absent: n => n is > 20 and <= 28), Walk(1, 30));

        // Before the sweep; after 10 and 20 ids; after 4 and 8 absences.
        var events = _bench.Journal;
        Assert.Equal([0, 10, 20, 24, 28], events.Select((e, i) => (e, i)).Where(p => p.e is LedgerEvent.CanaryAsked).Select(p => events.Take(p.i).OfType<LedgerEvent.Settled>().Count()));
    }

    [Fact]
    public async Task A_canary_that_is_said_not_to_exist_takes_the_absences_back_and_ends_the_run_as_changed()
    {
        _bench.Settings = _bench.Settings with { CanaryAfterMisses = 5 };
        var lying = false;
        var site = new ScriptedSource((id, _) =>
        {
            lying |= id.Ordinal == 10;
            return lying ? ScriptedSource.Absent(id) : ScriptedSource.Found(id);
        });

        var (cause, totals, view) = await _bench.RunAsync(site, Walk(1, 100));

        Assert.Equal(StopReason.CanaryFailed, cause.Reason);
        Assert.Equal(ExitCode.SiteChanged, cause.Reason.Code());
        Assert.Equal((9, 0, 0), (totals.Succeeded, totals.NoRecord, totals.Failed));
        Assert.Null(view.OutcomeOf(10));
        Assert.Equal("10-14", Assert.Single(_bench.Journal.OfType<LedgerEvent.Voided>()).Ids);

        // Once the site tells the truth again, the same command finds what is there.
        var (end, all, _) = await _bench.RunAsync(Site(absent: _ => false), Walk(1, 100));
        Assert.Equal(StopReason.Completed, end.Reason);
        Assert.Equal((100, 0), (all.Succeeded, all.NoRecord));
    }

    [Fact]
    public async Task A_lie_in_the_tail_is_found_out_by_the_canary_at_the_end()
    {
        var site = new ScriptedSource((id, ask) => id.Ordinal > 8 || ask > 1 ? ScriptedSource.Absent(id) : ScriptedSource.Found(id));

        var (cause, totals, _) = await _bench.RunAsync(site, Walk(1, 12));

        Assert.Equal(StopReason.CanaryFailed, cause.Reason);
        Assert.Equal(0, totals.NoRecord);
    }

    [Fact]
    public async Task A_canary_known_not_to_exist_that_is_shown_ends_the_run_before_it_begins()
    {
        Name(present: ["1"], absent: ["900"]);

        var (cause, totals, _) = await _bench.RunAsync(Site(absent: _ => false), Walk(1, 5));

        Assert.Equal(StopReason.CanaryFailed, cause.Reason);
        Assert.Contains("900", cause.Detail, StringComparison.Ordinal);
        Assert.Equal(0, totals.Total);
    }

    [Fact]
    public async Task A_safe_stop_is_believed_only_when_a_canary_still_answers()
    {
        _bench.Settings = _bench.Settings with { SafeStopNoRecords = 20, CanaryAfterMisses = null };
        var honest = await _bench.RunAsync(Site(absent: n => n > 10), Walk(1, 1000));
        Assert.Equal(StopReason.SafeStopNoRecords, honest.Cause.Reason);

        using var other = new SweepBench();
        other.Settings = _bench.Settings;
        var lying = await other.RunAsync(new ScriptedSource((id, ask) => id.Ordinal > 10 || ask > 1 ? ScriptedSource.Absent(id) : ScriptedSource.Found(id)), Walk(1, 1000));
        Assert.Equal(StopReason.CanaryFailed, lying.Cause.Reason);
        Assert.Equal(0, lying.Totals.NoRecord);
    }

    [Fact]
    public async Task A_run_that_was_killed_before_its_last_canary_is_confirmed_by_the_next_process()
    {
        using var stop = new Rollcall.Sweeping.StopSignal();
        await _bench.RunAsync(
            new ScriptedSource((id, _) =>
            {
                if (id.Ordinal == 5)
                {
                    stop.Request(StopReason.Sigterm, "test");
                }

                return id.Ordinal > 3 ? ScriptedSource.Absent(id) : ScriptedSource.Found(id);
            }),
            Walk(1, 5),
            stop);

        var again = Site(absent: _ => false);
        var (cause, _, view) = await _bench.RunAsync(again, Walk(1, 5));

        Assert.Equal(StopReason.Completed, cause.Reason);
        Assert.Empty(_bench.AskedIds(again));
        Assert.True(view.ProvisionalInRun.IsEmpty);
    }

    [Fact]
    public async Task Where_there_is_no_canary_the_absences_stay_unconfirmed_and_the_log_says_so()
    {
        var (cause, totals, view) = await _bench.RunAsync(Site(absent: _ => true), Walk(1, 5));

        Assert.Equal(StopReason.Completed, cause.Reason);
        Assert.Equal(5, totals.NoRecord);
        Assert.Equal(5, view.ProvisionalInRun.Count);
        Assert.Contains(_bench.Log.Of("batch.canary.none"), text => text.Contains("no canary could be asked at the end", StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_canary_with_an_odd_page_is_a_hiccup_and_several_in_a_row_are_a_changed_site()
    {
        Name(present: ["1", "2"], absent: []);
        var (cause, _, _) = await _bench.RunAsync(
            new ScriptedSource((id, ask) => id.Ordinal == 1 && ask == 1 ? ScriptedSource.Html(id, "<h1>Oops") : ScriptedSource.Found(id)), Walk(1, 5));
        Assert.Equal(StopReason.Completed, cause.Reason);

        using var other = new SweepBench();
        other.Definition = _bench.Definition;
        var (changed, totals, _) = await other.RunAsync(new ScriptedSource((id, _) => ScriptedSource.Html(id, $"<h1>New layout {id.Text}")), Walk(1, 5));
        Assert.Equal(StopReason.CanaryFailed, changed.Reason);
        Assert.Equal(0, totals.Total);
    }

    public void Dispose() => _bench.Dispose();

    private void Name(string[] present, string[] absent) => _bench.Definition = _bench.Definition with { Canaries = new Canaries([.. present], [.. absent]) };
}
