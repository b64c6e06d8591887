using Microsoft.Extensions.Logging;
using Rollcall.Browser.Sessions;
using Rollcall.Fetching;
using Rollcall.Ids;

namespace Rollcall.Browser.Chromium;

/// <summary>
/// The browser that all sessions share: started when the first of them asks, started anew when it is lost, replaced when it has done its time.
/// Besides it there is at most the one it replaces, until the jobs in that are over, and one for an id that must be alone. Thread safe.
/// </summary>
internal sealed class BrowserSupply : IAsyncDisposable
{
    private readonly BrowserOptions _options;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly LeaseWatch _watch;
    private readonly CrashAccount _crashes;
    private readonly SemaphoreSlim _alone = new(1);
    private readonly Lock _gate = new();

    // Guarded by the gate.
    private readonly List<Task<BrowserLease>> _all = [];
    private readonly List<Task> _work = [];
    private Task<BrowserLease>? _current;
    private Task<BrowserLease>? _next;
    private Task? _reaping;
    private bool _isReplacing;
    private bool _disposed;
    private BrowserCounts _counts = new(0, 0, 0);

    /// <param name="options">How the browser is run.</param>
    /// <param name="logger">Where starts, replacements and losses are logged.</param>
    /// <param name="time">The clock.</param>
    /// <param name="memory">What memory could still be had; null for what the system says.</param>
    public BrowserSupply(BrowserOptions options, ILogger logger, TimeProvider time, AvailableMemory? memory = null)
    {
        _options = options;
        _logger = logger;
        _time = time;
        _watch = new LeaseWatch(options, memory ?? new AvailableMemory(), logger, time);
        _crashes = new CrashAccount(options.MaxRestarts);
    }

    /// <summary>The browsers that are running, oldest first.</summary>
    public IReadOnlyList<BrowserLease> Leases
    {
        get
        {
            lock (_gate)
            {
                return [.. _all.Where(l => l.IsCompletedSuccessfully && !l.Result.IsGone).Select(l => l.Result)];
            }
        }
    }

    /// <summary>What the processes of all browsers take, in bytes, as last measured.</summary>
    public long Memory => Leases.Sum(l => l.Memory);

    /// <summary>The browsers by now.</summary>
    public BrowserCounts Counts
    {
        get
        {
            lock (_gate)
            {
                return _counts;
            }
        }
    }

