using Rollcall.Settings;

namespace Rollcall.Dashboard.Schedules;

/// <summary>What is to be done about a job now: a closed set. Immutable.</summary>
internal abstract record ScheduleTurn
{
    /// <summary>How late a start still counts as in time: longer than a clock is set by or a busy machine takes.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    /// <summary>Up to how many missed times are counted.</summary>
    public const int MostCounted = 1000;

    private ScheduleTurn()
    {
    }

    /// <summary>Nothing before this time; null for nothing any more.</summary>
    public sealed record Wait(DateTimeOffset? Until) : ScheduleTurn;

    /// <summary>It is to be started.</summary>
    /// <param name="Due">The time that it is started for, the latest.</param>
    /// <param name="Missed">How many times before it, or with it, came while nobody could start it.</param>
    public sealed record Start(DateTimeOffset Due, int Missed) : ScheduleTurn;

    /// <summary>Times were missed, and are left out by the job's rule.</summary>
    /// <param name="Due">The latest of them.</param>
    /// <param name="Missed">How many.</param>
    public sealed record LeaveOut(DateTimeOffset Due, int Missed) : ScheduleTurn;

    /// <summary>
    /// Up to when times count as dealt with: what the history says, unless it says more than <see cref="Grace"/> ahead of now. Then the clock was wrong when that was
    /// written, and waiting until it is reached could silence a job for years; a start too many asks for little.
    /// </summary>
    public static DateTimeOffset Dealt(DateTimeOffset considered, DateTimeOffset now) => considered > now + Grace ? now : considered;

    /// <summary>The next time that is not dealt with; null when none comes any more. Pure.</summary>
    public static DateTimeOffset? NextOf(CronTimes times, DateTimeOffset considered, DateTimeOffset now)
    {
        var dealt = Dealt(considered, now);
        return times.After(now > dealt ? now : dealt);
    }

    /// <summary>Decides. Pure.</summary>
    /// <param name="times">When the job is due.</param>
    /// <param name="rule">What becomes of missed times.</param>
    /// <param name="considered">Up to when its times have been dealt with, as <see cref="Dealt"/> has it.</param>
    /// <param name="now">The time, UTC.</param>
    public static ScheduleTurn Of(CronTimes times, MissedRule rule, DateTimeOffset considered, DateTimeOffset now)
    {
        if (times.LatestIn(considered, now) is not { } due)
        {
            return new Wait(NextOf(times, considered, now));
        }

        var count = times.CountIn(considered, now, MostCounted);
        return now - due <= Grace ? new Start(due, count - 1)
            : rule == MissedRule.RunOnce ? new Start(due, count)
            : new LeaveOut(due, count);
    }
}
