using Microsoft.Playwright;
using Rollcall.Fetching;

namespace Rollcall.Browser.Sessions;

/// <summary>How the document in a page came. What came by a click is known by its address alone.</summary>
/// <param name="Requested">The address asked for.</param>
internal sealed record ShownDocument(Uri Requested)
{
    /// <summary>The addresses passed through.</summary>
    public IReadOnlyList<Uri> Redirects { get; init; } = [];

    /// <summary>Its HTTP status; 0 when unknown.</summary>
    public int Status { get; init; }

    /// <summary>Its response headers.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>How long the site asked to be left alone, from when it came.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Reads it from the browser's response.</summary>
    public static ShownDocument Of(Uri requested, IResponse response, DateTimeOffset now)
    {
        var redirects = new List<Uri>();
        for (var at = response.Request.RedirectedFrom; at is not null; at = at.RedirectedFrom)
        {
            redirects.Insert(0, new Uri(at.Url));
        }

        return new ShownDocument(requested)
        {
            Redirects = redirects,
            Status = response.Status,
            // A cookie is the session's key, and would be kept with the page.
            Headers = [.. response.Headers.Where(h => !h.Key.Equals("set-cookie", StringComparison.OrdinalIgnoreCase))],
            RetryAfter = Fetching.RetryAfter.Parse(response.Headers.GetValueOrDefault("retry-after"), now),
        };
    }
}
