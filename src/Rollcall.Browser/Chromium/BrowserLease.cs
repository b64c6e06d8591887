using Microsoft.Extensions.Logging;
using Microsoft.Playwright;

namespace Rollcall.Browser.Chromium;

/// <summary>
/// One Chromium with its driver, its processes and its temporary folder, from start to the last trace. Thread safe. Disposing it is bounded
/// and leaves nothing behind, whatever state the browser is in.
/// </summary>
internal sealed class BrowserLease : IAsyncDisposable
{
    private readonly LeaseFolder _folder;
    private readonly BrowserOptions _options;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private IPlaywright? _driver;
    private Task? _ending;
    private volatile bool _givenUp;

    private BrowserLease(LeaseFolder folder, BrowserOptions options, TimeProvider time)
    {
        _folder = folder;
        _options = options;
        _time = time;
        Tree = new ProcessTree(folder);
    }

    /// <summary>The browser, for making contexts in it.</summary>
    public IBrowser Browser { get; private set; } = null!;

    /// <summary>The folder of its temporary files.</summary>
    public string Folder => _folder.Path;

    /// <summary>Its processes.</summary>
    public ProcessTree Tree { get; }

    /// <summary>Whether nothing more can be had of it.</summary>
    public bool IsGone => _givenUp || !Browser.IsConnected;

    /// <summary>Starts a browser.</summary>
    /// <exception cref="RollcallException">There is no Chromium.</exception>
    /// <exception cref="PlaywrightException">It did not start.</exception>
    /// <exception cref="TooLongException">It did not start in time.</exception>
    public static async Task<BrowserLease> StartAsync(BrowserOptions options, ILogger logger, TimeProvider time)
    {
        var begun = time.GetTimestamp();
        var executable = ChromiumFinder.Find(options.ExecutablePath, Environment.GetEnvironmentVariable("PATH"));
        var lease = new BrowserLease(LeaseFolder.Create(), options, time);
        try
        {
            await lease.LaunchAsync(executable);
        }
        catch
        {
            await lease.DisposeAsync();
            throw;
        }

        var took = Limits.Milliseconds(time.GetElapsedTime(begun));
        var version = lease.Browser.Version;
        var pid = lease.Tree.Browser() ?? 0;
        logger.BrowserStarted(executable, version, pid, took);
        return lease;
    }

    /// <summary>Marks it as gone, so that nobody makes another page in it.</summary>
    public void GiveUp() => _givenUp = true;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Task ending;
        lock (_gate)
        {
            ending = _ending ??= EndAsync();
        }

        await ending;
    }

    private async Task LaunchAsync(string executable)
    {
        _driver = await Driver.StartAsync(_folder).Within(_options.StartTimeout, "the start of the browser's driver", _time, CancellationToken.None);
        var launch = _driver.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = executable,
            Args = ChromiumSwitches.For(_folder.Path),

            // Chromium's sandbox does not work for root, and is to be kept for everybody else.
            ChromiumSandbox = !Environment.IsPrivilegedProcess,
            ArtifactsDir = _folder.Path,
            Proxy = ProxyOf(_options),
            Timeout = (float)_options.StartTimeout.TotalMilliseconds,

            // A signal is the run's to handle: its jobs in flight may finish.
            HandleSIGINT = false,
            HandleSIGTERM = false,
            HandleSIGHUP = false,
        });
        Browser = await launch.Within(_options.StartTimeout + TimeSpan.FromSeconds(1), "the start of Chromium", _time, CancellationToken.None);
    }

    private static Proxy? ProxyOf(BrowserOptions options)
    {
        if (options.Proxy is not { } proxy)
        {
            return null;
        }

        var credentials = Uri.UnescapeDataString(proxy.UserInfo).Split(':', 2);
        return new Proxy
        {
            Server = proxy.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped),
            Username = credentials[0].Length > 0 ? credentials[0] : null,
            Password = credentials.ElementAtOrDefault(1),
        };
    }

    private async Task EndAsync()
    {
        var wasGone = Browser is null || IsGone;
        _givenUp = true;
        if (!wasGone && await Browser!.CloseAsync().EndsWithin(_options.CloseTimeout, _time))
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

        await Tree.KillAsync(_options.CloseTimeout, _time);
        await _folder.RemoveAsync(_options.CloseTimeout, _time);
    }
}
