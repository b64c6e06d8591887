using System.Text;
using Rollcall.Storage;

namespace Rollcall.Reporting;

/// <summary>What went wrong in a run, by class and message: its attempts and what became of their ids. Immutable. The JSON is these properties in snake_case.</summary>
public sealed record FailureAnalytics
{
    /// <summary>No attempt failed.</summary>
    public static FailureAnalytics None { get; } = new() { FailedAttempts = 0, AffectedIds = 0, Classes = [] };

    /// <summary>Attempts that ended in neither a record nor an absence.</summary>
    public required long FailedAttempts { get; init; }

    /// <summary>Ids with at least one of these.</summary>
    public required long AffectedIds { get; init; }

    /// <summary>The host that was asked; null when it is not known.</summary>
    public string? Host { get; init; }

    /// <summary>The partition: of a site with tabs, the tab.</summary>
    public string? Tab { get; init; }

    /// <summary>How long the site needed to come back when the run waited for it; null when it never waited, or never saw it come back.</summary>
    public RecoveryTimes? SiteRecovery { get; init; }

    /// <summary>The classes that occurred, the most frequent first.</summary>
    public required IReadOnlyList<ClassAnalysis> Classes { get; init; }

    /// <summary>The analysis as it stands in a report.</summary>
    public string ToJson() => Encoding.UTF8.GetString(ReadableJson.Write(this));
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

    /// <summary>The picture beside it; null without a browser.</summary>
    public string? SampleScreenshot { get; init; }

    /// <summary>How many of these ids have a record or an absence by now, or failed for good.</summary>
    public required long Settled { get; init; }

    /// <summary>The share of the settled ones that another attempt brought to a record or an absence, 0 to 1; null when none is settled.</summary>
    public required double? RetrySuccessShare { get; init; }

    /// <summary>From an id's first failure, of this class, to its record or absence; null when none came to one.</summary>
    public RecoveryTimes? Recovery { get; init; }

    /// <summary>What to do about it.</summary>
    public string WhatToDo { get; init; } = "";

    /// <summary>The same attempts by message, the most frequent first; at most 50. Where there were more, those that came once have given way.</summary>
    public IReadOnlyList<MessageGroup> Messages { get; init; } = [];

    /// <summary>Attempts whose message is not among <see cref="Messages"/>.</summary>
    public long OtherMessages { get; init; }
}

/// <summary>The failed attempts of one class whose messages say the same.</summary>
public sealed record MessageGroup
{
    /// <summary>The message; what varies is <c>&lt;id&gt;</c>, <c>&lt;n&gt;</c>, <c>&lt;url&gt;</c>, <c>&lt;hex&gt;</c> or <c>'…'</c>.</summary>
    public required string Message { get; init; }

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

    /// <summary>The picture beside it; null without a browser.</summary>
    public required string? SampleScreenshot { get; init; }
}

/// <summary>How long it took until all was well again.</summary>
/// <param name="Count">How often.</param>
/// <param name="MedianSeconds">Half of them took no longer; to within a quarter, as are the others but the longest.</param>
/// <param name="P90Seconds">Nine in ten took no longer.</param>
/// <param name="LongestSeconds">The longest.</param>
/// <param name="TotalSeconds">All of them together.</param>
public sealed record RecoveryTimes(long Count, double MedianSeconds, double P90Seconds, double LongestSeconds, double TotalSeconds)
{
    /// <summary>In short what a histogram says; null when it is empty.</summary>
    internal static RecoveryTimes? Of(DurationHistogram times) => times.Count == 0 ? null : new RecoveryTimes(
        times.Count, Seconds(times.Quantile(0.5)), Seconds(times.Quantile(0.9)), Seconds(times.Longest), Seconds(times.Total));

    private static double Seconds(TimeSpan span) => Math.Round(span.TotalSeconds, 3);
}

/// <summary>One failed attempt.</summary>
/// <param name="CaseId">Its id.</param>
/// <param name="At">When.</param>
/// <param name="Message">What was seen and what was expected; the first 1,000 characters.</param>
public sealed record FailureMoment(string CaseId, DateTimeOffset At, string Message);
