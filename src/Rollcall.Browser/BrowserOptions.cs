namespace Rollcall.Browser;

/// <summary>How the browser is run. Immutable.</summary>
public sealed record BrowserOptions
{
    /// <summary>The Chromium to start; null to look for the system's (see <see cref="BrowserPageSource"/>).</summary>
    public string? ExecutablePath { get; init; }

    /// <summary>
    /// The browser to use instead of starting one: <c>ws://</c> of a Playwright server, or <c>http://</c> or
    /// <c>ws://…/devtools/…</c> of a browser's DevTools; null to start one.
    /// </summary>
    public Uri? Endpoint { get; init; }

    /// <summary>The limit of each step; 30 s by default, <c>request_timeout</c> in a run.</summary>
    public TimeSpan StepTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The limit of starting Chromium, and of making a page in it; 30 s by default.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long anything may take to close before it is killed; 5 s by default.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long browser or page may take over a trivial question before they count as hanging; 5 s by default.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a browser that is being replaced may go on with its jobs; 5 minutes by default, <c>job_timeout</c> in a run.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The share of the memory it could have, in percent, at which a browser is replaced, all its processes counted; 80 by default.</summary>
    public double MaxMemoryPercent { get; init; } = 80;

    /// <summary>The age at which a browser is replaced; 2 hours by default.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromHours(2);

    /// <summary>After how many jobs a browser is replaced; 500 by default.</summary>
    public int MaxJobs { get; init; } = 500;

    /// <summary>How often one job is done again at no cost because its browser or page died; 1 by default.</summary>
    public int MaxRestarts { get; init; } = 1;

    /// <summary>The User-Agent; empty for the browser's own, followed by <c>Rollcall/version (+contact)</c>.</summary>
    public string UserAgent { get; init; } = "";

    /// <summary>The proxy for all requests; null for none.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>All that is out of bounds, a sentence each; none as a rule.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        foreach (var (name, limit) in new[] { ("request_timeout", StepTimeout), ("the limit of the browser's start", StartTimeout), ("the limit of closing", CloseTimeout), ("the limit of an answer", AnswerTimeout) })
        {
            if (limit <= TimeSpan.Zero || limit > TimeSpan.FromHours(1))
            {
                problems.Add($"{name} is {limit}; allowed is more than 0, at most 1h");
            }
        }

        if (DrainTimeout <= TimeSpan.Zero || MaxAge <= TimeSpan.Zero || MaxJobs < 1 || MaxRestarts < 0 || MaxMemoryPercent is not (> 0 and <= 100))
        {
            problems.Add("job_timeout, browser_max_age, browser_max_jobs and browser_max_memory_percent must be more than 0, max_browser_restarts not less, and the percentage at most 100");
        }

        if (Endpoint is not (null or { IsAbsoluteUri: true, Scheme: "http" or "https" or "ws" or "wss" }))
        {
            problems.Add("browser.endpoint is no http, https, ws or wss address");
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