    /// <summary>The shared browser. Who asks while it starts waits for the same start; giving up waiting does not end it.</summary>
    public Task<BrowserLease> GetAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_current is null or { IsFaulted: true } or { IsCompletedSuccessfully: true, Result.IsGone: true })
            {
                _current = _next ?? Start();
            }

            return _current.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Begins an attempt at an id, in the shared browser, or in one of its own when it has lost too many of those.</summary>
    public async Task<LeaseJob> BeginAsync(RecordId id, CancellationToken cancellationToken)
    {
        if (MustBeAlone(id))
        {
            return await BeginAloneAsync(id, cancellationToken);
        }

        while (true)
        {
            var lease = await GetAsync(cancellationToken);
            if (lease.TryBegin())
            {
                Consider(lease);
                return new LeaseJob(lease, id, IsAlone: false);
            }
        }
    }

    /// <summary>An attempt is over.</summary>
    /// <param name="job">The attempt.</param>
    /// <param name="well">Whether browser and page lived to the end of it.</param>
    public void End(LeaseJob job, bool well)
    {
        lock (_gate)
        {
            if (well)
            {
                _crashes.Done(job.Id);
            }

            if (job.IsAlone)
            {
                Work(Task.Run(() => EndAloneAsync(job.Lease), CancellationToken.None));
            }
        }

        job.Lease.End();
    }

    /// <summary>The attempt lost its browser, or only its page.</summary>
    /// <returns>Whether it is to be made again at no cost.</returns>
    public bool IsForgiven(LeaseJob job, bool onlyPage)
    {
        lock (_gate)
        {
            return onlyPage ? _crashes.LostPage(job.Id) : _crashes.LostBrowser(job.Id, job.IsAlone);
        }
    }

    /// <summary>Replaces the browser if it is due: after a complaint, and after so many jobs.</summary>
    public void Consider(BrowserLease lease)
    {
        if (_watch.Due(lease) is { } reason)
        {
            Replace(lease, reason);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Task<BrowserLease>[] all;
        lock (_gate)
        {
            _disposed = true;
            all = [.. _all];
        }

        await Task.WhenAll(all.Select(EndAsync));
        Task[] work;
        lock (_gate)
        {
            work = [.. _work];
        }

        await Task.WhenAll(work);
    }

    private bool MustBeAlone(RecordId id)
    {
        lock (_gate)
        {
            return _crashes.MustBeAlone(id);
        }
    }

    private async Task<LeaseJob> BeginAloneAsync(RecordId id, CancellationToken cancellationToken)
    {
        await _alone.WaitAsync(cancellationToken);
        try
        {
            _logger.AskedAlone(id.Text);
            Task<BrowserLease> starting;
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                starting = Start();
            }

            // Waited for to the end, which is bounded: nobody else would dispose of it before the run's end.
            var lease = await starting;
            lease.TryBegin();
            return new LeaseJob(lease, id, IsAlone: true);
        }
        catch
        {
            _alone.Release();
            throw;
        }
    }

    private async Task EndAloneAsync(BrowserLease lease)
    {
        await lease.DisposeAsync();
        _alone.Release();
    }

    // Called with the gate held. Off the caller's thread: the driver's start looks through a folder and starts a process before it first waits.
    private Task<BrowserLease> Start()
    {
        _all.RemoveAll(l => l.IsFaulted || l is { IsCompletedSuccessfully: true, Result.HasEnded: true });
        var reaping = _reaping ??= Task.Run(() => new Reaper(_options.CloseTimeout, _logger, _time).ClearAsync(Path.GetTempPath()), CancellationToken.None);
        var starting = Task.Run(
            async () =>
            {
                await reaping;
                return await BrowserLease.StartAsync(_options, _logger, _time);
            },
            CancellationToken.None);
        _all.Add(starting);
        Work(LookAfterAsync(starting));
        return starting;
    }

    private async Task LookAfterAsync(Task<BrowserLease> starting)
    {
        if (!await starting.EndsWithin(Timeout.InfiniteTimeSpan, _time))
        {
            return;
        }

        var lease = await starting;
        Count(c => c with { Started = c.Started + 1 });
        await _watch.UntilLostAsync(lease, reason => Replace(lease, reason));
        if (lease.WasLost)
        {
            var facts = lease.Facts(available: null);
            Count(c => c with { Lost = c.Lost + 1 });
            _logger.BrowserLost(lease.ProcessId, facts.Jobs, (long)facts.Age.TotalSeconds, lease.LostBecause ?? "it died");
        }

        await lease.DisposeAsync();
    }

    private void Replace(BrowserLease lease, string reason)
    {
        lock (_gate)
        {
            // One at a time: while another one drains there are two already.
            if (!_disposed && !_isReplacing && _current is { IsCompletedSuccessfully: true } current && current.Result == lease)
            {
                _isReplacing = true;
                _next = Start();
                Work(ReplaceAsync(lease, _next, reason));
            }
        }
    }

    private async Task ReplaceAsync(BrowserLease old, Task<BrowserLease> starting, string reason)
    {
        var started = await starting.EndsWithin(Timeout.InfiniteTimeSpan, _time);
        lock (_gate)
        {
            _next = null;
            _current = started ? starting : _current;
        }

        var facts = old.Facts(available: null);
        if (started)
        {
            Count(c => c with { Replaced = c.Replaced + 1 });
            _logger.BrowserReplaced(old.ProcessId, facts.Jobs, (long)facts.Age.TotalSeconds, facts.Memory, reason);
            await DrainAsync(old);
        }
        else
        {
            _logger.BrowserKept(reason, Failures.Brief(starting.Exception!.InnerException!));
            await Task.Delay(_options.StartTimeout, _time, old.Lost).ContinueWith(static _ => { }, TaskScheduler.Default);
        }

        lock (_gate)
        {
            _isReplacing = false;
        }
    }

    private async Task DrainAsync(BrowserLease old)
    {
        var drained = await old.DrainAsync().WaitAsync(old.Lost).EndsWithin(_options.DrainTimeout + _options.CloseTimeout, _time);
        if (!drained)
        {
            old.Lose($"its last jobs did not end within {Limits.Text(_options.DrainTimeout)}");
        }

        await old.DisposeAsync();
    }

    private async Task EndAsync(Task<BrowserLease> starting)
    {
        if (await starting.EndsWithin(_options.StartTimeout * 3, _time))
        {
            await (await starting).DisposeAsync();
        }
    }

    private void Count(Func<BrowserCounts, BrowserCounts> more)
    {
        lock (_gate)
        {
            _counts = more(_counts);
        }
    }

    // Called with the gate held.
    private void Work(Task work)
    {
        _work.RemoveAll(w => w.IsCompletedSuccessfully);
        _work.Add(work);
    }
}
