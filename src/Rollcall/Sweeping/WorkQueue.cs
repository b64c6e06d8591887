using Rollcall.Ids;
using Rollcall.Pacing;
using Rollcall.Pacing.Health;

namespace Rollcall.Sweeping;

/// <summary>
/// Hands out work: canaries first, then ids whose wait for a retry is over, then new ones in order, but never further ahead of the lowest unsettled one
/// than the window. Small windows keep the policies that are judged in id order prompt, and a resume cheap. Ids that ran out of retries come once
/// more when all others are done. Thread safe.
/// </summary>
internal sealed class WorkQueue : IDisposable
{
    private readonly Lock _gate = new();
    private readonly IEnumerator<RecordId> _ids;
    private readonly int _window;
    private readonly TimeProvider _time;
    private readonly Queue<Canary> _canaries = new();
    private readonly PriorityQueue<WorkItem, DateTimeOffset> _retries = new();
    private readonly List<(WorkItem Item, bool MayCost)> _held = [];
    private readonly Queue<WorkItem> _secondRound = new();
    private readonly SortedSet<long> _unsettled = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _nextPlace;
    private int _secondRoundOut;
    private bool _exhausted;
    private bool _endTold;
    private bool _isPaused;
    private bool _oneMayPass;
    private bool _isClosed;
    private int _probes;
    private int _waiting;

    /// <param name="ids">The walk, in order; read lazily.</param>
    /// <param name="window">How many places new ids may run ahead of the lowest unsettled one.</param>
    /// <param name="time">The clock of the retries.</param>
    public WorkQueue(IEnumerable<RecordId> ids, int window, TimeProvider time)
    {
        _ids = ids.GetEnumerator();
        _window = window;
        _time = time;
    }

    /// <summary>Ids that were handed out and have no outcome yet.</summary>
    public int Open
    {
        get
        {
            lock (_gate)
            {
                return OpenNow;
            }
        }
    }

