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

    private static ScriptedSource Site(Func<long, bool> exists) =>
        new((id, _) => exists(id.Ordinal) ? ScriptedSource.Found(id) : ScriptedSource.Absent(id));

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
