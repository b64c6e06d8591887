using Microsoft.Extensions.Logging;
using Rollcall.Ledger.Checkpoints;
using Rollcall.Ledger.Journals;
using Rollcall.Ledger.State;
using Rollcall.Observing;
using Rollcall.Storage;

namespace Rollcall.Ledger;

/// <summary>The ledger in files: a journal for each run, chained to the one before, and checkpoints of their replay. Thread safe; one process at a time has it open.</summary>
public sealed partial class FileLedger : ILedger
{
    private readonly PartitionLock _lock;
    private readonly Journal _journal;
    private readonly LedgerView _view;

    private readonly CheckpointKeeper _checkpoints;

    private FileLedger(PartitionLock partitionLock, RunIdentity run, LedgerView view, Journal journal, CheckpointKeeper checkpoints)
    {
        _lock = partitionLock;
        _view = view;
        _journal = journal;
        _checkpoints = checkpoints;
        Run = run;
    }

    /// <inheritdoc/>
    public RunIdentity Run { get; }

    /// <inheritdoc/>
    public RunLeftBehind? LeftBehind { get; private init; }

    /// <inheritdoc/>
    public ILedgerView View => _view;

    /// <summary>Where this run's journal lies.</summary>
    public string JournalPath => _journal.Path;

    /// <summary>
    /// Opens a partition's account: takes its lock, replays its journals, and starts a run or takes one up, as <paramref name="request"/>
    /// and the contract's "Runs and resuming" say.
    /// </summary>
    /// <exception cref="AlreadyRunningException">Another process has it open: exit code 2.</exception>
    /// <exception cref="StorageException">The output folder cannot be read or written: exit code 7.</exception>
    /// <exception cref="RollcallException">Registry and account do not fit each other (exit code 2), or a journal has no readable header (7).</exception>
    public static async Task<FileLedger> OpenAsync(LedgerRequest request, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var partition = PartitionFiles.Of(request);
        var held = PartitionLock.Take(partition, time);
        FileLedger? ledger = null;
        var early = new HeldLog(logger);
        try
        {
            var history = PartitionHistory.Load(partition, early);
            var opening = LedgerOpening.Decide(history, request, time.GetUtcNow());
            using var scope = LogScope.Run(logger, opening.RunId);
            early.Release();
            JournalEnd.Repair(history);
            JournalEnd.ClearLeftovers(partition);
            LogIfChanged(logger, history, request);
            ledger = Open(opening, history, request, held, new Surroundings(time, logger));
            LogOpened(logger, ledger.Run.RunId, ledger.Run.IsResumed ? "resumed" : "started", ledger.JournalPath);
            if (opening is LedgerOpening.Resume resume)
            {
                await ledger.AppendAsync(resume.First, cancellationToken);
            }

            return ledger;
        }
        catch (Exception ex)
        {
            early.Release();
            if (ledger is not null)
            {
                await ledger.DisposeAsync();
            }

            held.Dispose();
            if (StorageTroubles.Is(ex))
            {
                throw StorageStop.For(partition.OutputFolder, ex);
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask AppendAsync(IReadOnlyList<LedgerEvent> events, CancellationToken cancellationToken) => _journal.AppendAsync(events, cancellationToken);

    /// <summary>
    /// Makes durable what is pending, closes the journal, writes the last checkpoint and releases the partition. Bounded in time; can be
    /// called again.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        var closed = await _journal.CloseAsync();
        await _checkpoints.DisposeAsync();

        // A journal that could not be closed may still be written by its thread, so nobody else may have it while this process lives.
        if (closed)
        {
            _lock.Dispose();
        }
    }

    private static FileLedger Open(LedgerOpening opening, PartitionHistory history, LedgerRequest request, PartitionLock held, Surroundings around)
    {
        var leftBehind = RunLeftBehind.By(opening, history);
        var (header, end) = opening switch
        {
            LedgerOpening.Start start => (start.Header, JournalEnd.Create(start.Header, history, request.KillPoints)),
            LedgerOpening.Resume resume => (resume.Journal.Header, history.End),
            _ => throw new ArgumentOutOfRangeException(nameof(opening)),
        };
        var run = new RunIdentity(header.RunId, header.Identity.RegistryName, header.Identity.Partition, header.StartedAt, opening is LedgerOpening.Resume);
        var view = new LedgerView(run.RunId, history.State, end);
        var folder = new CheckpointFolder(history.Partition, around.Logger, request.KillPoints);
        folder.ClearLeftovers();
        var checkpoints = new CheckpointKeeper(folder, request.Checkpoints, view.Snapshot, around.Time, around.Logger, request.Metrics);
        var journal = new Journal(JournalFile.PathOf(history.Partition.OutputFolder, run.RunId), run.RunId, end, Durable, around.Time, request);
        return new FileLedger(held, run, view, journal, checkpoints) { LeftBehind = leftBehind };

        void Durable(LedgerEvent[] events, JournalPosition position)
        {
            view.Apply(events, position);
            checkpoints.Settled(events.Count(e => e is LedgerEvent.Settled));
        }
    }

    private static void LogIfChanged(ILogger logger, PartitionHistory history, LedgerRequest request)
    {
        if (history.Newest is { } newest && history.State.DefinitionHash != request.DefinitionHash)
        {
            LogDefinitionChanged(logger, request.Identity.RegistryName, newest.Header.RunId);
        }

        if (history.Newest is { } last && last.Header.Identity.Registry.Site != request.Identity.Registry.Site)
        {
            LogSiteChanged(logger, request.Identity.RegistryName, last.Header.Identity.Registry.Site, request.Identity.Registry.Site);
        }
    }

    [LoggerMessage(EventName = "batch.ledger.opened", Level = LogLevel.Information, Message = "Run {RunId} {How}; its journal is {Path}")]
    private static partial void LogOpened(ILogger logger, string runId, string how, string path);

    [LoggerMessage(EventName = "batch.definition.changed", Level = LogLevel.Information,
        Message = "The definition of {Registry} has changed since run {RunId}. Outcomes given so far stand; `retry` and `reread` give them anew.")]
    private static partial void LogDefinitionChanged(ILogger logger, string registry, string runId);

    [LoggerMessage(EventName = "batch.site.changed", Level = LogLevel.Warning, Message = "{Registry} was collected from {Was} so far; now it is {Now}")]
    private static partial void LogSiteChanged(ILogger logger, string registry, string was, string now);

    private sealed record Surroundings(TimeProvider Time, ILogger Logger);
}
