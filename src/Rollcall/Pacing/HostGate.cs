using Rollcall.Settings;

namespace Rollcall.Pacing;

/// <summary>
/// One budget of requests for one host, whatever the concurrency: between two requests lies a uniformly random wait in
/// [<c>delay_min</c>, <c>delay_max</c>], and while the site asks to be left alone nothing goes out. Thread safe; first come, first served.
/// </summary>
public sealed class HostGate : IDisposable
{
    // Whoever holds the turn waits for the time; the others wait for the turn, which a semaphore hands on in order.
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Lock _gate = new();
    private readonly TimeSpan _min;
    private readonly TimeSpan _max;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private DateTimeOffset _free;
    private DateTimeOffset _held;

    /// <param name="settings">The bounds of the wait.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">Chooses the wait within the bounds.</param>
    public HostGate(RunSettings settings, TimeProvider time, Random random)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _min = settings.DelayMin;
        _max = settings.DelayMax;
        _time = time;
        _random = random;
    }

    /// <summary>Until when the site asked to be left alone; null when it does not now.</summary>
    public DateTimeOffset? HeldUntil
    {
        get
        {
            lock (_gate)
            {
                return _held > _time.GetUtcNow() ? _held : null;
            }
        }
    }

    /// <summary>Completes when a request may go out; each completion is leave for one request.</summary>
    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            while (TimeLeft() is { } wait)
            {
                await Waits.AtLeast(wait, _time, cancellationToken);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Lets nothing out for so long, because the site asked for it. Never shortens a hold.</summary>
    public void Hold(TimeSpan duration)
    {
        lock (_gate)
        {
            var until = _time.GetUtcNow() + duration;
            _free = until > _free ? until : _free;
            _held = until > _held ? until : _held;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    /// <summary>How long to wait; null when the request may go out, which takes the leave.</summary>
    private TimeSpan? TimeLeft()
    {
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            if (_free > now)
            {
                return _free - now;
            }

            _free = now + Pause();
            return null;
        }
    }

    private TimeSpan Pause() => _min + ((_max - _min) * _random.NextDouble());
}
