using Rollcall.Pacing;
using Rollcall.Reading;
using Rollcall.Settings;

namespace Rollcall.Sweeping;

/// <summary>What becomes of an id whose attempt brought no outcome. A closed set.</summary>
internal abstract record Fate
{
    private Fate()
    {
    }

    /// <summary>It is asked again after the wait.</summary>
    public sealed record Retry(TimeSpan Wait) : Fate;

    /// <summary>It is asked again when the site is well.</summary>
    /// <param name="MayCost">Whether the attempt counts after all when it turns out that the site is well already.</param>
    public sealed record Hold(bool MayCost) : Fate;

    /// <summary>It has no retries left.</summary>
    public sealed record GiveUp : Fate;
}

/// <summary>Decides the fate of ids. Thread safe.</summary>
internal sealed class Fates(RunSettings settings, RetrySchedule retries)
{
    /// <summary>So often an id may be throttled before that is taken for its own trouble.</summary>
    private const int MostThrottled = 20;

    /// <summary>Decides one.</summary>
    /// <param name="item">The id, the attempt counted already.</param>
    /// <param name="answer">What it was answered.</param>
    /// <param name="charged">Whether the attempt counts against its retries.</param>
    public Fate Of(WorkItem item, Answer answer, bool charged)
    {
        if (!charged)
        {
            return answer is Answer.Blocked block ? OfBlocked(item, block) : new Fate.Hold(MayCost: false);
        }

        if (item.IsSecondRound)
        {
            return new Fate.GiveUp();
        }

        // A session that cannot be opened costs the id nothing, but not for ever: where no session can be, the ids' own retries end it.
        var forgiven = answer is Answer.Faulted { Fault.OfSession: true } && item.SessionFaults < settings.MaxRetries;
        TimeSpan? wait;
        lock (retries)
        {
            wait = retries.Next(forgiven ? ++item.SessionFaults : item.Attempts, AnswerNotes.RetryAfterOf(answer));
        }

        item.Attempts -= forgiven ? 1 : 0;
        return wait is { } pause ? new Fate.Retry(pause) : new Fate.GiveUp();
    }

    // Attempts holds only what was charged because a canary was answered at once: a block of this id alone.
    private Fate OfBlocked(WorkItem item, Answer.Blocked block)
    {
        var excused = block.Class == Fetching.FailureClass.Throttled && ++item.Throttled <= MostThrottled;
        var most = item.IsSecondRound ? settings.MaxRetries + 2 : settings.MaxRetries + 1;
        return excused || item.Attempts <= most ? new Fate.Hold(MayCost: !excused) : new Fate.GiveUp();
    }
}
