using Microsoft.Playwright;

namespace Rollcall.Browser.Chromium;

/// <summary>What Playwright is told about starting a browser, or finding a remote one. Pure.</summary>
internal static class LaunchOptions
{
    /// <summary>For a Chromium of this machine.</summary>
    /// <param name="executable">Its path.</param>
    /// <param name="folder">Where everything temporary goes.</param>
    /// <param name="options">How it is run.</param>
    public static BrowserTypeLaunchOptions Of(string executable, string folder, BrowserOptions options) => new()
    {
        ExecutablePath = executable,
        Args = ChromiumSwitches.For(folder),

        // Chromium's sandbox does not work for root, and is to be kept for everybody else.
        ChromiumSandbox = !Environment.IsPrivilegedProcess,
        ArtifactsDir = folder,
        Proxy = ProxyOf(options),
        Timeout = (float)options.StartTimeout.TotalMilliseconds,

        // A signal is the run's to handle: its jobs in flight may finish.
        HandleSIGINT = false,
        HandleSIGTERM = false,
        HandleSIGHUP = false,
    };

    /// <summary>The proxy; null for none.</summary>
    public static Proxy? ProxyOf(BrowserOptions options)
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

    /// <summary>Whether the address is that of a browser's DevTools; otherwise it is a Playwright server's.</summary>
    public static bool IsDevTools(Uri address) =>
        address.Scheme is "http" or "https" || address.AbsolutePath.StartsWith("/devtools/", StringComparison.Ordinal);
}
