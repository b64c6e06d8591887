using Rollcall.Reporting;
using Rollcall.Reporting.Pictures;

namespace Rollcall.Sweeping;

/// <summary>What came of a run.</summary>
/// <param name="Cause">Why it ended.</param>
/// <param name="Report">The run in numbers.</param>
/// <param name="Files">Where the report lies; null for a dry run.</param>
public sealed record CollectionResult(StopCause Cause, RunReport Report, ReportWritten? Files)
{
    /// <summary>What a page about the run shows; null for a dry run.</summary>
    public RunPicture? Picture { get; init; }
}
