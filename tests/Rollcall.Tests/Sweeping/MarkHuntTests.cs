using System.Collections.Concurrent;
using System.Globalization;
using Rollcall.Fetching;
using Rollcall.Ids;
using Rollcall.Ledger;
using Rollcall.Registries;
using Rollcall.Sweeping;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Sweeping;

/// <summary>Runs whose end is not given: they search for the mark, walk up to it, and look above it once more.</summary>
public sealed class MarkHuntTests : IDisposable
{
    private readonly SweepBench _bench = new();

    public MarkHuntTests() => _bench.Definition = _bench.Definition with { Canaries = new Canaries(["1"], []) };

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_run_without_an_end_finds_the_mark_and_collects_everything_up_to_it()
    {
        var site = Site(n => n <= 60);

        var (cause, totals, view) = await _bench.RunAsync(site, new());

        Assert.Equal(StopReason.Completed, cause.Reason);
        Assert.Equal(60, totals.Succeeded);
        Assert.Equal((60, 60), (view.Probes.Result!.Mark, view.HighestSeen));
        Assert.Equal(60, _bench.RecordFiles.Count);
        Assert.InRange(site.Asked.Count, 60, 60 + _bench.Settings.ProbeBudget);

        // But for canaries, which are asked again on purpose, a number that was found is not asked twice.
        Assert.InRange(Enumerable.Range(2, 59).Count(n => site.Asked.Count(a => a == Text(n)) > 1), 0, 6);
    }

    [Fact]
    public async Task Two_hundred_records_or_more_cost_at_most_a_tenth_more_requests()
    {
        var site = Site(n => n <= 400);

        await _bench.RunAsync(site, new());

        Assert.InRange(site.Asked.Count, 400, 440);
    }

    [Fact]
    public async Task A_probe_collects_what_it_meets_and_the_next_run_starts_from_its_mark()
    {
        var site = Site(n => n <= 5600);
        var (cause, totals, view) = await _bench.RunAsync(site, new(), probeOnly: true);

        Assert.Equal(StopReason.Completed, cause.Reason);
        Assert.InRange(view.Probes.Result!.Mark, 5400, 5600);
        Assert.Equal(totals.Succeeded, _bench.RecordFiles.Count);
        Assert.InRange(site.Asked.Count, 1, 49);

        var again = Site(n => n <= 5600);
        await _bench.RunAsync(again, new(), probeOnly: true);

        Assert.InRange(again.Asked.Count, 1, 20);
    }

    [Fact]
    public async Task Max_cases_never_go_past_a_known_mark()
    {
        await _bench.RunAsync(Site(n => n <= 60), new(), probeOnly: true);
        _bench.Definition = _bench.Definition with { Canaries = new Canaries([], []) };
        var site = Site(n => n <= 60);

        var (_, _, view) = await _bench.RunAsync(site, new() { Start = 30, MaxCases = 50, Recollect = true });

        Assert.All(Enumerable.Range(30, 31), n => Assert.True(view.IsSettledInRun(n)));
        Assert.All(site.Asked.Select(a => long.Parse(a, CultureInfo.InvariantCulture)), n => Assert.InRange(n, 30, 60));
        var above = await Assert.ThrowsAsync<RollcallException>(() => _bench.RunAsync(site, new() { Start = 61, MaxCases = 5 }));
        Assert.Equal(ExitCode.Usage, above.ExitCode);
    }

    [Fact]
    public async Task What_has_come_while_the_run_walked_is_collected_too()
    {
        var asks = 0;
        var site = Site(n => n <= (Interlocked.Increment(ref asks) > 60 ? 75 : 60));

        var (_, totals, view) = await _bench.RunAsync(site, new());

        Assert.Equal((75, 75), (totals.Succeeded, view.HighestSeen));
    }

