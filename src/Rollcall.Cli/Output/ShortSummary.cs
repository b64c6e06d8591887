using Rollcall.Sweeping;

namespace Rollcall.Cli.Output;

/// <summary>What came of a run in one sentence, for when no more can be shown. Needs nothing that is not loaded by then. Pure.</summary>
internal static class ShortSummary
{
    /// <summary>Why it ended, the counts, and what to do.</summary>
    public static string Of(CollectionResult result)
    {
        var report = result.Report;
        return $"{report.StopReason} (exit code {report.ExitCode}), {report.Succeeded} found, {report.NoRecord} no record, {report.Failed} failed, {report.Unsettled} not reached. {result.Cause.Detail}";
    }
}
