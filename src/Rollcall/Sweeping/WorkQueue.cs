using Rollcall.Ids;
using Rollcall.Pacing;

namespace Rollcall.Sweeping;

/// <summary>An id on its way to an outcome. Touched by one worker at a time.</summary>
internal sealed class WorkItem(RecordId id, long place)
{
    public RecordId Id { get; } = id;

    /// <summary>Its place in the order of the walk.</summary>
    public long Place { get; } = place;

    /// <summary>Attempts begun by now, those that the session was to blame for not counted.</summary>
    public int Attempts { get; set; }

    /// <summary>Attempts that the session was to blame for.</summary>
    public int SessionFaults { get; set; }
}

/// <summary>
/// Hands out ids: those whose wait for a retry is over first, then new ones in order, but never further ahead of the lowest unsettled one than
/// the window. Small windows keep the policies that are judged in id order prompt, and a resume cheap. Thread safe.
/// </summary>
internal sealed class WorkQueue : IDisposable
{
    private readonly Lock _gate = new();
    private readonly IEnumerator<RecordId> _ids;
    private readonly int _window;
    private readonly TimeProvider _time;
    private readonly PriorityQueue<WorkItem, DateTimeOffset> _retries = new();
    private readonly SortedSet<long> _unsettled = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _nextPlace;
    private bool _exhausted;

    /// <param name="ids">The walk, in order; read lazily.</param>
    /// <param name="window">How many places new ids may run ahead of the lowest unsettled one.</param>
    /// <param name="time">The clock of the retries.</param>
    public WorkQueue(IEnumerable<RecordId> ids, int window, TimeProvider time)
    {
        _ids = ids.GetEnumerator();
        _window = window;
        _time = time;
    }

    /// <summary>The next item; null when every id is settled.</summary>
    /// <exception cref="OperationCanceledException">The token asked to stop waiting.</exception>
    public async ValueTask<WorkItem?> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Task changed;
            TimeSpan? wait;
            lock (_gate)
            {
                if (TryTake(out var item, out wait))
                {
                    return item;
                }

                if (_exhausted && _unsettled.Count == 0)
                {
                    return null;
                }

                changed = _changed.Task;
            }

            await WaitAsync(changed, wait, cancellationToken);
        }
    }

    /// <summary>The item comes back after the wait.</summary>
    public void RetryAfter(WorkItem item, TimeSpan wait)
    {
        lock (_gate)
        {
            _retries.Enqueue(item, _time.GetUtcNow() + wait);
            Signal();
        }
    }

    /// <summary>The item has its outcome.</summary>
    public void Settle(WorkItem item)
    {
        lock (_gate)
        {
            _unsettled.Remove(item.Place);
            Signal();
        }
    }

    public void Dispose() => _ids.Dispose();

    private bool TryTake(out WorkItem? item, out TimeSpan? wait)
    {
        wait = null;
        var now = _time.GetUtcNow();
        if (_retries.TryPeek(out item, out var due))
        {
            if (due <= now)
            {
                _retries.Dequeue();
                return true;
            }

            wait = due - now;
        }

        item = null;
        if (_exhausted || (_unsettled.Count > 0 && _nextPlace - _unsettled.Min >= _window))
        {
            return false;
        }

        if (!_ids.MoveNext())
        {
            _exhausted = true;
            Signal();
            return false;
        }

        item = new WorkItem(_ids.Current, _nextPlace++);
        _unsettled.Add(item.Place);
        return true;
    }

    private async Task WaitAsync(Task changed, TimeSpan? wait, CancellationToken cancellationToken)
    {
        if (wait is null)
        {
            await changed.WaitAsync(cancellationToken);
            return;
        }

        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var delay = Waits.AtLeast(wait.Value, _time, done.Token);
        await Task.WhenAny(changed, delay);
        await done.CancelAsync();
    }

    private void Signal()
    {
        _changed.TrySetResult();
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
