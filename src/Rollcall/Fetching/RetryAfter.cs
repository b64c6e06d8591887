using System.Globalization;

namespace Rollcall.Fetching;

/// <summary>The Retry-After header (RFC 9110, 10.2.3): seconds, or a date. Pure.</summary>
public static class RetryAfter
{
    /// <summary>The longest wait that is believed; a longer one is cut to it.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    // IMF-fixdate, then the two obsolete forms that recipients must accept (RFC 9110, 5.6.7), then UTC for GMT, which sites do write.
    private static readonly string[] Dates =
    [
        "ddd, dd MMM yyyy HH:mm:ss 'GMT'", "dddd, dd-MMM-yy HH:mm:ss 'GMT'", "ddd MMM d HH:mm:ss yyyy", "ddd, dd MMM yyyy HH:mm:ss 'UTC'",
    ];

    /// <summary>How long the site asks to be left alone.</summary>
    /// <param name="value">The header's value; null when there is none.</param>
    /// <param name="now">When it came.</param>
    /// <returns>From zero (a date that has passed) to <see cref="Longest"/>; null when the value is neither form.</returns>
    public static TimeSpan? Parse(string? value, DateTimeOffset now)
    {
        var text = value.AsSpan().Trim();
        if (text.IsEmpty)
        {
            return null;
        }

        if (!text.ContainsAnyExceptInRange('0', '9'))
        {
            return long.TryParse(text, out var seconds) && seconds < Longest.TotalSeconds ? TimeSpan.FromSeconds(seconds) : Longest;
        }

        if (!DateTimeOffset.TryParseExact(text, Dates, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces, out var until))
        {
            return null;
        }

        var wait = until - now;
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait < Longest ? wait : Longest;
    }
}
