using Rollcall.Ids;
using Rollcall.Reading;

namespace Rollcall.Pacing.Health;

/// <summary>Something that was seen of the site, or of the walk. A closed set, immutable.</summary>
/// <param name="At">When it was seen.</param>
public abstract record SiteSight(DateTimeOffset At)
{
    /// <summary>The walk begins.</summary>
    public sealed record Began(DateTimeOffset At) : SiteSight(At);

    /// <summary>An id was asked once. An absence is told when it is durable, anything else as it comes.</summary>
    /// <param name="At">When the answer came.</param>
    /// <param name="Id">The id.</param>
    /// <param name="Answer">What the site said.</param>
    /// <param name="AskedAt">When it was asked.</param>
    /// <param name="Open">How many ids are in hand or wait for a retry, this one included.</param>
    /// <param name="Small">The page, when it is a short one.</param>
    public sealed record Answered(DateTimeOffset At, RecordId Id, Answer Answer, DateTimeOffset AskedAt, int Open, SmallPage? Small = null) : SiteSight(At);

    /// <summary>An id's first pass is over: an outcome, or no retries left.</summary>
    /// <param name="At">When.</param>
    /// <param name="Failed">Whether it ran out of retries.</param>
    /// <param name="HasRecord">Whether the site has it.</param>
    /// <param name="Expected">How likely it was, by the partition's history, that the site has it: 0 to 1.</param>
    public sealed record Judged(DateTimeOffset At, bool Failed, bool HasRecord, double Expected) : SiteSight(At);

    /// <summary>A canary was answered.</summary>
    /// <param name="At">When.</param>
    /// <param name="Canary">Which.</param>
    /// <param name="Answer">What the site said.</param>
    /// <param name="AskedAt">When it was asked.</param>
    /// <param name="Small">The page, when it is a short one.</param>
    public sealed record CanaryAnswered(DateTimeOffset At, Canary Canary, Answer Answer, DateTimeOffset AskedAt, SmallPage? Small = null) : SiteSight(At);

    /// <summary>Somebody who judges the walk wants it to end; a canary has to confirm that it is not the site that lies.</summary>
    public sealed record StopWanted(DateTimeOffset At, SiteStop Stop) : SiteSight(At);

    /// <summary>Every id of the walk has an outcome.</summary>
    public sealed record WalkEnded(DateTimeOffset At) : SiteSight(At);

    /// <summary>It is <see cref="SiteHealth.NextAt"/>.</summary>
    public sealed record TimePassed(DateTimeOffset At) : SiteSight(At);
}

/// <summary>A short page, told apart by its content.</summary>
/// <param name="Hash">The hash of its body.</param>
/// <param name="Length">How many characters it has.</param>
public sealed record SmallPage(string Hash, int Length)
{
    /// <summary>What counts as short, in characters: a page that turns visitors away has little to say.</summary>
    public const int Longest = 8000;
}

/// <summary>Why the site's state ends the run.</summary>
/// <param name="Reason">The reason.</param>
/// <param name="Detail">What was seen and what to do about it, for a person.</param>
public sealed record SiteStop(StopReason Reason, string Detail)
{
    /// <summary>For an end of the walk: the first number of the stretch without records. A record found above it refutes the end. Null otherwise.</summary>
    public long? EmptyFrom { get; init; }
}
