using Rollcall.Observing;

namespace Rollcall.Reporting;

/// <summary>What a run is doing at the moment, as the run itself knows it; <see cref="LiveStatus"/> adds who says so. Immutable.</summary>
public record LiveFacts
{
    /// <summary>A word: <c>probing</c>, <c>sweeping</c>, <c>parked</c>, <c>draining</c>.</summary>
    public required string Phase { get; init; }

    /// <summary>Ids with a record, unavailable ones included.</summary>
    public required long Succeeded { get; init; }

    /// <summary>Of these, ids said to exist but not shown.</summary>
    public required long Unavailable { get; init; }

    /// <summary>Ids the site says it does not have.</summary>
    public required long NoRecord { get; init; }

    /// <summary>Ids without an answer after all retries.</summary>
    public required long Failed { get; init; }

    /// <summary>Attempts after an id's first.</summary>
    public required long Retries { get; init; }

    /// <summary>Requests sent to the site.</summary>
    public required long Requests { get; init; }

    /// <summary>Ids of the walk settled before the run.</summary>
    public required long Skipped { get; init; }

    /// <summary>Ids of the walk still without an outcome; null while it is not known how far the walk goes.</summary>
    public required long? Remaining { get; init; }

    /// <summary>The workers.</summary>
    public required IReadOnlyList<LiveWorker> Workers { get; init; }

    /// <summary>The pace per host.</summary>
    public required LivePace Pace { get; init; }

    /// <summary>Why the workers wait for the site, and since when; null when they do not.</summary>
    public LivePark? Park { get; init; }

    /// <summary>What the browser's processes take together, in bytes; null without a browser.</summary>
    public long? BrowserMemoryBytes { get; init; }

    /// <summary>What the run's instruments say: for Prometheus, which asks another process. Empty in files of earlier versions.</summary>
    public IReadOnlyList<MetricReading> Metrics { get; init; } = [];
}

/// <summary>One worker.</summary>
/// <param name="Doing">A word: <c>idle</c>, <c>pacing</c>, <c>asking</c>, <c>saving</c>, …</param>
/// <param name="CaseId">The id in hand; null when there is none.</param>
/// <param name="Since">Since when, UTC.</param>
public sealed record LiveWorker(string Doing, string? CaseId, DateTimeOffset Since);

/// <summary>The pace per host.</summary>
/// <param name="DelayMinSeconds">The shortest wait between two requests.</param>
/// <param name="DelayMaxSeconds">The longest.</param>
/// <param name="HeldUntil">Until when the site asked to be left alone; null when it did not.</param>
public sealed record LivePace(double DelayMinSeconds, double DelayMaxSeconds, DateTimeOffset? HeldUntil);

/// <summary>Why the workers wait for the site.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Since">Since when, UTC.</param>
public sealed record LivePark(string Reason, DateTimeOffset Since);
