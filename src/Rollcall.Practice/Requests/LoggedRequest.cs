using Rollcall.Practice.Faults;

namespace Rollcall.Practice.Requests;

/// <summary>One request the site received. Immutable; a request not answered yet has neither duration nor status.</summary>
public sealed record LoggedRequest
{
    /// <summary>1 for the first request since the site started; never given twice, also after the log was cleared.</summary>
    public required long Sequence { get; init; }

    /// <summary>When it arrived, UTC, by the site's clock; never runs backwards, resolution of the clock's timestamp.</summary>
    public required DateTimeOffset ArrivedAt { get; init; }

    /// <summary>From arrival until the answer was sent, in milliseconds; null while nothing was. Of a body still being sent: until its head was.</summary>
    public double? DurationMs { get; init; }

    public required string Method { get; init; }

    /// <summary>Path and query as sent.</summary>
    public required string Path { get; init; }

    /// <summary>The registry asked; null for the home page, the login page, robots.txt and unknown addresses.</summary>
    public string? Registry { get; init; }

    /// <summary>What was asked for; null where <see cref="Registry"/> is.</summary>
    public RequestKind? Kind { get; init; }

    /// <summary>The number or id asked for, as sent; null when the request carries none.</summary>
    public string? Id { get; init; }

    /// <summary>The status sent; null while there is none and when the connection ended without one.</summary>
    public int? Status { get; init; }

    /// <summary>The fault injected; null when it was answered truthfully.</summary>
    public FaultKind? Fault { get; init; }

    public string? UserAgent { get; init; }
}
