using Microsoft.Extensions.Logging;
using Rollcall.Ledger.Journals;
using Rollcall.Ledger.State;
using Rollcall.Observing;
using Rollcall.Storage;

namespace Rollcall.Ledger;

/// <summary>The ledger of a dry run: begins where the files stand, keeps its events in memory, writes nothing and takes no lock. Thread safe.</summary>
public sealed class MemoryLedger : ILedger
{
    private readonly LedgerView _view;
    private int _disposed;

    private MemoryLedger(RunIdentity run, LedgerState state, RunLeftBehind? leftBehind)
    {
        Run = run;
        LeftBehind = leftBehind;
        _view = new LedgerView(run.RunId, state, default);
    }

    /// <inheritdoc/>
    public RunIdentity Run { get; }

    /// <inheritdoc/>
    public RunLeftBehind? LeftBehind { get; }

    /// <inheritdoc/>
    public ILedgerView View => _view;

    /// <summary>Opens a partition's account as <see cref="FileLedger.OpenAsync"/> would, without touching it.</summary>
    /// <exception cref="StorageException">The output folder cannot be read: exit code 7.</exception>
    /// <exception cref="RollcallException">Registry and account do not fit each other (exit code 2), or a journal has no readable header (7).</exception>
    public static MemoryLedger Open(LedgerRequest request, TimeProvider time, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(time);
        var early = new HeldLog(logger);
        try
        {
            var history = PartitionHistory.Load(PartitionFiles.Of(request), early);
            var opening = LedgerOpening.Decide(history, request, time.GetUtcNow());
            using var scope = LogScope.Run(logger, opening.RunId);
            early.Release();
            var leftBehind = RunLeftBehind.By(opening, history);
            if (opening is LedgerOpening.Start start)
            {
                history.State.Begin(request.DefinitionHash);
                return new MemoryLedger(RunOf(start.Header, isResumed: false), history.State, leftBehind);
            }

            var resume = (LedgerOpening.Resume)opening;
            var ledger = new MemoryLedger(RunOf(resume.Journal.Header, isResumed: true), history.State, leftBehind);
            ledger._view.Apply(resume.First, default);
            return ledger;
        }
        catch (Exception ex) when (StorageTroubles.Is(ex))
        {
            throw StorageStop.For(request.OutputFolder, ex);
        }
        finally
        {
            early.Release();
        }
    }

    /// <inheritdoc/>
    public ValueTask AppendAsync(IReadOnlyList<LedgerEvent> events, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(events);
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        cancellationToken.ThrowIfCancellationRequested();

        // By way of the lines, so that a dry run refuses what a journal would refuse.
        _view.Apply([.. events.Select(LineMapping.ToLine).Select(LineMapping.ToEvent)], default);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _disposed = 1;
        return ValueTask.CompletedTask;
    }

    private static RunIdentity RunOf(JournalHeader header, bool isResumed) =>
        new(header.RunId, header.Identity.RegistryName, header.Identity.Partition, header.StartedAt, isResumed);
}
