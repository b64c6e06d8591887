namespace Rollcall.Browser;

/// <summary>How the browser is run. Immutable.</summary>
public sealed record BrowserOptions
{
    /// <summary>The Chromium to start; null to look for the system's (see <see cref="BrowserPageSource"/>).</summary>
    public string? ExecutablePath { get; init; }

    /// <summary>The limit of each step; 30 s by default, <c>request_timeout</c> in a run.</summary>
    public TimeSpan StepTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The limit of starting Chromium, and of making a page in it; 30 s by default.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long anything may take to close before it is killed; 5 s by default.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The User-Agent; empty for the browser's own, followed by <c>Rollcall/version (+contact)</c>.</summary>
    public string UserAgent { get; init; } = "";

    /// <summary>The proxy for all requests; null for none.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>All that is out of bounds, a sentence each; none as a rule.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        foreach (var (name, limit) in new[] { ("request_timeout", StepTimeout), ("the limit of the browser's start", StartTimeout), ("the limit of closing", CloseTimeout) })
        {
            if (limit <= TimeSpan.Zero || limit > TimeSpan.FromHours(1))
            {
                problems.Add($"{name} is {limit}; allowed is more than 0, at most 1h");
            }
        }

        if (UserAgent.Any(char.IsControl))
        {
            problems.Add("user_agent holds a line break or another control character");
        }

        if (Proxy is not (null or { IsAbsoluteUri: true, Scheme: "http" or "https" or "socks5" }))
        {
            problems.Add("proxy is no http, https or socks5 address");
        }

        return problems;
    }
}
