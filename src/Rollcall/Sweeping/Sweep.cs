using System.Globalization;
using Microsoft.Extensions.Logging;
using Rollcall.Ids;
using Rollcall.Ledger;
using Rollcall.Pacing;
using Rollcall.Pacing.Health;
using Rollcall.Settings;
using Rollcall.Storage;

namespace Rollcall.Sweeping;

/// <summary>
/// The one loop: workers take ids, ask for each, save what was found, and tell the ledger. Records are saved before the ledger says so; the ledger says so
/// before anything counts it. Runs once.
/// </summary>
public sealed partial class Sweep
{
    private readonly SweepParts _parts;
    private readonly ILogger _logger;

    /// <param name="parts">What it is made of.</param>
    /// <param name="logger">Where its events go.</param>
    public Sweep(SweepParts parts, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(parts);
        _parts = parts;
        _logger = logger;
        Progress = new SweepProgress(parts.Plan, parts.Ledger.View, parts.Settings.Concurrency, parts.Time) { HeldBy = () => parts.Gate.HeldUntil };
    }

    /// <summary>What it is doing.</summary>
    public SweepProgress Progress { get; }

    /// <summary>
    /// Sweeps until every id of the plan has an outcome or something asks it to stop. Does not throw for anything a site or a disk does: the cause
    /// says it. The ledger is not told of the end: the run may go on behind this sweep.
    /// </summary>
    /// <param name="stop">Asks for the end: no new ids, waits end at once, jobs in flight finish. Carries the first cause.</param>
    /// <param name="abort">Gives up the jobs in flight; their ids stay open.</param>
    public async Task<StopCause> RunAsync(StopSignal stop, CancellationToken abort)
    {
        ArgumentNullException.ThrowIfNull(stop);
        var givenUp = CancellationTokenSource.CreateLinkedTokenSource(abort);
        await GuardAsync(() => BeginAsync(givenUp.Token), stop, givenUp);
        var queue = _parts.Plan.IsSearch
            ? new WorkQueue(_parts.Plan.Ids, window: 1, _parts.Time)
            : new WorkQueue(_parts.Plan.Ids.Where(NotSettled), 8 * _parts.Settings.Concurrency, _parts.Time);
        var watch = new SiteWatch(_parts, queue, stop, Progress, _logger);

        // With nothing open nothing is asked, not even a canary.
        var ended = stop.Cause is not null
            || (_parts.Plan.Open == 0 && _parts.Ledger.View.ProvisionalInRun.IsEmpty)
            || await WalkAsync(queue, watch, stop, givenUp);
        if (ended)
        {
            queue.Dispose();
            givenUp.Dispose();
        }

        return stop.Cause ?? AtTheEnd(watch.EndOfWalk);
    }

    private async Task BeginAsync(CancellationToken abort)
    {
        if (!_parts.Plan.IsSearch)
        {
            await _parts.Ledger.AppendAsync([new LedgerEvent.Planned(_parts.Time.GetUtcNow(), _parts.Plan.Covered.ToString())], abort);
        }

        await new SavedRecords(_parts, _logger).AdoptAsync(abort);
    }

    /// <returns>False when workers were left behind.</returns>
    private async Task<bool> WalkAsync(WorkQueue queue, SiteWatch watch, StopSignal stop, CancellationTokenSource givenUp)
    {
        using var over = new CancellationTokenSource();
        var settler = new Settler(_parts, queue, watch, _logger);
        // In this order: what the watch does when its time has come gives the queue something to hand out.
        Progress.IsAtRest = workers => watch.IsArmed && (_parts.Gate.IsAsleep || workers.All(w => w.Doing != "pacing"))
            && queue.Waiting == workers.Count(w => w.Doing == "idle");
        await GuardAsync(() => watch.SeeAsync(new SiteSight.Began(_parts.Time.GetUtcNow())), stop, givenUp);
        var clock = GuardAsync(() => watch.KeepTimeAsync(over.Token), stop, givenUp);
        var ended = await EndAsync(
            Task.WhenAll(Enumerable.Range(0, _parts.Settings.Concurrency).Select(async n =>
            {
                await GuardAsync(() => new SweepWorker(n, _parts, queue, settler, watch, Progress).RunAsync(stop.Token, givenUp.Token), stop, givenUp);
                Progress.Doing(n, "ended");
            })),
            givenUp.Token);
        await over.CancelAsync();
        if (ended)
        {
            await clock;
        }

        return ended;
    }

    // Whatever one part cannot go on with ends the run, once, and the others with it.
    private async Task GuardAsync(Func<Task> work, StopSignal stop, CancellationTokenSource givenUp)
    {
        // A part that was left behind may end when both sources are gone; their tokens can still be asked.
        var (stopping, giving) = (stop.Token, givenUp.Token);
        try
        {
            await work();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested || giving.IsCancellationRequested)
        {
            // Asked to end; what was in hand stays open.
        }
        catch (RollcallException ex)
        {
            LogStopped(ex, _parts.Ledger.Run.RunId, ex.Message);
            stop.Request(ReasonFor(ex), $"{ex.Message} {ex.Remedy}");
            await givenUp.CancelAsync();
        }
#pragma warning disable CA1031 // A defect in one worker must not leave the others running without an account: it is the run's stop reason.
        catch (Exception ex)
#pragma warning restore CA1031
        {
            LogDefect(ex, _parts.Ledger.Run.RunId);
            stop.Request(new StopCause(
                StopReason.InternalError, $"a defect in Rollcall ({ex.GetType().Name}: {ex.Message}); the last line of audit_{_parts.Ledger.Run.RunId}.ndjson has the details, please report them. The same command resumes")
            {
                Trace = ex.ToString(),
            });
            await givenUp.CancelAsync();
        }
    }

