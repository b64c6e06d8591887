using System.Collections.Immutable;
using Rollcall.Ledger;
using Rollcall.Reporting;

namespace Rollcall.Dashboard.State;

/// <summary>How a run stands: a closed set, immutable.</summary>
public abstract record RunStanding
{
    private RunStanding()
    {
    }

    /// <summary>A process works on it.</summary>
    public sealed record Going(LiveStatus Status) : RunStanding;

    /// <summary>Its process lives, but has said nothing for a while.</summary>
    public sealed record Silent(LiveStatus Status, TimeSpan For) : RunStanding;

    /// <summary>Its process is gone without ending it.</summary>
    public sealed record Killed(LiveStatus Status) : RunStanding;

    /// <summary>Its last process ended and left a report.</summary>
    public sealed record Ended(RunReport Report) : RunStanding;

    /// <summary>Neither: it is just starting, or its summary is gone or damaged.</summary>
    /// <param name="Problem">What is wrong; null when nothing is known to be.</param>
    public sealed record Unclear(string? Problem) : RunStanding;
}

/// <summary>One run. Immutable.</summary>
/// <param name="Journal">Its journal.</param>
/// <param name="Standing">How it stands.</param>
/// <param name="Reports">Its reports, file names without extension, the newest first: one for each time it stopped.</param>
/// <param name="Stamp">When its journal was written last, and how long it is.</param>
public sealed record RunView(JournalFile Journal, RunStanding Standing, ImmutableArray<ReportName> Reports, Stamp Stamp)
{
    /// <summary>When its journal was written last: the last time it got on.</summary>
    public DateTimeOffset ProgressAt => new(Stamp.WrittenAt, TimeSpan.Zero);

    public JournalHeader Header => Journal.Header;

    public string RunId => Header.RunId;

    public PartitionKey Partition => new(Header.Identity.RegistryName, Header.Identity.Partition);

    /// <summary>What its process says or said last; null when it left no word.</summary>
    public LiveStatus? Live => Standing switch
    {
        RunStanding.Going going => going.Status,
        RunStanding.Silent silent => silent.Status,
        RunStanding.Killed killed => killed.Status,
        _ => null,
    };

    /// <summary>Whether a process works on it.</summary>
    public bool IsGoing => Standing is RunStanding.Going or RunStanding.Silent;

    /// <summary>Whether the same command would take it up again.</summary>
    public bool IsUnfinished => Standing switch
    {
        RunStanding.Killed or RunStanding.Unclear { Problem: not null } => true,
        RunStanding.Ended ended => !(StopReasons.TryParse(ended.Report.StopReason, out var reason) && reason.Finishes()),
        _ => false,
    };
}

/// <summary>A report's files.</summary>
/// <param name="Stem">The name without its extension.</param>
/// <param name="HasHtml">Whether there is one for people beside the JSON.</param>
public sealed record ReportName(string Stem, bool HasHtml);

/// <summary>Names a partition.</summary>
public readonly record struct PartitionKey(string Registry, string Partition)
{
    /// <summary>What a person calls it.</summary>
    public override string ToString() => Partition == "all" ? Registry : $"{Registry} {Partition}";
}
