using Rollcall.Ledger;
using Rollcall.Reporting.Maps;
using Rollcall.Reporting.Timelines;
using Rollcall.Storage;

namespace Rollcall.Reporting.Pictures;

/// <summary>All that a page about a run shows, as data: the report, and what its files do not hold. Pure; whoever renders it needs no ledger.</summary>
public sealed record RunPicture
{
    /// <summary>The run in numbers.</summary>
    public required RunReport Report { get; init; }

    /// <summary>Why it stopped, as the summary says it.</summary>
    public required string Detail { get; init; }

    /// <summary>What stands for the partition's ids, over all its runs.</summary>
    public required IdAccount Account { get; init; }

    /// <summary>What these ids are called.</summary>
    public required IdNames Names { get; init; }

    /// <summary>How the run went over time.</summary>
    public required RunTimeline Timeline { get; init; }

    /// <summary>How long its attempts took.</summary>
    public required DurationHistogram Latency { get; init; }

    /// <summary>What its searches for the mark asked.</summary>
    public required ProbeTrace Probes { get; init; }

    /// <summary>What it was set up with; empty when that is not known.</summary>
    public IReadOnlyList<UsedSetting> Settings { get; init; } = [];

    /// <summary>Whether the run only looked for the highest number, or was ended before it did anything else.</summary>
    public bool IsSearchAlone => Report.StartId is null;

    /// <summary>Puts it together from what a run knows at its end.</summary>
    /// <param name="outputFolder">Where its journal lies, and the roster of ids that no pattern makes; without them numbers stand for names.</param>
    /// <param name="report">The run in numbers.</param>
    /// <param name="detail">Why it stopped.</param>
    /// <param name="sets">What stands for the partition's ids.</param>
    /// <param name="tally">What its journal adds up to.</param>
    public static RunPicture Of(string outputFolder, RunReport report, string detail, PartitionSets sets, RunTally tally)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(tally);
        var header = HeaderOf(outputFolder, report.RunId);
        var names = header is null ? IdNames.None : IdNames.Of(outputFolder, header);
        return new RunPicture
        {
            Report = report,
            Detail = detail,
            Account = IdAccount.Of(sets, header is { Identity.IsListing: true } ? names.Enrolled : null),
            Names = names,
            Timeline = tally.Timeline,
            Latency = tally.Latency,
            Probes = tally.Probes,
        };
    }

    private static JournalHeader? HeaderOf(string outputFolder, string runId)
    {
        try
        {
            return JournalFile.Open(JournalFile.PathOf(outputFolder, runId)).Header;
        }
        catch (Exception ex) when (ex is FormatException or RollcallException || StorageTroubles.Is(ex))
        {
            return null;
        }
    }
}

/// <summary>A setting as a run had it. Never a secret.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value, as a user would write it.</param>
/// <param name="Where">Who gave it: a flag, a variable, a file and line; null for the default.</param>
public sealed record UsedSetting(string Name, string Value, string? Where);