    [Fact]
    public async Task A_site_that_denies_everything_half_way_is_not_believed()
    {
        var asks = 0;
        var site = Site(n => Interlocked.Increment(ref asks) < 8 && n <= 5600);

        var (cause, _, view) = await _bench.RunAsync(site, new(), probeOnly: true);

        Assert.Equal(StopReason.CanaryFailed, cause.Reason);
        Assert.Null(view.Probes.Result);
        Assert.True(view.ProvisionalInRun.IsEmpty);
    }

    [Fact]
    public async Task Numbers_that_bring_no_answer_end_the_search_without_a_mark()
    {
        _bench.Settings = _bench.Settings with { MaxRetries = 0, AbortFailureRate = null };
        var site = new ScriptedSource((id, _) => id.Ordinal == 1 ? ScriptedSource.Found(id) : ScriptedSource.Html(id, $"<p>Something else {id.Text}</p>"));

        var (cause, _, view) = await _bench.RunAsync(site, new(), probeOnly: true);

        Assert.Equal(StopReason.ProbeUndecided, cause.Reason);
        Assert.Null(view.Probes.Result);
    }

    [Fact]
    public async Task A_search_never_spends_more_than_its_budget()
    {
        _bench.Settings = _bench.Settings with { ProbeBudget = 24 };
        var site = Site(n => n <= 20_000 && n % 3 != 0);

        var (cause, totals, view) = await _bench.RunAsync(site, new(), probeOnly: true);

        Assert.Equal(StopReason.Completed, cause.Reason);
        Assert.InRange(totals.Requests, 10, 24);
        Assert.Equal(totals.Requests, view.Probes.Requests);
        Assert.InRange(view.Probes.Result!.Mark, 1, 20_000);
    }

    [Fact]
    public async Task An_interrupted_search_goes_on_and_asks_no_number_twice()
    {
        using var stop = new StopSignal();
        var first = new ScriptedSource((id, _) =>
        {
            if (id.Ordinal > 5600)
            {
                stop.Request(StopReason.Sigterm, "ended");
            }

            return id.Ordinal <= 5600 ? ScriptedSource.Found(id) : ScriptedSource.Absent(id);
        });
        await _bench.RunAsync(first, new(), stop, probeOnly: true);
        var second = Site(n => n <= 5600);

        var (_, _, view) = await _bench.RunAsync(second, new(), probeOnly: true);

        Assert.InRange(view.Probes.Result!.Mark, 5400, 5600);
        // Numbers that were found may be asked again as canaries; those that were missed are not asked twice.
        Assert.Contains(first.Asked, IsMiss);
        Assert.DoesNotContain(first.Asked.Intersect(second.Asked), IsMiss);

        static bool IsMiss(string asked) => long.Parse(asked, CultureInfo.InvariantCulture) > 5600;
    }

    [Fact]
    public async Task What_came_between_an_interrupted_search_and_its_resumption_is_never_taken_for_absent()
    {
        using var stop = new StopSignal();
        var asked = 0;
        var first = new ScriptedSource((id, _) =>
        {
            if (Interlocked.Increment(ref asked) == 20)
            {
                stop.Request(StopReason.Sigterm, "ended");
            }

            return id.Ordinal <= 150 ? ScriptedSource.Found(id) : ScriptedSource.Absent(id);
        });
        await _bench.RunAsync(first, new(), stop);
        Assert.Contains(first.Asked, a => long.Parse(a, CultureInfo.InvariantCulture) is > 150 and <= 450);

        var (cause, totals, view) = await _bench.RunAsync(Site(n => n <= 450), new());

        Assert.Equal(StopReason.Completed, cause.Reason);
        Assert.Equal((450, 450), (totals.Succeeded, view.HighestSeen));
        Assert.DoesNotContain(view.With(Outcome.NoRecord).Numbers(), n => n <= 450);
    }

