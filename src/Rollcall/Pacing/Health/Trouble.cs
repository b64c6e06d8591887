using System.Collections.Immutable;

namespace Rollcall.Pacing.Health;

/// <summary>What speaks for trouble of the site rather than of single ids. Immutable.</summary>
internal sealed record Trouble
{
    /// <summary>None.</summary>
    public static Trouble None { get; } = new();

    /// <summary>Whether the site answered anything in this run.</summary>
    public bool EverAnswered { get; init; }

    /// <summary>The distinct ids that faulted since the last answer.</summary>
    public ImmutableHashSet<long> Faulting { get; init; } = [];

    /// <summary>The distinct ids that were blocked since an id was last answered.</summary>
    public ImmutableHashSet<long> Blocked { get; init; } = [];

    /// <summary>When the workers first had to wait since an id was last answered: patience counts from here.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The short unknown page that came last.</summary>
    public SmallPage? SamePage { get; init; }

    /// <summary>The distinct ids it came for in a row.</summary>
    public ImmutableHashSet<long> SamePageIds { get; init; } = [];

    /// <summary>Whether this page is the one by which the site turns us away.</summary>
    public bool IsBlockPage(SmallPage? page) => page is not null && page.Hash == SamePage?.Hash && SamePageIds.Count >= SiteRules.SamePagesToPark;

    /// <summary>The site answered for an id.</summary>
    public Trouble Answered() => this is { EverAnswered: true, Since: null, SamePage: null, Faulting.IsEmpty: true, Blocked.IsEmpty: true }
        ? this
        : new Trouble { EverAnswered = true };

    /// <summary>The site answered with a page that no rule knows.</summary>
    public Trouble Puzzled(long id, SmallPage? page) => page is null
        ? this with { EverAnswered = true, SamePage = null, SamePageIds = [] }
        : this with
        {
            EverAnswered = true,
            SamePage = page,
            SamePageIds = page.Hash == SamePage?.Hash ? SamePageIds.Add(id) : [id],
        };
}

/// <summary>The workers wait for the site. Immutable.</summary>
/// <param name="Reason">Why, and what the run ends with when waiting does not help.</param>
/// <param name="Detail">What was seen.</param>
/// <param name="Began">When this wait began.</param>
/// <param name="GivesUpAt">When patience ends.</param>
/// <param name="ProbeAt">When the next probe is due, or the one under way was sent.</param>
/// <param name="Failed">Probes that failed by now.</param>
/// <param name="ByIds">Whether only an id's answer is believed, because canaries are answered and ids are not.</param>
public sealed record SitePark(
    StopReason Reason, string Detail, DateTimeOffset Began, DateTimeOffset GivesUpAt, DateTimeOffset ProbeAt, int Failed, bool ByIds)
{
    /// <summary>Whether the site turns us away, rather than being down.</summary>
    internal bool IsBlock => Reason is StopReason.Blocked or StopReason.Throttled;
}
