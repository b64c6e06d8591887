using Rollcall.Fetching;
using Rollcall.Ledger;
using Rollcall.Reporting;
using Rollcall.Reporting.Timelines;
using static Rollcall.Tests.Reporting.RunTallyTests;

namespace Rollcall.Tests.Reporting.Timelines;

public sealed class RunTimelineTests
{
    [Fact]
    public void A_short_run_has_a_step_a_second()
    {
        var timeline = Tally(
            Settled(1, 0, Outcome.Success),
            Failed(2, 1, FailureClass.BrowserCrash, ""),
            Retried(2, 2),
            Settled(2, 2, Outcome.Failed),
            new LedgerEvent.BrowserRestarted(Start.AddSeconds(2), LedgerEvent.BrowserRestarted.Lost),
            Settled(3, 2, Outcome.NoRecord)).Timeline;
        Assert.Equal((TimeSpan.FromSeconds(1), 3), (timeline.StepLength, timeline.Steps.Count));
        Assert.Equal([1, 0, 2], timeline.Steps.Select(s => s.Settled));
        Assert.Equal([0, 0, 1], timeline.Steps.Select(s => s.Retries));
        Assert.Equal([0, 1, 0], timeline.Steps.Select(s => s.BrowserCrashes));
        Assert.Equal([0, 0, 1], timeline.Steps.Select(s => s.BrowserRestarts));
    }

    [Fact]
    public void A_long_one_keeps_few_steps_and_loses_nothing()
    {
        var timeline = Tally([.. Enumerable.Range(1, 5000).Select(i => Settled(i, i * 10, Outcome.Success))]).Timeline;
        Assert.Equal(TimeSpan.FromSeconds(256), timeline.StepLength);
        Assert.InRange(timeline.Steps.Count, RunTimeline.MostSteps / 2, RunTimeline.MostSteps);
        Assert.Equal(5000, timeline.Steps.Sum(s => s.Found));
    }

    [Fact]
    public void Time_in_which_nobody_worked_is_left_out()
    {
        var timeline = Tally(
            Settled(1, 10, Outcome.Success),
            new LedgerEvent.Resumed(Start.AddDays(3), "d", ""),
            new LedgerEvent.Settled(Start.AddDays(3).AddSeconds(5), new(2, "2"), Outcome.Success, 1, new AnswerNote(AnswerKind.Found, null, 200, null, null))).Timeline;
        Assert.Equal([TimeSpan.FromSeconds(10)], timeline.Resumes);
        Assert.Equal((16, 1), (timeline.Steps.Count, timeline.Steps[15].Found));
    }

    [Fact]
    public void Waits_are_told_from_to_and_one_that_goes_on_ends_where_the_events_do()
    {
        var timeline = Tally(
            new LedgerEvent.Parked(Start.AddSeconds(5), true, "blocked"),
            new LedgerEvent.Parked(Start.AddSeconds(9), false, "blocked"),
            new LedgerEvent.Parked(Start.AddSeconds(20), true, "unreachable"),
            Settled(1, 25, Outcome.Success)).Timeline;
        Assert.Equal([new TimelineWait(Seconds(5), Seconds(9), "blocked"), new TimelineWait(Seconds(20), Seconds(25), "unreachable")], timeline.Waits);
    }

    [Fact]
    public void What_a_search_asked_is_kept_in_order()
    {
        var probes = Tally(
            new LedgerEvent.Probed(Start, new(100, "100"), true, 1),
            new LedgerEvent.Probed(Start, new(200, "200"), null, 2),
            new LedgerEvent.MarkFound(Start, 150, 0.98768, 3)).Probes;
        Assert.Equal([new ProbeStep(100, "100", true, 1), new ProbeStep(200, "200", null, 2)], probes.Steps);
        Assert.Equal([new ReportedMark(150, 0.9877, 3)], probes.Marks);
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    private static LedgerEvent Retried(long number, int second) => ((LedgerEvent.Attempted)Failed(number, second, FailureClass.Timeout, "")) with { Attempt = 2 };

    private static RunTally Tally(params LedgerEvent[] events)
    {
        var tally = new RunTally(Start);
        Array.ForEach(events, tally.Add);
        return tally;
    }
}