    [Fact]
    public async Task A_search_that_could_not_decide_begins_anew_when_the_command_is_given_again()
    {
        _bench.Definition = _bench.Definition with { Canaries = new Canaries([], []) };
        var (empty, _, _) = await _bench.RunAsync(Site(_ => false), new());
        Assert.Equal(StopReason.ProbeUndecided, empty.Reason);

        var (cause, totals, _) = await _bench.RunAsync(Site(n => n <= 300), new());

        Assert.Equal((StopReason.Completed, 300), (cause.Reason, totals.Succeeded));
    }

    [Fact]
    public async Task Numbers_that_brought_no_answer_are_asked_again_when_the_command_is_given_again()
    {
        _bench.Settings = _bench.Settings with { MaxRetries = 0, AbortFailureRate = null };
        await _bench.RunAsync(new ScriptedSource((id, _) => id.Ordinal == 1 ? ScriptedSource.Found(id) : ScriptedSource.Html(id, "<p>Something else</p>")), new());

        var (cause, totals, _) = await _bench.RunAsync(Site(n => n <= 60), new());

        Assert.Equal((StopReason.Completed, 60, 0), (cause.Reason, totals.Succeeded, totals.Failed));
    }

    [Fact]
    public async Task The_look_above_the_mark_believes_misses_only_of_a_site_that_still_shows_what_the_walk_found()
    {
        _bench.Definition = _bench.Definition with { Canaries = new Canaries([], []) };
        var seen = new ConcurrentDictionary<long, bool>();
        var denies = false;
        var site = Site(n =>
        {
            // From the first number of the look on.
            denies |= n > 60 && seen.Count == 60;
            return !denies && n <= 60 && (seen[n] = true);
        });

        var (cause, _, view) = await _bench.RunAsync(site, new());

        Assert.Equal(StopReason.CanaryFailed, cause.Reason);
        Assert.Equal(60, view.HighestSeen);
    }

    [Theory]
    [InlineData(12)]
    [InlineData(30)]
    [InlineData(50)]
    public async Task All_searches_of_a_run_together_never_spend_more_than_the_budget(int budget)
    {
        _bench.Settings = _bench.Settings with { ProbeBudget = budget };
        _bench.Definition = _bench.Definition with { Canaries = new Canaries(["1"], ["99998"]) };

        var (_, _, view) = await _bench.RunAsync(Site(n => n <= 400 && n % 3 != 0), new());

        Assert.InRange(view.Probes.Requests, 5, budget);
    }

    [Fact]
    public async Task A_budget_too_small_for_canaries_and_retries_says_what_it_takes()
    {
        _bench.Settings = _bench.Settings with { ProbeBudget = 5 };
        var site = Site(n => n <= 60);

        var (cause, _, _) = await _bench.RunAsync(site, new());

        Assert.Equal(StopReason.ProbeUndecided, cause.Reason);
        Assert.Contains("needs 7", cause.Detail, StringComparison.Ordinal);
        Assert.Empty(site.Asked);
    }

    [Fact]
    public async Task An_interrupted_search_asks_what_it_would_have_asked()
    {
        var whole = Site(n => n <= 5600 && n % 11 != 0);
        await _bench.RunAsync(whole, new(), probeOnly: true);
        using var bench = new SweepBench();
        bench.Definition = _bench.Definition;
        using var stop = new StopSignal();
        var asked = 0;
        var first = new ScriptedSource((id, _) =>
        {
            if (Interlocked.Increment(ref asked) == 22)
            {
                stop.Request(StopReason.Sigterm, "ended");
            }

            return id.Ordinal <= 5600 && id.Ordinal % 11 != 0 ? ScriptedSource.Found(id) : ScriptedSource.Absent(id);
        });
        await bench.RunAsync(first, new(), stop, probeOnly: true);
        var second = Site(n => n <= 5600 && n % 11 != 0);
        await bench.RunAsync(second, new(), probeOnly: true);

        // Every process asks a canary at its beginning, and the first had none after it was ended.
        string[] canaries = ["1", .. bench.Canaries, .. _bench.Canaries];
        List<string> expected = [.. whole.Asked.Except(canaries)], actual = [.. first.Asked.Concat(second.Asked).Except(canaries)];

        // The canary more is a request more: the search may be content one number earlier.
        Assert.InRange(actual.Count, expected.Count - 1, expected.Count);
        Assert.Equal(expected.Take(actual.Count), actual);
    }

