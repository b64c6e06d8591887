using Rollcall.Ids;
using Rollcall.Pacing.Health;

namespace Rollcall.Sweeping;

/// <summary>What a worker is to do next. A closed set.</summary>
internal abstract record Work
{
    private Work()
    {
    }

    /// <summary>Ask for an id.</summary>
    /// <param name="Item">The id.</param>
    /// <param name="IsProbe">Whether it is asked although the workers wait, to see whether the site is back.</param>
    public sealed record AskId(WorkItem Item, bool IsProbe) : Work;

    /// <summary>Ask a canary.</summary>
    public sealed record AskCanary(Canary Canary) : Work;

    /// <summary>Tell that every id has its outcome. Given to one worker, once.</summary>
    public sealed record TellWalkEnded : Work;
}

/// <summary>An id on its way to an outcome. Touched by one worker at a time.</summary>
internal sealed class WorkItem(RecordId id, long place)
{
    public RecordId Id { get; } = id;

    /// <summary>Its place in the order of the walk.</summary>
    public long Place { get; } = place;

    /// <summary>Attempts charged to it by now, the one in hand included.</summary>
    public int Attempts { get; set; }

    /// <summary>Attempts made by now, whoever was to blame: their number in the journal.</summary>
    public int Asked { get; set; }

    /// <summary>Attempts that the session was to blame for.</summary>
    public int SessionFaults { get; set; }

    /// <summary>How often it was throttled: that is never its own fault, but not for ever.</summary>
    public int Throttled { get; set; }

    /// <summary>Whether this is the one attempt at the end of the run, after it ran out of retries.</summary>
    public bool IsSecondRound { get; set; }
}
