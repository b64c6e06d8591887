using System.Text;
using System.Text.Json.Serialization;
using Rollcall.Ledger;
using Rollcall.Storage;

namespace Rollcall.Reporting;

/// <summary>
/// One run in numbers, over all its processes: what <c>report-*.json</c> and <c>audit_RUN.json</c> hold. The JSON is these properties in snake_case,
/// in this order. Immutable.
/// </summary>
public sealed record RunReport
{
    /// <summary>The run.</summary>
    public required string RunId { get; init; }

    /// <summary>The registry's name.</summary>
    public required string Registry { get; init; }

    /// <summary>The partition's name.</summary>
    public required string Partition { get; init; }

    /// <summary>When the run's first process started, UTC.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>When its last process ended, UTC.</summary>
    public required DateTimeOffset End { get; init; }

    /// <summary>The first id of the walk, as text; null when the run ended before it had one.</summary>
    public required string? StartId { get; init; }

    /// <summary>The last id of the walk, as text; null when the run ended before it had one.</summary>
    public required string? EndId { get; init; }

    /// <summary>The highest number known to exist in the partition; null when none is.</summary>
    public required long? HighWaterMark { get; init; }

    /// <summary>What the run's newest search for the mark came to; null when it searched for none. For the summary; the file has what the contract lists.</summary>
    [JsonIgnore]
    public ReportedMark? Probe { get; init; }

    /// <summary>Ids given an outcome in the run: succeeded, no_record and failed ones.</summary>
    public required long Total { get; init; }

    /// <summary>Ids with a record, unavailable ones included.</summary>
    public required long Succeeded { get; init; }

    /// <summary>Of these, ids said to exist but not shown.</summary>
    public required long Unavailable { get; init; }

    /// <summary>Ids the site says it does not have.</summary>
    public required long NoRecord { get; init; }

    /// <summary>Ids without an answer after all retries.</summary>
    public required long Failed { get; init; }

    /// <summary>Ids of the walk that were settled before the run.</summary>
    public required long Skipped { get; init; }

    /// <summary>Ids of the walk without an outcome.</summary>
    public required long Unsettled { get; init; }

    /// <summary>Attempts at ids.</summary>
    public required long Attempts { get; init; }

    /// <summary>Attempts after an id's first.</summary>
    public required long Retries { get; init; }

    /// <summary>Requests sent to the site.</summary>
    public required long Requests { get; init; }

    /// <summary>How long its processes worked, in seconds; the time between a stop and the resume does not count.</summary>
    public required double DurationSeconds { get; init; }

    /// <summary>The word of the <see cref="Rollcall.StopReason"/>.</summary>
    public required string StopReason { get; init; }

    /// <summary>What the process ended with.</summary>
    public required int ExitCode { get; init; }

    /// <summary>Failed attempts by class, with the first of each.</summary>
    public required IReadOnlyList<ReportedError> Errors { get; init; }

    /// <summary>The same in depth.</summary>
    public required FailureAnalytics FailureAnalytics { get; init; }

    /// <summary>Whether the counts add up: what a report must never be without.</summary>
    [JsonIgnore]
    public bool AddsUp => Total == Succeeded + NoRecord + Failed && Unavailable <= Succeeded;

    /// <summary>The report as it stands in its files.</summary>
    public string ToJson() => Encoding.UTF8.GetString(ReadableJson.Write(this));

    /// <summary>Puts a report together.</summary>
    public static RunReport Of(RunFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var totals = facts.Totals;
        return new RunReport
        {
            RunId = facts.Run.RunId,
            Registry = facts.Run.Registry,
            Partition = facts.Run.Partition,
            Start = facts.Run.StartedAt,
            End = facts.EndedAt,
            StartId = facts.StartId,
            EndId = facts.EndId,
            HighWaterMark = facts.HighWaterMark,
            Probe = facts.Mark is { } mark ? new ReportedMark(mark.Mark, Math.Round(mark.Confidence, 4), mark.Requests) : null,
            Total = totals.Total,
            Succeeded = totals.Succeeded,
            Unavailable = totals.Unavailable,
            NoRecord = totals.NoRecord,
            Failed = totals.Failed,
            Skipped = facts.Skipped,
            Unsettled = facts.Unsettled,
            Attempts = totals.Attempts,
            Retries = totals.Retries,
            Requests = totals.Requests,
            DurationSeconds = Math.Round(facts.Tally.Worked.TotalSeconds, 3),
            StopReason = facts.StopReason.Word(),
            ExitCode = (int)facts.StopReason.Code(),
            Errors = [.. totals.Errors.Select(e => new ReportedError(e.Class, e.Count, e.FirstId, e.Message, e.HtmlPath))],
            FailureAnalytics = facts.Tally.Analyse(),
        };
    }
}

/// <summary>The failed attempts of one class.</summary>
/// <param name="Class">The class's word.</param>
/// <param name="Count">How many.</param>
/// <param name="FirstId">The id of the first.</param>
/// <param name="Message">What the first said.</param>
/// <param name="HtmlPath">Where the first one's page is kept, relative to the output folder.</param>
public sealed record ReportedError(string Class, long Count, string FirstId, string Message, string? HtmlPath);

/// <summary>What a search for the mark came to.</summary>
/// <param name="Mark">The highest number found.</param>
/// <param name="Confidence">The chance that there was none higher.</param>
/// <param name="Requests">Requests that the run's searches have spent.</param>
public sealed record ReportedMark(long Mark, double Confidence, int Requests);

/// <summary>What a report is made of. Immutable.</summary>
public sealed record RunFacts
{
    /// <summary>The run.</summary>
    public required RunIdentity Run { get; init; }

    /// <summary>Its counts, from the ledger.</summary>
    public required RunTotals Totals { get; init; }

    /// <summary>What its journal adds up to.</summary>
    public required RunTally Tally { get; init; }

    /// <summary>Why it ended.</summary>
    public required StopReason StopReason { get; init; }

    /// <summary>When it ended.</summary>
    public required DateTimeOffset EndedAt { get; init; }

    /// <summary>The first id of the walk, as text; null when there was no walk.</summary>
    public string? StartId { get; init; }

    /// <summary>The last id of the walk, as text; null when there was no walk.</summary>
    public string? EndId { get; init; }

    /// <summary>The highest number known to exist.</summary>
    public long? HighWaterMark { get; init; }

    /// <summary>What the run's newest search for the mark came to; null when it searched for none.</summary>
    public LedgerEvent.MarkFound? Mark { get; init; }

    /// <summary>Ids of the walk that were settled before the run.</summary>
    public long Skipped { get; init; }

    /// <summary>Ids of the walk without an outcome.</summary>
    public long Unsettled { get; init; }
}
