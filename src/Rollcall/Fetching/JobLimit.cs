namespace Rollcall.Fetching;

/// <summary>
/// The time one job may take. It stands still while the job waits for the host's leave: how many others wait for it too is not the job's fault. And
/// such a wait ends at once when the run is to stop. Follows the job's own flow into whatever it calls; the gate looks for it there. One
/// job's waits follow one another.
/// </summary>
internal sealed class JobLimit : IDisposable
{
    private static readonly AsyncLocal<JobLimit?> Ambient = new();

    private readonly TimeProvider _time;
    private readonly CancellationToken _stop;
    private readonly CancellationTokenSource _limit;
    private readonly CancellationTokenSource _either;
    private TimeSpan _left;
    private long _runsSince;

    private JobLimit(TimeSpan limit, TimeProvider time, CancellationToken stop, CancellationToken abort)
    {
        (_time, _stop, _left) = (time, stop, limit);
        _runsSince = time.GetTimestamp();
        _limit = new CancellationTokenSource(limit, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(abort, _limit.Token);
    }

    /// <summary>The limit of the job that is being done; null outside of any.</summary>
    public static JobLimit? Current => Ambient.Value;

    /// <summary>Cancelled when the job is to end: its time is up, the run stops while it waits for leave, or aborts.</summary>
    public CancellationToken Token => _either.Token;

    /// <summary>Whether it ended in a wait for leave, because the run stops. It says nothing of the id.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>Begins a job.</summary>
    /// <param name="limit">How long it may take; <see cref="Timeout.InfiniteTimeSpan"/> for as long as it takes.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stop">Ends its waits for leave.</param>
    /// <param name="abort">Ends it.</param>
    public static JobLimit Begin(TimeSpan limit, TimeProvider time, CancellationToken stop, CancellationToken abort) =>
        Ambient.Value = new JobLimit(limit, time, stop, abort);

    /// <summary>Waits for leave, off the clock.</summary>
    /// <exception cref="OperationCanceledException">The caller's token; or the run stops: then <see cref="Token"/> is cancelled too.</exception>
    public async ValueTask WaitAsync(Func<CancellationToken, ValueTask> leave, CancellationToken cancellationToken)
    {
        StandStill();
        try
        {
            using var orStop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop);
            await leave(orStop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // Whoever did the waiting must not take it for trouble of the site: the job's token says that it was given up.
            IsStopped = true;
            await _limit.CancelAsync();
            throw;
        }
        finally
        {
            GoOn();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Ambient.Value = null;
        _either.Dispose();
        _limit.Dispose();
    }

    private void StandStill()
    {
        if (_left == Timeout.InfiniteTimeSpan)
        {
            return;
        }

        var left = _left - _time.GetElapsedTime(_runsSince);
        _left = left > TimeSpan.Zero ? left : TimeSpan.Zero;
        _limit.CancelAfter(Timeout.InfiniteTimeSpan);
    }

    private void GoOn()
    {
        _runsSince = _time.GetTimestamp();
        _limit.CancelAfter(_left);
    }
}
