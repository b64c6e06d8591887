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

public sealed class SweepTests : IDisposable
{
    private readonly SweepBench _bench = new();

    [Fact]
    public async Task Every_id_gets_its_outcome_and_each_record_one_file()
    {
        var site = Site(absent: n => n % 3 == 0);

        var (cause, totals, view) = await _bench.RunAsync(site, Walk(1, 30));

        Assert.Equal(StopReason.Completed, cause.Reason);
        Assert.Equal((20, 10, 0, 30), (totals.Succeeded, totals.NoRecord, totals.Failed, totals.Total));
        Assert.Equal(20, _bench.RecordFiles.Count);
        Assert.Equal(30, _bench.AskedIds(site).Count);
        Assert.Equal(Outcome.NoRecord, view.OutcomeOf(9));
        Assert.Equal(Outcome.Success, view.OutcomeOf(10));
    }

    [Fact]
    public async Task A_fault_is_retried_with_growing_waits_and_the_record_is_saved_in_the_end()
    {
        var site = new ScriptedSource((id, ask) => id.Ordinal == 2 && ask <= 3 ? new Fault(FailureClass.Reset, "reset") : ScriptedSource.Found(id));
        var begun = _bench.Time.GetUtcNow();

        var (cause, totals, _) = await _bench.RunAsync(site, Walk(1, 3));

        Assert.Equal(StopReason.Completed, cause.Reason);
        Assert.Equal((3, 6, 3), (totals.Succeeded, totals.Attempts, totals.Retries));
        Assert.Equal(TimeSpan.FromSeconds(1 + 2 + 4), _bench.Time.GetUtcNow() - begun);
    }

