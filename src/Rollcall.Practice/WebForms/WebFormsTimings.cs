namespace Rollcall.Practice.WebForms;

/// <summary>How long the WebForms registry remembers. Immutable.</summary>
public sealed record WebFormsTimings
{
    /// <summary>How many searches a session has; after these the terms have to be accepted again. 1 to 1,000,000; default 40.</summary>
    public int SessionSearches { get; init; } = 40;

    /// <summary>How long a page's view state is worth something, in milliseconds, by the site's clock. 1 to 86,400,000; default 600,000.</summary>
    public int ViewStateMs { get; init; } = 600_000;

    internal IEnumerable<string> Problems()
    {
        if (SessionSearches is < 1 or > 1_000_000)
            yield return $"session_searches {SessionSearches} must be from 1 to 1000000";
        if (ViewStateMs is < 1 or > 86_400_000)
            yield return $"view_state_ms {ViewStateMs} must be from 1 to 86400000";
    }
}
