using Rollcall.Ids;
using Rollcall.Ledger;
using Rollcall.Planning;

namespace Rollcall.Sweeping;

/// <summary>What a sweep is doing now, for whoever watches: console, live file, dashboard. Thread safe; reading disturbs nobody.</summary>
public sealed class SweepProgress
{
    private readonly ILedgerView _view;
    private readonly TimeProvider _time;
    private readonly WorkerState[] _workers;
    private volatile ParkState? _park;

    internal SweepProgress(SweepPlan plan, ILedgerView view, int workers, TimeProvider time)
    {
        Plan = plan;
        _view = view;
        _time = time;
        StartedAt = time.GetUtcNow();
        SettledBefore = view.Totals.Total;
        _workers = new WorkerState[workers];
        Array.Fill(_workers, new WorkerState("starting", null, StartedAt));
    }

    /// <summary>The walk.</summary>
    public SweepPlan Plan { get; }

    /// <summary>When this process began to sweep, UTC.</summary>
    public DateTimeOffset StartedAt { get; }

    /// <summary>Ids that the run had settled before this process took it up.</summary>
    public long SettledBefore { get; }

    /// <summary>The run's counts.</summary>
    public RunTotals Totals => _view.Totals;

    /// <summary>Ids of the plan that have an outcome by now.</summary>
    public long Done => _view.Totals.Total - SettledBefore;

    /// <summary>What each worker does.</summary>
    public IReadOnlyList<WorkerState> Workers
    {
        get
        {
            lock (_workers)
            {
                return [.. _workers];
            }
        }
    }

    /// <summary>Why the workers wait for the site; null when they do not.</summary>
    public ParkState? Park => _park;

    /// <summary>Until when the site asked to be left alone, UTC; null when it does not now.</summary>
    public DateTimeOffset? HeldUntil => HeldBy();

    internal Func<DateTimeOffset?> HeldBy { get; set; } = () => null;

    /// <summary>
    /// Whether nothing has moved since the workers were seen like this, and nothing will until time does: what a test that owns the clock has to know
    /// before it moves it.
    /// </summary>
    internal Func<IReadOnlyList<WorkerState>, bool> IsAtRest { get; set; } = _ => true;

    internal void ParkedNow(ParkState? park) => _park = park;

    internal void Doing(int worker, string what, RecordId? id = null)
    {
        lock (_workers)
        {
            _workers[worker] = new WorkerState(what, id?.Text, _time.GetUtcNow());
        }
    }
}

/// <summary>What one worker does.</summary>
/// <param name="Doing">A word: <c>starting</c>, <c>idle</c>, <c>pacing</c>, <c>asking</c>, <c>canary</c>, <c>saving</c>, <c>ended</c>.</param>
/// <param name="CaseId">The id in hand, if any.</param>
/// <param name="Since">Since when, UTC.</param>
public readonly record struct WorkerState(string Doing, string? CaseId, DateTimeOffset Since);

/// <summary>Why the workers wait for the site.</summary>
/// <param name="Reason">What the run would end with: <c>blocked</c>, <c>throttled</c>, <c>unreachable</c>.</param>
/// <param name="Detail">What was seen.</param>
/// <param name="Since">Since when, UTC.</param>
public sealed record ParkState(string Reason, string Detail, DateTimeOffset Since);