    [Fact]
    public async Task A_page_that_matches_nothing_fails_with_its_page_kept_and_is_never_no_record()
    {
        var site = new ScriptedSource((id, _) => id.Ordinal == 2 ? ScriptedSource.Html(id, "<h1>Welcome</h1>") : ScriptedSource.Found(id));

        var (cause, totals, view) = await _bench.RunAsync(site, Walk(1, 3));

        Assert.Equal(StopReason.CompletedWithFailures, cause.Reason);
        Assert.Equal(Outcome.Failed, view.OutcomeOf(2));
        Assert.Equal(0, totals.NoRecord);
        var sample = Assert.Single(totals.Errors);
        Assert.Equal("unrecognised", sample.Class);
        Assert.Contains("Welcome", await File.ReadAllTextAsync(Path.Combine(_bench.Folder, sample.HtmlPath!), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_of_another_id_is_never_saved()
    {
        var site = new ScriptedSource((id, _) => ScriptedSource.Found(id.Ordinal == 2 ? new RecordId(1, "1") : id));

        var (_, totals, view) = await _bench.RunAsync(site, Walk(1, 3));

        Assert.Equal(Outcome.Failed, view.OutcomeOf(2));
        Assert.Equal("wrong_id", Assert.Single(totals.Errors).Class);
        Assert.Equal(2, _bench.RecordFiles.Count);
    }

    [Fact]
    public async Task While_the_site_asks_to_be_left_alone_no_request_goes_out()
    {
        var asked = new List<(long Id, DateTimeOffset At)>();
        var site = new ScriptedSource((id, ask) =>
        {
            lock (asked)
            {
                asked.Add((id.Ordinal, _bench.Time.GetUtcNow()));
            }

            return id.Ordinal == 3 && ask == 1
                ? ScriptedSource.Html(id, "slow down") with { Status = 429, RetryAfter = TimeSpan.FromSeconds(60) }
                : ScriptedSource.Found(id);
        });
        _bench.Settings = _bench.Settings with { Concurrency = 1 };

        var (cause, _, _) = await _bench.RunAsync(site, Walk(1, 10));

        Assert.Equal(StopReason.Completed, cause.Reason);
        var throttled = asked.First(a => a.Id == 3).At;
        Assert.All(asked.SkipWhile(a => a.Id != 3).Skip(1), a => Assert.True(a.At >= throttled + TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public async Task A_hanging_attempt_ends_at_the_jobs_limit_and_the_session_starts_anew()
    {
        _bench.Settings = _bench.Settings with { JobTimeout = TimeSpan.FromSeconds(30) };
        ScriptedSource site = null!;
        site = new ScriptedSource(async (id, ask, cancellationToken) =>
        {
            if (id.Ordinal == 2 && ask == 1)
            {
                await site.HangAsync(cancellationToken);
            }

            return ScriptedSource.Found(id);
        });

        var (cause, totals, _) = await _bench.RunAsync(site, Walk(1, 3));

        Assert.Equal(StopReason.Completed, cause.Reason);
        Assert.Equal("job_timeout", Assert.Single(totals.Errors).Class);
        Assert.Equal(1, site.Renewals);
    }

    [Fact]
    public async Task A_fault_of_the_session_costs_the_id_no_retry()
    {
        _bench.Settings = _bench.Settings with { MaxRetries = 1 };
        var site = new ScriptedSource((id, ask) => (id.Ordinal, ask) switch
        {
            (2, 1) => new Fault(FailureClass.Timeout, "the page was not ready") { OfSession = true },
            (2, 2) => new Fault(FailureClass.Reset, "reset"),
            _ => ScriptedSource.Found(id),
        });

        var (cause, totals, _) = await _bench.RunAsync(site, Walk(1, 3));

        Assert.Equal(StopReason.Completed, cause.Reason);
        Assert.Equal((3, 5), (totals.Succeeded, _bench.AskedIds(site).Count));
    }

    [Fact]
    public async Task A_stop_drains_and_the_same_command_goes_on_where_it_was_without_asking_twice()
    {
        using var stop = new StopSignal();
        var first = new ScriptedSource((id, _) =>
        {
            if (id.Ordinal == 40)
            {
                stop.Request(StopReason.Sigterm, "test");
            }

            return ScriptedSource.Found(id);
        });
        var (cause, before, _) = await _bench.RunAsync(first, Walk(1, 100), stop);
        Assert.Equal(StopReason.Sigterm, cause.Reason);

        var second = Site(absent: _ => false);
        var (end, totals, _) = await _bench.RunAsync(second, Walk(1, 100));

        Assert.Equal(StopReason.Completed, end.Reason);
        Assert.Equal(100, totals.Total);
        Assert.Equal(first.Asked.Count, before.Total);
        Assert.Empty(first.Asked.Intersect(_bench.AskedIds(second)));
        Assert.Equal(100, _bench.RecordFiles.Count);
    }

    [Fact]
    public async Task A_finished_run_with_nothing_open_sends_no_request()
    {
        await _bench.RunAsync(Site(absent: n => n is 3 or 7), Walk(1, 10));

        var again = Site(absent: _ => false);
        var (cause, totals, _) = await _bench.RunAsync(again, Walk(1, 10));

        Assert.Equal(StopReason.NothingToDo, cause.Reason);
        Assert.Equal(0, totals.Total);
        Assert.Empty(again.Asked);
    }

    [Fact]
    public async Task Failed_ids_are_asked_again_by_the_next_run_and_nothing_else_is()
    {
        _bench.Settings = _bench.Settings with { MaxRetries = 0 };
        await _bench.RunAsync(new ScriptedSource((id, _) => id.Ordinal is 3 or 8 ? ScriptedSource.Html(id, "?") : ScriptedSource.Found(id)), Walk(1, 10));

        var again = Site(absent: _ => false);
        var (cause, totals, _) = await _bench.RunAsync(again, Walk(1, 10));

        Assert.Equal(StopReason.Completed, cause.Reason);
        Assert.Equal(["3", "8"], _bench.AskedIds(again).Order());
        Assert.Equal(2, totals.Total);
    }

    [Fact]
    public async Task Recollect_asks_saved_ids_again_and_keeps_the_older_file()
    {
        await _bench.RunAsync(Site(absent: _ => false), Walk(1, 3));

        var again = Site(absent: _ => false);
        await _bench.RunAsync(again, Walk(1, 3) with { Recollect = true });

        Assert.Equal(3, _bench.AskedIds(again).Count);
        Assert.Equal(6, _bench.RecordFiles.Count);
        Assert.Contains("2-20251122-1.json", _bench.RecordFiles);
    }

    [Fact]
    public async Task Only_records_older_than_asked_are_refreshed()
    {
        await _bench.RunAsync(Site(absent: _ => false), Walk(1, 2));
        _bench.Time.Advance(TimeSpan.FromDays(20));
        await _bench.RunAsync(Site(absent: _ => false), Walk(1, 4));

        var again = Site(absent: _ => false);
        await _bench.RunAsync(again, Walk(1, 4) with { RefreshOlderThan = TimeSpan.FromDays(10) });

        Assert.Equal(["1", "2"], _bench.AskedIds(again).Order());
    }

    [Fact]
    public async Task A_dry_run_asks_everything_and_writes_nothing()
    {
        var site = Site(absent: n => n == 2);

        var (cause, totals, _) = await _bench.RunAsync(site, Walk(1, 5), dryRun: true);

        Assert.Equal(StopReason.Completed, cause.Reason);
        Assert.Equal((4, 1), (totals.Succeeded, totals.NoRecord));
        Assert.Empty(Directory.EnumerateFiles(_bench.Folder, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task The_ids_of_a_list_keep_their_place_when_the_list_changes()
    {
        var list = Path.Combine(_bench.Folder, "ids.txt");
        _bench.Definition = _bench.Definition with { Ids = new IdSource.List("ids.txt"), File = Path.Combine(_bench.Folder, "scripted.yaml"), Judge = _bench.Definition.Judge with { Identity = Some.Rule(Some.At(".record-number", "{id}")) } };
        await File.WriteAllLinesAsync(list, ["# two permits", "P 77/b", "", "Q-1"], TestContext.Current.CancellationToken);
        await _bench.RunAsync(Site(absent: _ => false), new WalkRequest());

        await File.WriteAllLinesAsync(list, ["R 3", "Q-1", "R 3"], TestContext.Current.CancellationToken);
        var again = Site(absent: _ => false);
        var (cause, totals, view) = await _bench.RunAsync(again, new WalkRequest());

        Assert.Equal(StopReason.Completed, cause.Reason);
        Assert.Equal(["R 3"], _bench.AskedIds(again));
        Assert.Equal(1, totals.Total);
        Assert.Equal(Outcome.Success, view.OutcomeOf(3));
    }

    [Fact]
    public async Task A_merged_record_is_believed_after_a_fresh_session_says_the_same()
    {
        var site = new ScriptedSource((id, ask) => id.Ordinal switch
        {
            1 => Merged(id, into: "9"),
            2 => ask == 1 ? Merged(id, into: "9") : ScriptedSource.Found(id),
            3 => Merged(id, into: ask % 2 == 1 ? "9" : "8"),
            4 => ask % 2 == 1 ? Merged(id, into: "9") : ScriptedSource.Absent(id),
            _ => ScriptedSource.Found(id),
        });
        _bench.Settings = _bench.Settings with { MaxRetries = 0 };

        var (_, totals, view) = await _bench.RunAsync(site, Walk(1, 5));

        Assert.Equal((3, 1, 2), (totals.Succeeded, totals.Unavailable, totals.Failed));
        Assert.Equal((Outcome.Failed, Outcome.Failed), (view.OutcomeOf(3), view.OutcomeOf(4)));
        Assert.Equal(6, site.Renewals);
        Assert.Contains("merged:9", await File.ReadAllTextAsync(Directory.EnumerateFiles(_bench.Folder, "1-*.json", SearchOption.AllDirectories).Single(), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    public void Dispose() => _bench.Dispose();

    private static Page Merged(RecordId id, string into) => ScriptedSource.Html(id, $"<h1>Merged</h1><a class=into>{into}</a>");
}
