using Microsoft.Extensions.Logging;
using Microsoft.Playwright;

namespace Rollcall.Browser.Chromium;

/// <summary>
/// One Chromium with its driver, its processes and its temporary folder, from start to the last trace, and the jobs that are done in it.
/// Thread safe. Disposing it is bounded and leaves nothing behind, whatever state the browser is in.
/// </summary>
internal sealed class BrowserLease : IAsyncDisposable
{
    private readonly LeaseFolder _folder;
    private readonly BrowserOptions _options;
    private readonly TimeProvider _time;
    private readonly long _begun;
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _lost = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IPlaywright? _driver;
    private ICDPSession? _ear;
    private Task? _ending;
    private bool _wasGone;
    private int _jobs;
    private int _inFlight;
    private bool _takesJobs = true;

    private BrowserLease(LeaseFolder folder, BrowserOptions options, TimeProvider time)
    {
        _folder = folder;
        _options = options;
        _time = time;
        _begun = time.GetTimestamp();
        Tree = new ProcessTree(folder.Path);
        Lost = _lost.Token;
    }

    /// <summary>The browser, for making contexts in it.</summary>
    public IBrowser Browser { get; private set; } = null!;

    /// <summary>The folder of its temporary files.</summary>
    public string Folder => _folder.Path;

    /// <summary>Its processes on this machine: driver and browser, or only the driver of a remote browser.</summary>
    public ProcessTree Tree { get; }

    /// <summary>The browser's process id; 0 when unknown.</summary>
    public int ProcessId { get; private set; }

    /// <summary>Cancelled when nothing more can be had of it.</summary>
    public CancellationToken Lost { get; }

    /// <summary>Why it was lost; null while it is not.</summary>
    public string? LostBecause { get; private set; }

    /// <summary>Whether it is over, with all traces gone.</summary>
    public bool HasEnded => Volatile.Read(ref _ending) is { IsCompleted: true };

    /// <summary>Whether it is being disposed of.</summary>
    public bool IsEnding => Volatile.Read(ref _ending) is not null;

    /// <summary>Whether it was lost before anybody began to end it.</summary>
    public bool WasLost => IsEnding ? _wasGone : IsGone;

    /// <summary>Whether nothing more can be had of it.</summary>
    public bool IsGone => Lost.IsCancellationRequested || !Browser.IsConnected;

    /// <summary>What its processes took when last measured, in bytes; 0 before, and for a remote browser.</summary>
    public long Memory { get; private set; }

    /// <summary>What it did wrong, so that it is to be replaced; null as a rule.</summary>
    public string? Complaint { get; set; }

    /// <summary>What is known of it.</summary>
    /// <param name="available">The memory that could still be had; null when unknown.</param>
    public LeaseFacts Facts(long? available) => new(Volatile.Read(ref _jobs), _time.GetElapsedTime(_begun), Memory, available, Complaint);

    /// <summary>Starts a browser, or connects to the one that is given.</summary>
    /// <exception cref="RollcallException">There is no Chromium.</exception>
    /// <exception cref="PlaywrightException">It did not start.</exception>
    /// <exception cref="TooLongException">It did not start in time.</exception>
    public static async Task<BrowserLease> StartAsync(BrowserOptions options, ILogger logger, TimeProvider time)
    {
        var where = options.Endpoint is { } endpoint
            ? endpoint.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)
            : ChromiumFinder.Find(options.ExecutablePath, Environment.GetEnvironmentVariable("PATH"));
        var lease = new BrowserLease(LeaseFolder.Create(), options, time);
        try
        {
            await lease.LaunchAsync(where);
        }
        catch
        {
            await lease.DisposeAsync();
            throw;
        }

        var took = Limits.Milliseconds(time.GetElapsedTime(lease._begun));
        logger.BrowserStarted(where, lease.Browser.Version, lease.ProcessId, took);
        return lease;
    }

    /// <summary>Begins a job, unless the browser takes none any more.</summary>
    public bool TryBegin()
    {
        lock (_gate)
        {
            if (!_takesJobs || IsGone)
            {
                return false;
            }

            _jobs++;
            _inFlight++;
            return true;
        }
    }

    /// <summary>A job is over.</summary>
    public void End()
    {
        lock (_gate)
        {
            _inFlight--;
            SayWhenDrained();
        }
    }

    /// <summary>Takes no more jobs.</summary>
    /// <returns>Done when those in flight are over.</returns>
    public Task DrainAsync()
    {
        lock (_gate)
        {
            _takesJobs = false;
            SayWhenDrained();
        }

        return _drained.Task;
    }

    /// <summary>Asks the browser something trivial.</summary>
    /// <returns>Whether it answered in time.</returns>
    public Task<bool> AnswersAsync() => _ear!.SendAsync("Browser.getVersion").EndsWithin(_options.AnswerTimeout, _time);

    /// <summary>Measures what its processes take.</summary>
    public void Measure() => Memory = _options.Endpoint is null ? Tree.ProportionalBytes() : 0;

    /// <summary>Marks it as lost: whoever works in it gives up, nobody begins anything in it. Disposing it kills its processes.</summary>
    /// <param name="reason">Why; the first reason stays.</param>
    public void Lose(string reason)
    {
        lock (_gate)
        {
            _takesJobs = false;
            LostBecause ??= reason;
        }

        // Not on this thread: it may be the one that hands out what the browser says.
        _ = _lost.CancelAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Task ending;
        lock (_gate)
        {
            _takesJobs = false;
            if (_ending is null)
            {
                _wasGone = Browser is null || IsGone;
                _ending = EndAsync();
            }

            ending = _ending;
        }

        await ending;
    }

    private async Task LaunchAsync(string where)
    {
        _driver = await Driver.StartAsync(_folder).Within(_options.StartTimeout, "the start of the browser's driver", _time, CancellationToken.None);
        var timeout = (float)_options.StartTimeout.TotalMilliseconds;
        var launch = _options.Endpoint switch
        {
            null => _driver.Chromium.LaunchAsync(LaunchOptions.Of(where, _folder.Path, _options)),
            { } address when LaunchOptions.IsDevTools(address) => _driver.Chromium.ConnectOverCDPAsync(address.AbsoluteUri, new BrowserTypeConnectOverCDPOptions { Timeout = timeout }),
            { } address => _driver.Chromium.ConnectAsync(address.AbsoluteUri, new BrowserTypeConnectOptions { Timeout = timeout }),
        };
        Browser = await launch.Within(_options.StartTimeout + TimeSpan.FromSeconds(1), "the start of Chromium", _time, CancellationToken.None);
        Browser.Disconnected += (_, _) => Lose("it died, or the connection to it broke");
        _ear = await Browser.NewBrowserCDPSessionAsync().Within(_options.StartTimeout, "a connection to Chromium", _time, CancellationToken.None);
        ProcessId = Tree.Browser() ?? 0;
    }

    private void SayWhenDrained()
    {
        if (!_takesJobs && _inFlight == 0)
        {
            _drained.TrySetResult();
        }
    }

    private async Task EndAsync()
    {
        if (!_wasGone && await Browser.CloseAsync().EndsWithin(_options.CloseTimeout, _time))
        {
            // The driver ends by itself once it is left; it removes the profile on its way.
            _driver?.Dispose();
            await Tree.EndAsync(_options.CloseTimeout, _time);
        }
        else
        {
            await Tree.KillAsync(_options.CloseTimeout, _time);
            _driver?.Dispose();
        }

        await _lost.CancelAsync();
        await Tree.KillAsync(_options.CloseTimeout, _time);
        await _folder.RemoveAsync(_options.CloseTimeout, _time);
    }
}