    /// <summary>
    /// Waits for the workers. Those whose job was given up end at once, unless a disk or a browser hangs beneath them: then they are left behind, so that
    /// the account and the report of everything else are still written.
    /// </summary>
    /// <returns>False when some were left behind.</returns>
    private async Task<bool> EndAsync(Task workers, CancellationToken givenUp)
    {
        var gaveUp = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (givenUp.Register(gaveUp.SetResult))
        {
            await Task.WhenAny(workers, gaveUp.Task);
        }

        if (!workers.IsCompleted)
        {
            using var done = new CancellationTokenSource();
            await Task.WhenAny(workers, Waits.AtLeast(_parts.Settings.GracefulShutdownTimeout * StopCause.ShareOfLastSteps, _parts.Time, done.Token));
            await done.CancelAsync();
        }

        if (!workers.IsCompleted)
        {
            LogLeftBehind(_parts.Ledger.Run.RunId, Progress.Workers.Count(w => w.Doing != "ended"));
        }

        return workers.IsCompleted;
    }

    internal static StopReason ReasonFor(RollcallException ex) => ex switch
    {
        StorageException storage => storage.Trouble.Reason(),
        _ => ex.ExitCode switch
        {
            ExitCode.StorageUnavailable => StopReason.NotWritable,
            ExitCode.SiteUnavailable => StopReason.Unreachable,
            ExitCode.Usage => StopReason.Usage,
            _ => StopReason.InternalError,
        },
    };

    // The dispatch order is the plan's, but a record adopted at the beginning is settled before its turn comes.
    private bool NotSettled(RecordId id) => !_parts.Ledger.View.IsSettledInRun(id.Ordinal);

    /// <summary>Why a run ends that nothing has stopped.</summary>
    /// <param name="endOfWalk">Why the walk ended before its last id; null when it did not.</param>
    public StopCause AtTheEnd(SiteStop? endOfWalk = null)
    {
        var totals = _parts.Ledger.View.Totals;
        return totals switch
        {
            { Failed: > 0 } => new StopCause(
                StopReason.CompletedWithFailures, $"{totals.Failed} ids failed; run again to ask them once more{NotReached()}{(endOfWalk is null ? "" : $". Besides, {endOfWalk.Detail}")}"),
            _ when endOfWalk is not null => new StopCause(endOfWalk.Reason, endOfWalk.Detail),
            _ when _parts.Plan.NotReached > 0 => new StopCause(StopReason.Completed, $"every id that was asked again has an outcome{NotReached()}"),
            { Total: 0 } => new StopCause(StopReason.NothingToDo, "every id has an outcome that stands"),
            _ => new StopCause(StopReason.Completed, "every id has an outcome"),
        };
    }

    private string NotReached() => _parts.Plan.NotReached == 0 ? "" : $"; {_parts.Plan.NotReached} ids of the walk were never reached: `rollcall run` asks them";

    /// <summary>Journals the end of the run. A storage that refuses is told in the log: without its last line the run counts as unfinished, which is right.</summary>
    public async Task TellLedgerAsync(StopCause cause)
    {
        try
        {
            List<LedgerEvent> last = [new LedgerEvent.Stopped(_parts.Time.GetUtcNow(), cause.Reason, cause.Trace ?? cause.Detail)];
            if (cause.Reason == StopReason.CanaryFailed && _parts.Ledger.View.ProvisionalInRun is { IsEmpty: false } left)
            {
                // What was in hand when the lie was found out was answered by the same liar.
                last.Insert(0, new LedgerEvent.Voided(_parts.Time.GetUtcNow(), left.ToString(), cause.Detail));
            }

            await _parts.Ledger.AppendAsync(last, CancellationToken.None).AsTask().WaitAsync(cause.LastStepsWithin(_parts.Settings.GracefulShutdownTimeout), _parts.Time);
        }
        catch (TimeoutException ex)
        {
            LogStopped(ex, _parts.Ledger.Run.RunId, "the end of the run could not be journalled: the disk does not answer");
        }
        catch (RollcallException ex)
        {
            // The storage is the reason, or came on top of it: without its stop line the run counts as unfinished, which is right.
            LogStopped(ex, _parts.Ledger.Run.RunId, string.Create(CultureInfo.InvariantCulture, $"the end of the run could not be journalled: {ex.Message}"));
        }
    }

    [LoggerMessage(EventName = "batch.run.stopped", Level = LogLevel.Error, Message = "{Reason}")]
    private partial void LogStopped(Exception exception, string run_id, string reason);

    [LoggerMessage(EventName = "batch.run.defect", Level = LogLevel.Critical, Message = "A worker failed in a way nobody foresaw; the run stops")]
    private partial void LogDefect(Exception exception, string run_id);

    [LoggerMessage(EventName = "batch.run.left_behind", Level = LogLevel.Error, Message = "{workers} workers did not end: a disk or a browser hangs beneath them. Their ids stay open")]
    private partial void LogLeftBehind(string run_id, int workers);
}
