using System.Globalization;
using Rollcall.Sweeping;

namespace Rollcall.Cli.Output;

/// <summary>Progress in words. Pure.</summary>
internal static class ProgressText
{
    /// <summary>One line: done, rate, time left, outcomes, retries.</summary>
    public static string Line(SweepProgress progress, DateTimeOffset now)
    {
        var totals = progress.Totals;
        return $"{Stage(progress, now)} · {totals.Succeeded:N0} found, {totals.NoRecord:N0} no record, {totals.Failed:N0} failed, {totals.Retries:N0} retries"
            + (progress.Park is { } park ? $" · waiting for the site ({park.Reason}, {Span(now - park.Since)}): {park.Detail}" : "")
            + (progress.HeldUntil is { } until ? $" · {Held(until, now)}" : "");
    }

    /// <summary>That the site asked to be left alone.</summary>
    public static string Held(DateTimeOffset until, DateTimeOffset now) =>
        string.Create(CultureInfo.InvariantCulture, $"the site asked to be left alone until {(until.UtcDateTime.Date == now.UtcDateTime.Date ? "" : $"{until:yyyy-MM-dd} ")}{until:HH:mm:ss} UTC");

    /// <summary>How far the sweep or the search at work has come, and how fast it goes.</summary>
    public static string Stage(SweepProgress progress, DateTimeOffset now) => progress.Plan is { IsSearch: false, Open: 0 } ? "nothing is left to ask"
        : progress.Plan.IsSearch ? $"looking for the highest number: {progress.Done:N0} asked, at most {progress.Plan.Open:N0}"
        : $"{Done(progress)} · {Pace(progress, now)}";

    /// <summary>How much of the plan is done.</summary>
    public static string Done(SweepProgress progress) =>
        $"{progress.Done:N0} of {progress.Plan.Open:N0} ids ({100.0 * progress.Done / Math.Max(1, progress.Plan.Open):0.0} %)";

    /// <summary>Rate since the start, and the time the rest would take at it.</summary>
    public static string Pace(SweepProgress progress, DateTimeOffset now)
    {
        var seconds = (now - progress.StartedAt).TotalSeconds;
        if (progress.Done == 0 || seconds < 0.5)
        {
            return "measuring the rate";
        }

        var rate = progress.Done / seconds;
        var left = TimeSpan.FromSeconds(Math.Min((progress.Plan.Open - progress.Done) / rate, TimeSpan.FromDays(999).TotalSeconds));
        return $"{Rate(rate)} · {Span(left)} left at most";
    }

    /// <summary>A duration for people: <c>45 s</c>, <c>3 min 20 s</c>, <c>5 h 12 min</c>, <c>2 d 4 h</c>.</summary>
    public static string Span(TimeSpan span) => span switch
    {
        // A worker may begin its next step between the look at the clock and the look at the worker.
        { Ticks: <= 0 } => "0 s",
        { TotalSeconds: < 60 } => $"{span.TotalSeconds:0.#} s",
        { TotalMinutes: < 60 } => $"{span.Minutes} min {span.Seconds} s",
        { TotalHours: < 24 } => $"{span.Hours} h {span.Minutes} min",
        _ => $"{span.Days} d {span.Hours} h",
    };

    private static string Rate(double perSecond) => perSecond >= 1 ? $"{perSecond:0.#} ids/s" : $"{perSecond * 60:0.#} ids/min";
}
