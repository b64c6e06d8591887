using Rollcall.Settings;

namespace Rollcall.Pacing.Health;

/// <summary>The thresholds that <see cref="SiteHealth"/> goes by. Immutable.</summary>
public sealed record SiteRules
{
    /// <summary>So many distinct ids that fault in a row are the site's trouble; fewer when no more are open.</summary>
    public const int FaultsToPark = 5;

    /// <summary>So many distinct ids with the same short unknown page, in a row, are a block.</summary>
    public const int SamePagesToPark = 5;

    /// <summary>So many blocked ids in a row are a block even if a canary is answered: caches and allow lists let single pages through.</summary>
    public const int BlockedIdsToDistrustCanaries = 3;

    /// <summary>So many canaries in a row with a page no rule knows are a changed site. One may be a hiccup.</summary>
    public const int DoubtsToBelieve = 5;

    /// <summary>So many canaries must be answered in a row, one of them twice if there is no other, when a record of an earlier day was denied.</summary>
    public const int LeastWitnesses = 2;

    /// <summary>So many failed probes in a row were an outage; fewer may be chance, and must not put off the end of a run that fails nine times in ten.</summary>
    public const int ProbesOfAnOutage = 5;

    /// <summary>The longest wait between two probes of a site that does not answer: half a minute after it is back, so are we.</summary>
    public static readonly TimeSpan LongestProbeWait = TimeSpan.FromSeconds(30);

    /// <summary>How a run behaves.</summary>
    public required RunSettings Settings { get; init; }

    /// <summary>
    /// Whether the partition was collected from before. An address that never answered is more likely wrong than down: it is tried
    /// <c>max_retries</c> times, and not waited for.
    /// </summary>
    public bool SiteIsKnown { get; init; }

    /// <summary>The wait before the probe after so many failed ones.</summary>
    public TimeSpan ProbeWait(int failed, bool blocked)
    {
        var longest = blocked ? Settings.RetryBackoffMax : LongestProbeWait;
        var seconds = Settings.RetryBackoff.TotalSeconds * Math.Pow(Settings.RetryFactor, Math.Min(failed, 60));
        return TimeSpan.FromSeconds(Math.Min(seconds, longest.TotalSeconds));
    }
}
