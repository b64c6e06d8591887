namespace Rollcall.Reporting;

/// <summary>What went wrong in a run, by class: its attempts and what became of their ids. Immutable. The JSON is these properties in snake_case.</summary>
public sealed record FailureAnalytics
{
    /// <summary>No attempt failed.</summary>
    public static FailureAnalytics None { get; } = new() { FailedAttempts = 0, AffectedIds = 0, Classes = [] };

    /// <summary>Attempts that ended in neither a record nor an absence.</summary>
    public required long FailedAttempts { get; init; }

    /// <summary>Ids with at least one of these.</summary>
    public required long AffectedIds { get; init; }

    /// <summary>The classes that occurred, the most frequent first.</summary>
    public required IReadOnlyList<ClassAnalysis> Classes { get; init; }
}

/// <summary>The failed attempts of one class.</summary>
public sealed record ClassAnalysis
{
    /// <summary>The class's word.</summary>
    public required string Class { get; init; }

    /// <summary>How many attempts.</summary>
    public required long Count { get; init; }

    /// <summary>Their share of all failed attempts, 0 to 1.</summary>
    public required double Share { get; init; }

    /// <summary>How many ids they concern.</summary>
    public required long Ids { get; init; }

    /// <summary>These ids as intervals of their numbers; the first 50, then how many more there are.</summary>
    public required string IdRanges { get; init; }

    /// <summary>The first of them.</summary>
    public required FailureMoment First { get; init; }

    /// <summary>The last of them.</summary>
    public required FailureMoment Last { get; init; }

    /// <summary>The first one's page that is kept, relative to the output folder; null when none is.</summary>
    public required string? SamplePage { get; init; }

    /// <summary>How many of these ids have a record or an absence by now, or failed for good.</summary>
    public required long Settled { get; init; }

    /// <summary>The share of the settled ones that another attempt brought to a record or an absence, 0 to 1; null when none is settled.</summary>
    public required double? RetrySuccessShare { get; init; }
}

/// <summary>One failed attempt.</summary>
/// <param name="CaseId">Its id.</param>
/// <param name="At">When.</param>
/// <param name="Message">What was seen and what was expected.</param>
public sealed record FailureMoment(string CaseId, DateTimeOffset At, string Message);