    /// <summary>How many takers have looked since the last change, found nothing, and wait; none when there is something for them by now.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
            {
                return !_isPaused && _retries.TryPeek(out _, out var due) && due <= _time.GetUtcNow() ? 0 : _waiting;
            }
        }
    }

    /// <summary>Whether no ids are handed out.</summary>
    public bool IsPaused
    {
        get
        {
            lock (_gate)
            {
                return _isPaused;
            }
        }
    }

    private int OpenNow => _unsettled.Count + _secondRoundOut;

    /// <summary>The next work; null when the run is over.</summary>
    /// <exception cref="OperationCanceledException">The token asked to stop waiting.</exception>
    public async ValueTask<Work?> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Task changed;
            TimeSpan? wait;
            lock (_gate)
            {
                if (_isClosed)
                {
                    return null;
                }

                if (TryTake(out var work, out wait))
                {
                    return work;
                }

                changed = _changed.Task;
                _waiting++;
            }

            await WaitAsync(changed, wait, cancellationToken);
            lock (_gate)
            {
                _waiting -= changed == _changed.Task ? 1 : 0;
            }
        }
    }

    /// <summary>The canary is asked next, paused or not.</summary>
    public void Add(Canary canary) => Change(() => _canaries.Enqueue(canary));

    /// <summary>No ids are handed out, or they are again.</summary>
    public void Pause(bool paused) => Change(() => _isPaused = paused);

    /// <summary>One id may pass although the queue is paused.</summary>
    public void LetOneThrough() => Change(() => _oneMayPass = true);

    /// <summary>The item comes back after the wait.</summary>
    public void RetryAfter(WorkItem item, TimeSpan wait) => Change(() => _retries.Enqueue(item, _time.GetUtcNow() + wait));

    /// <summary>The item was taken, and not asked after all.</summary>
    public void PutBack(WorkItem item) => RetryAfter(item, TimeSpan.Zero);

    /// <summary>The item comes back when the site does; at once, when nobody waits for the site any more.</summary>
    /// <param name="item">The item.</param>
    /// <param name="mayCost">Whether the attempt counts after all when it turns out that the site is well.</param>
    public void Hold(WorkItem item, bool mayCost) => Change(() =>
    {
        _held.Add((item, mayCost));
        if (!_isPaused)
        {
            ReleaseHeld(charge: null);
        }
    });

    /// <summary>What was held comes back.</summary>
    /// <param name="charge">
    /// When the site turned out to be well, so that the trouble was the ids' own: how long one that is charged waits, for others to
    /// be asked first. Null when nothing is charged.
    /// </param>
    public void Release(Func<WorkItem, TimeSpan>? charge) => Change(() => ReleaseHeld(charge));

    /// <summary>The item has its outcome.</summary>
    public void Settle(WorkItem item) => Change(() =>
    {
        if (item.IsSecondRound)
        {
            _secondRoundOut--;
        }
        else
        {
            _unsettled.Remove(item.Place);
        }
    });

    /// <summary>The item has failed, and is asked once more when all others are done.</summary>
    public void AskOnceMore(WorkItem item) => Change(() =>
    {
        item.IsSecondRound = true;
        _unsettled.Remove(item.Place);
        _secondRound.Enqueue(item);
    });

    /// <summary>No new ids from here on; those in hand and those that failed are still asked.</summary>
    public void EndWalk() => Change(() => _exhausted = true);

    /// <summary>New ids after all: the walk was ended too early, by what was known then.</summary>
    public void WalkOn() => Change(() => _exhausted = false);

    /// <summary>The run is over.</summary>
    public void Close() => Change(() => _isClosed = true);

    public void Dispose() => _ids.Dispose();

    private void ReleaseHeld(Func<WorkItem, TimeSpan>? charge)
    {
        foreach (var (item, mayCost) in _held)
        {
            var wait = TimeSpan.Zero;
            if (charge is not null && mayCost)
            {
                wait = charge(item);
            }
            else
            {
                item.Attempts--;
            }

            _retries.Enqueue(item, _time.GetUtcNow() + wait);
        }

        _held.Clear();
    }

    private bool TryTake(out Work? work, out TimeSpan? wait)
    {
        wait = null;
        work = null;
        if (_canaries.TryDequeue(out var canary))
        {
            work = new Work.AskCanary(canary);
            return true;
        }

        if (_isPaused && !_oneMayPass)
        {
            return false;
        }

        if (TryTakeId(out var item, out wait))
        {
            work = new Work.AskId(item!, IsProbe: _isPaused);
            _oneMayPass = false;
            return true;
        }

        if (!_exhausted || OpenNow > 0 || _secondRound.Count > 0 || _endTold)
        {
            return false;
        }

        _endTold = true;
        work = new Work.TellWalkEnded();
        return true;
    }

    private bool TryTakeId(out WorkItem? item, out TimeSpan? wait)
    {
        wait = null;
        var now = _time.GetUtcNow();
        if (_isPaused && _held.Count > 0)
        {
            // The probe of a parked run. Every second one is a new id, where there is one: else a stretch of ids that are refused one by one is never passed.
            item = _probes++ % 2 == 1 && TryTakeNew(out var untried) ? untried : TakeHeld();
            return true;
        }

        if (_retries.TryPeek(out item, out var due))
        {
            if (due <= now || _isPaused)
            {
                _retries.Dequeue();
                return true;
            }

            wait = due - now;
        }

        return TryTakeNew(out item) || TryTakeSecondRound(out item);
    }

    // Those that were turned away take turns, and pay nothing for it.
    private WorkItem TakeHeld()
    {
        var item = _held[0].Item;
        _held.RemoveAt(0);
        item.Attempts--;
        return item;
    }

    private bool TryTakeNew(out WorkItem? item)
    {
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

    // The second round waits for the first to end: by then whatever troubled the site is most likely over.
    private bool TryTakeSecondRound(out WorkItem? item)
    {
        item = null;
        if (!_exhausted || _unsettled.Count > 0 || !_secondRound.TryDequeue(out item))
        {
            return false;
        }

        _secondRoundOut++;
        return true;
    }

    private void Change(Action change)
    {
        lock (_gate)
        {
            change();
            Signal();
        }
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
        _waiting = 0;
        _changed.TrySetResult();
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
