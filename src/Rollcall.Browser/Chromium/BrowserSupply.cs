using Microsoft.Extensions.Logging;

namespace Rollcall.Browser.Chromium;

/// <summary>
/// The browser that all sessions share: started when the first of them asks, started anew when it is gone. Thread safe.
/// </summary>
internal sealed class BrowserSupply(BrowserOptions options, ILogger logger, TimeProvider time) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly List<Task> _endings = [];
    private Task<BrowserLease>? _current;
    private bool _disposed;

    /// <summary>The browser. Sessions that ask while it starts wait for the same start; giving up waiting does not end it.</summary>
    public Task<BrowserLease> GetAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_current is { IsCompletedSuccessfully: true } gone && gone.Result.IsGone)
            {
                End(gone.Result);
                _current = null;
            }

            // Off the caller's thread: the driver's start looks through a folder and starts a process before it first waits.
            _current = _current is null or { IsFaulted: true } ? Task.Run(() => BrowserLease.StartAsync(options, logger, time), CancellationToken.None) : _current;
            return _current.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Gives a browser up, because it no longer does what it is told: its processes are killed, the next ask starts another one.</summary>
    public void GiveUp(BrowserLease lease, string reason)
    {
        lock (_gate)
        {
            if (!lease.IsGone)
            {
                logger.BrowserGivenUp(reason);
                lease.GiveUp();
            }

            End(lease);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Task<BrowserLease>? last;
        lock (_gate)
        {
            _disposed = true;
            last = _current;
            _current = null;
        }

        if (last is not null && await last.EndsWithin(options.StartTimeout * 2, time))
        {
            await (await last).DisposeAsync();
        }

        await Task.WhenAll(_endings);
    }

    private void End(BrowserLease lease)
    {
        _endings.RemoveAll(e => e.IsCompletedSuccessfully);
        _endings.Add(lease.DisposeAsync().AsTask());
    }
}