    [Fact]
    public async Task A_safe_stop_ends_walks_and_no_search()
    {
        _bench.Settings = _bench.Settings with { SafeStopNoRecords = 2 };

        var (cause, totals, view) = await _bench.RunAsync(Site(n => n <= 60), new());

        Assert.Equal((StopReason.Completed, 60, 60), (cause.Reason, totals.Succeeded, view.Probes.Result!.Mark));
    }

    [Fact]
    public async Task A_look_above_the_mark_that_comes_to_nothing_leaves_the_run_complete()
    {
        _bench.Settings = _bench.Settings with { MaxRetries = 0, AbortFailureRate = null, SafeStopFailures = null };
        var seen = new ConcurrentDictionary<long, bool>();

        // From the look on nothing above the mark brings an answer.
        var site = new ScriptedSource((id, _) =>
        {
            if (id.Ordinal <= 60)
            {
                seen[id.Ordinal] = true;
                return ScriptedSource.Found(id);
            }

            return seen.Count < 60 ? ScriptedSource.Absent(id) : ScriptedSource.Html(id, "<p>Something else</p>");
        });
        var (cause, totals, view) = await _bench.RunAsync(site, new());

        Assert.Equal((StopReason.Completed, 60, 0), (cause.Reason, totals.Succeeded, totals.Failed));
        Assert.Equal(60, view.Probes.Result!.Mark);
    }

    [Fact]
    public async Task A_ceiling_lowered_below_the_mark_is_the_end_of_the_walk()
    {
        await _bench.RunAsync(Site(n => n <= 60), new(), probeOnly: true);
        _bench.Definition = _bench.Definition with { Ids = new IdSource.Range(SweepBench.Pattern("{number}"), 1, 50), Canaries = new Canaries(["1"], []) };

        var (cause, _, view) = await _bench.RunAsync(Site(n => n <= 60), new());

        Assert.Equal(StopReason.Completed, cause.Reason);
        Assert.All(Enumerable.Range(1, 50), n => Assert.Equal(Outcome.Success, view.OutcomeOf(n)));
    }

    [Fact]
    public async Task A_mark_that_the_search_itself_hardly_believed_is_not_taken_for_the_mark()
    {
        _bench.Settings = _bench.Settings with { ProbeBudget = 12 };
        var (_, _, view) = await _bench.RunAsync(Site(n => n <= 400), new(), probeOnly: true);
        var first = view.Probes.Result!;
        Assert.InRange(first.Confidence, 0, 0.4);

        await _bench.RunAsync(Site(n => n <= 400), new(), probeOnly: true);

        var before = _bench.News.OfType<CourseNews.SearchBegins>().Last().Knowledge;
        Assert.Equal((first.Mark, false), (before.Known, before.WasMark));
    }

    [Fact]
    public async Task A_probe_of_a_list_is_refused_before_a_run_begins()
    {
        _bench.Definition = _bench.Definition with { Ids = new IdSource.List("ids.txt") };

        var refused = await Assert.ThrowsAsync<RollcallException>(() => _bench.RunAsync(Site(_ => true), new(), probeOnly: true));

        Assert.Equal(ExitCode.Usage, refused.ExitCode);
        Assert.Empty(Directory.EnumerateFiles(_bench.Folder, "*", SearchOption.AllDirectories));
    }

    private static ScriptedSource Site(Func<long, bool> exists) =>
        new((id, _) => exists(id.Ordinal) ? ScriptedSource.Found(id) : ScriptedSource.Absent(id));

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
