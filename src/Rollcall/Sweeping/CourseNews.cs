using Rollcall.Planning;
using Rollcall.Probing;

namespace Rollcall.Sweeping;

/// <summary>Where a run has come to, for whoever watches. A closed set.</summary>
public abstract record CourseNews
{
    private CourseNews()
    {
    }

    /// <summary>It searches for the mark.</summary>
    /// <param name="Knowledge">What is known before.</param>
    /// <param name="Budget">The most requests it may send for that.</param>
    public sealed record SearchBegins(ProbeKnowledge Knowledge, long Budget) : CourseNews;

    /// <summary>The search has come to a mark.</summary>
    /// <param name="Mark">The mark, and how sure it is.</param>
    /// <param name="Asked">How many numbers this search asked.</param>
    /// <param name="Requests">Requests that the run's searches have spent by now.</param>
    /// <param name="LooksAgain">Whether it was the look above the mark at the end of the run.</param>
    public sealed record MarkFound(MarkEstimate Mark, long Asked, long Requests, bool LooksAgain) : CourseNews;

    /// <summary>The listing was read.</summary>
    /// <param name="Items">How many items it holds.</param>
    /// <param name="Added">How many of them are new.</param>
    /// <param name="Vanished">How many are gone that were there the time before.</param>
    public sealed record ListingRead(long Items, long Added, long Vanished) : CourseNews;

    /// <summary>The walk begins.</summary>
    public sealed record WalkBegins(SweepPlan Plan) : CourseNews;
}
