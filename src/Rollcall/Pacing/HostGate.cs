using System.Globalization;
using Rollcall.Fetching;
using Rollcall.Settings;

namespace Rollcall.Pacing;

/// <summary>
/// One budget of requests for one host, whatever the concurrency, and whatever other processes ask of it on this machine: between two requests lies
/// a uniformly random wait in [<c>delay_min</c>, <c>delay_max</c>], longer when the site is slow (<c>pace_by_latency</c>), throttles us, or
/// names a Crawl-delay; while it asks to be left alone nothing goes out. Thread safe; within a process first come, first served.
/// </summary>
public sealed class HostGate : IDisposable
{
    // A site that throttles knows best; but a pace that only ever slows down never ends.
    private static readonly TimeSpan LeastStep = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(60);
    private const double RecoveryPerAnswer = 0.05;

    // Whoever holds the turn waits for the time; the others wait for the turn, which a semaphore hands on in order.
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Lock _gate = new();
    private readonly RunSettings _settings;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly PaceFile? _shared;
    private PaceState _state;
    private DateTimeOffset _ownHold;
    private TimeSpan _crawlDelay;
    private TimeSpan _throttle;
    private TimeSpan _latency;
    private long _asleepUntil;

    /// <param name="settings">The bounds of the wait.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">Chooses the wait within the bounds.</param>
    public HostGate(RunSettings settings, TimeProvider time, Random random)
        : this(settings, time, random, host: null, sharedFolders: [])
    {
    }

    /// <param name="settings">The bounds of the wait.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">Chooses the wait within the bounds.</param>
    /// <param name="host">The host, by its address.</param>
    /// <param name="sharedFolders">Where processes share their pace: the first that can be used; none for a pace of its own.</param>
    public HostGate(RunSettings settings, TimeProvider time, Random random, Uri? host, IReadOnlyList<string> sharedFolders)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(time);
        _settings = settings;
        _time = time;
        _random = random;
        _shared = host is null ? null : PaceFile.Open(sharedFolders, $"{host.Host}_{host.Port}", time.GetUtcNow());
        Change(state => state);
    }

    /// <summary>Whether other processes keep the same pace.</summary>
    public bool IsShared => _shared is not null;

    /// <summary>Whether somebody waits here for a time that is still to come.</summary>
    internal bool IsAsleep => Volatile.Read(ref _asleepUntil) > _time.GetUtcNow().UtcTicks;

    /// <summary>
    /// Is told until when, before somebody waits out a hold that lies beyond <c>patience</c> and that an earlier run or another process was told of:
    /// whoever made the gate ends those waits then. What the site asks of this process is for those to judge who saw the answer.
    /// </summary>
    public Action<DateTimeOffset>? HeldTooLong { get; set; }

    /// <summary>Until when the site asked to be left alone; null when it does not now.</summary>
    public DateTimeOffset? HeldUntil
    {
        get
        {
            lock (_gate)
            {
                return _state.Held > _time.GetUtcNow() ? _state.Held : null;
            }
        }
    }

    /// <summary>Completes when a request may go out; each completion is leave for one request. The limit of a job stands still meanwhile.</summary>
    /// <exception cref="RollcallException">The site asked to be left alone for longer than <c>patience</c>, and there is no <see cref="HeldTooLong"/> to tell: exit code 5.</exception>
    public ValueTask WaitAsync(CancellationToken cancellationToken) =>
        JobLimit.Current is { } job ? job.WaitAsync(LeaveAsync, cancellationToken) : LeaveAsync(cancellationToken);

    private async ValueTask LeaveAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            while (TimeLeft() is { } wait)
            {
                CheckPatience();
                var until = _time.GetUtcNow() + wait;
                var sleep = Waits.AtLeast(wait, _time, cancellationToken);
                Volatile.Write(ref _asleepUntil, until.UtcTicks);
                await sleep;
            }
        }
        finally
        {
            Volatile.Write(ref _asleepUntil, 0);
            _turn.Release();
        }
    }

    /// <summary>Lets nothing out for so long, because the site asked for it. Never shortens a hold.</summary>
    public void Hold(TimeSpan duration)
    {
        lock (_gate)
        {
            var until = _time.GetUtcNow() + duration;
            _ownHold = Later(_ownHold, until);
            Change(s => new PaceState(Later(s.Free, until), Later(s.Held, until)));
        }
    }

    /// <summary>Keeps requests at least so far apart from now on: the site's Crawl-delay.</summary>
    public void KeepApart(TimeSpan atLeast)
    {
        lock (_gate)
        {
            _crawlDelay = atLeast > _crawlDelay ? atLeast : _crawlDelay;
            var next = _time.GetUtcNow() + _crawlDelay;
            Change(s => s with { Free = Later(s.Free, next) });
        }
    }

    /// <summary>The site showed a record: after a while the pace may go back to what it was.</summary>
    /// <param name="took">How long it took; null when that is not known.</param>
    public void Answered(TimeSpan? took)
    {
        lock (_gate)
        {
            _latency = took is { } last ? (_latency + last) / 2 : _latency;
            _throttle = _throttle < LeastStep / 2 ? TimeSpan.Zero : _throttle * (1 - RecoveryPerAnswer);
        }
    }

    /// <summary>The site failed to answer. That may take no time at all, so it never makes the pace faster.</summary>
    /// <param name="took">How long it took; null when that is not known.</param>
    /// <param name="throttled">Whether the site said that we ask too fast.</param>
    public void Failed(TimeSpan? took, bool throttled)
    {
        lock (_gate)
        {
            _latency = took is { } last ? Longer(_latency, last) : _latency;
            if (throttled)
            {
                var step = _settings.DelayMax / 2 > LeastStep ? _settings.DelayMax / 2 : LeastStep;
                _throttle = _throttle + step < LongestPause ? _throttle + step : LongestPause;
            }
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
            TimeSpan? left = null;
            Change(s =>
            {
                if (s.Free > now)
                {
                    left = s.Free - now;
                    return s;
                }

                return s with { Free = now + Pause() };
            });
            return left;
        }
    }

    private void CheckPatience()
    {
        if (HeldUntil is not { } until || until <= _ownHold || until - _time.GetUtcNow() <= _settings.Patience)
        {
            return;
        }

        var tell = HeldTooLong ?? throw new RollcallException(
            ExitCode.SiteUnavailable, string.Create(CultureInfo.InvariantCulture, $"the site asked to be left alone until {until:yyyy-MM-dd HH:mm:ss} UTC"), "Ask again then, or raise patience to wait for it.");
        tell(until);
    }

    // What others wrote and what this process knows are both kept: a file that fails in between makes nothing faster.
    private void Change(Func<PaceState, PaceState> change)
    {
        if (_shared?.Change(_time.GetUtcNow(), s => change(new PaceState(Later(s.Free, _state.Free), Later(s.Held, _state.Held)))) is { } agreed)
        {
            _state = agreed;
            return;
        }

        _state = change(_state);
    }

    private TimeSpan Pause()
    {
        var chosen = _settings.DelayMin + ((_settings.DelayMax - _settings.DelayMin) * _random.NextDouble());
        var slow = _settings.PaceByLatency is { } factor ? _latency * factor : TimeSpan.Zero;
        var longest = Longer(Longer(chosen, _crawlDelay), slow < LongestPause ? slow : LongestPause);
        return longest + _throttle;
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
