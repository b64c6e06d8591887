using Microsoft.Playwright;
using Rollcall.Browser.Steps;
using Rollcall.Fetching;

namespace Rollcall.Browser.Sessions;

/// <summary>What class a failure of browser, network or site belongs to. Pure.</summary>
internal static class Failures
{
    private static readonly (string Sign, FailureClass Class)[] Signs =
    [
        ("ERR_NAME_", FailureClass.Dns), ("ERR_DNS_", FailureClass.Dns),
        ("ERR_CERT_", FailureClass.Tls), ("ERR_SSL_", FailureClass.Tls),
        ("_TIMED_OUT", FailureClass.Timeout), ("Timeout", FailureClass.Timeout),
        ("ERR_", FailureClass.Reset),
        ("Download", FailureClass.Unrecognised),
        ("crashed", FailureClass.BrowserCrash), ("closed", FailureClass.BrowserCrash), ("disconnected", FailureClass.BrowserCrash),
    ];

    /// <summary>
    /// Whether it is a failure that sites and browsers are known for, and not a defect of ours. The driver's pipe, found closed while something is written to it,
    /// says that it was disposed of.
    /// </summary>
    public static bool IsExpected(Exception failure) =>
        failure is PlaywrightException or ObjectDisposedException or TooLongException or FrozenPageException or TimeoutException or BrokenOffException or LostPageException;

    /// <summary>The class of a failure that the browser or its driver told of.</summary>
    public static FailureClass ClassOf(Exception failure) => failure switch
    {
        LostPageException or ObjectDisposedException => FailureClass.BrowserCrash,
        TooLongException or FrozenPageException or TimeoutException => FailureClass.Timeout,
        _ => ClassOf(failure.Message),
    };

    /// <summary>The class of a network failure by the browser's word for it, such as <c>net::ERR_CONNECTION_RESET</c>.</summary>
    public static FailureClass ClassOf(string sign) =>
        Signs.Where(s => sign.Contains(s.Sign, StringComparison.Ordinal)).Select(s => (FailureClass?)s.Class).FirstOrDefault() ?? FailureClass.BrowserCrash;

    /// <summary>The class of a request of the page's scripts that the site did not answer well.</summary>
    public static FailureClass ClassOf(SiteFailure failure) =>
        failure.Status == 0 ? FailureClass.Reset : FailureClassNames.OfStatus(failure.Status, failure.RetryAfter.Length > 0);

    /// <summary>Whether the page went away under the steps: another document came, unasked.</summary>
    public static bool IsOfNavigation(PlaywrightException failure) =>
        failure.Message.Contains("context was destroyed", StringComparison.Ordinal) || failure.Message.Contains("navigat", StringComparison.Ordinal);

    /// <summary>The first line of a failure's message: the driver adds its log after it.</summary>
    public static string Brief(Exception failure) => failure.Message.Split('\n', 2)[0].Trim();
}
