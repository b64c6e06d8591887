using System.Globalization;
using Rollcall.Reporting;
using Rollcall.Storage;
using Rollcall.Sweeping;

namespace Rollcall.Cli.Notifying;

/// <summary>What is told of a stop: the JSON that a webhook gets, and a command on its standard input, is these properties in snake_case. Immutable.</summary>
internal sealed record StopNotice
{
    /// <summary>What the names of a command's variables begin with. They are no settings, so that the command can be Rollcall itself.</summary>
    public const string Prefix = "ROLLCALL_NOTIFY_";

    /// <summary>Always <c>run_stopped</c>.</summary>
    public string Event { get; } = "run_stopped";

    /// <summary>The run; null when it could not begin.</summary>
    public required string? RunId { get; init; }

    /// <summary>The registry's name.</summary>
    public required string Registry { get; init; }

    /// <summary>The partition's name.</summary>
    public required string Partition { get; init; }

    /// <summary>The word of the stop reason; null when the run could not begin.</summary>
    public required string? StopReason { get; init; }

    /// <summary>The run's exit code.</summary>
    public required int ExitCode { get; init; }

    /// <summary>Why it ended and what to do, for a person.</summary>
    public required string Detail { get; init; }

    /// <summary>How many ids came to what; null when the run could not begin.</summary>
    public required StopCounts? Counts { get; init; }

    /// <summary>The report's full path; null when there is none.</summary>
    public required string? Report { get; init; }

    /// <summary>When, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The notice of a run that has ended.</summary>
    public static StopNotice Of(CollectionRequest request, CollectionResult result) => new()
    {
        RunId = result.Report.RunId,
        Registry = result.Report.Registry,
        Partition = result.Report.Partition,
        StopReason = result.Report.StopReason,
        ExitCode = result.Report.ExitCode,
        Detail = result.Cause.Detail,
        Counts = StopCounts.Of(result.Report),
        Report = result.Files?.ReportPath is { } path ? Path.GetFullPath(Path.Combine(request.Settings.OutputDir, path)) : null,
        At = result.Report.End,
    };

    /// <summary>The notice of a run that could not begin, or met a defect.</summary>
    public static StopNotice NotBegun(string registry, string partition, Exception failure, DateTimeOffset at) => new()
    {
        RunId = null,
        Registry = registry,
        Partition = partition,
        StopReason = null,
        ExitCode = (int)((failure as RollcallException)?.ExitCode ?? Rollcall.ExitCode.InternalError),
        Detail = failure is RollcallException foreseen ? $"{foreseen.Message} {foreseen.Remedy}" : failure.Message,
        Counts = null,
        Report = null,
        At = at,
    };

    /// <summary>The JSON document.</summary>
    public byte[] ToJson() => ReadableJson.Write(this);

    /// <summary>The same facts as variables; what is null is an empty text.</summary>
    public IReadOnlyDictionary<string, string> ToVariables() => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [Prefix + "RUN_ID"] = RunId ?? "",
        [Prefix + "REGISTRY"] = Registry,
        [Prefix + "PARTITION"] = Partition,
        [Prefix + "STOP_REASON"] = StopReason ?? "",
        [Prefix + "EXIT_CODE"] = Text(ExitCode),
        [Prefix + "DETAIL"] = Detail.Replace('\0', ' '),
        [Prefix + "TOTAL"] = Text(Counts?.Total),
        [Prefix + "SUCCEEDED"] = Text(Counts?.Succeeded),
        [Prefix + "NO_RECORD"] = Text(Counts?.NoRecord),
        [Prefix + "FAILED"] = Text(Counts?.Failed),
        [Prefix + "UNSETTLED"] = Text(Counts?.Unsettled),
        [Prefix + "REPORT"] = Report ?? "",
    };

    private static string Text(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";
}

/// <summary>How many ids came to what, as in the report.</summary>
internal sealed record StopCounts(long Total, long Succeeded, long Unavailable, long NoRecord, long Failed, long Skipped, long Unsettled)
{
    public static StopCounts Of(RunReport report) => new(report.Total, report.Succeeded, report.Unavailable, report.NoRecord, report.Failed, report.Skipped, report.Unsettled);
}
