using Rollcall.Ids;

namespace Rollcall.Ledger;

/// <summary>
/// The durable account of one run in one partition: what happened (events), and what follows from it (state). Thread safe.
/// </summary>
public interface ILedger : IAsyncDisposable
{
    /// <summary>The run this process works on.</summary>
    RunIdentity Run { get; }

    /// <summary>The run before, where records of it may be unknown to every journal; null where there can be none.</summary>
    RunLeftBehind? LeftBehind { get; }

    /// <summary>
    /// What is known by now, of all runs in the partition and of this one. Events show in it once they are durable, in the order
    /// in which they were.
    /// </summary>
    ILedgerView View { get; }

    /// <summary>
    /// Appends the events in this order, together. Completes when they are durable; whatever is pending shares one flush, so
    /// concurrent callers pay for one. A caller that cancels no longer waits; the events may become durable all the same.
    /// </summary>
    /// <exception cref="RollcallException">The storage refuses: exit code 7. Nothing of these events shows in <see cref="View"/>, and they can be appended again.</exception>
    /// <exception cref="ArgumentException">An event holds what cannot be kept, such as a negative ordinal. Nothing of these events shows.</exception>
    /// <exception cref="ObjectDisposedException">The ledger is closed.</exception>
    ValueTask AppendAsync(IReadOnlyList<LedgerEvent> events, CancellationToken cancellationToken);
}

/// <summary>Which run, of which registry and partition.</summary>
/// <param name="RunId">Sortable by start time, fit for a file name.</param>
/// <param name="Registry">The registry's name.</param>
/// <param name="Partition">The partition's name; <c>all</c> when the registry has but one numbering space.</param>
/// <param name="StartedAt">When the run's first process started, UTC.</param>
/// <param name="IsResumed">Whether an unfinished run was taken up again.</param>
public sealed record RunIdentity(string RunId, string Registry, string Partition, DateTimeOffset StartedAt, bool IsResumed);

/// <summary>What follows from the events: the answers a sweep, a report or a status asks for. Thread safe; each call is consistent in itself.</summary>
public interface ILedgerView
{
    /// <summary>The outcome that stands for an id, over all runs; null when it is open.</summary>
    Outcome? OutcomeOf(long ordinal);

    /// <summary>Whether the id was given an outcome in this run.</summary>
    bool IsSettledInRun(long ordinal);

    /// <summary>The ids that were given an outcome in this run. A copy.</summary>
    IdSet SettledInRun { get; }

    /// <summary>The highest number known to exist, found or unavailable, over all runs; null when none is.</summary>
    long? HighestSeen { get; }

    /// <summary>
    /// The ids of a range that a new pass has to ask: never settled, failed in an earlier run, absent above the mark in an earlier run, or absent
    /// longer ago than <paramref name="noRecordTtl"/>. In a resumed run whatever the run settled is left out, failed ones included.
    /// </summary>
    IdSet OpenIn(IdRange range, DateTimeOffset now, TimeSpan noRecordTtl);

    /// <summary>
    /// How many ids directly from <paramref name="first"/> upwards are absent without a gap, in this run: what the safe stop
    /// on no-records is judged by.
    /// </summary>
    long AbsentInRunFrom(long first);

    /// <summary>How many consecutive ids around this one, itself included, failed in this run.</summary>
    long FailedInRunAround(long ordinal);

    /// <summary>The ids whose absence in this run nothing has confirmed yet.</summary>
    IdSet ProvisionalInRun { get; }

    /// <summary>The ids that failed in this run, also where a record of an earlier one still stands. A copy.</summary>
    IdSet FailedInRun { get; }

    /// <summary>
    /// The ids that this run opened again (<see cref="OpenIntent.Retry"/>) and that have no outcome since: what a retry asks. A copy.
    /// </summary>
    IdSet ReopenedInRun { get; }

    /// <summary>
    /// The ids whose last word is this outcome, over all runs: a record that a later failure did not take away, an absence whether believed or
    /// not. A copy.
    /// </summary>
    IdSet With(Outcome outcome);

    /// <summary>Every id that a run of the partition set out to walk. A copy.</summary>
    IdSet Walked { get; }

    /// <summary>Everything that stands for the partition's ids, at one moment.</summary>
    PartitionSets Sets { get; }

    /// <summary>What this run's search for the mark asked and was told, and the newest search's result. A copy.</summary>
    ProbeAccount Probes { get; }

    /// <summary>This run's counts, over all its processes.</summary>
    RunTotals Totals { get; }
}

/// <summary>The counts of one run, over all its processes. Immutable.</summary>
public sealed record RunTotals
{
    /// <summary>Ids with a record, unavailable ones included.</summary>
    public long Succeeded { get; init; }

    /// <summary>Of these, ids said to exist but not shown.</summary>
    public long Unavailable { get; init; }

    /// <summary>Ids the site says it does not have.</summary>
    public long NoRecord { get; init; }

    /// <summary>Ids without an answer after all retries.</summary>
    public long Failed { get; init; }

    /// <summary>Ids with an outcome.</summary>
    public long Total => Succeeded + NoRecord + Failed;

    /// <summary>Attempts at ids, canaries not included.</summary>
    public long Attempts { get; init; }

    /// <summary>Attempts after an id's first.</summary>
    public long Retries { get; init; }

    /// <summary>Requests sent to the site for attempts, probes and canaries.</summary>
    public long Requests { get; init; }

    /// <summary>Failed attempts by class: how many, and the first of each.</summary>
    public IReadOnlyList<ErrorSample> Errors { get; init; } = [];
}

/// <summary>The attempts of one failure class in a run.</summary>
/// <param name="Class">The class's word.</param>
/// <param name="Count">How many attempts.</param>
/// <param name="FirstId">The id of the first.</param>
/// <param name="Message">What the first said.</param>
/// <param name="HtmlPath">Where the first one's page is kept.</param>
public sealed record ErrorSample(string Class, long Count, string FirstId, string Message, string? HtmlPath);
