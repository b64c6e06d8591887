namespace Rollcall.Practice.Requests;

/// <summary>Which logged requests are wanted; every condition given must hold.</summary>
public sealed record RequestFilter
{
    public string? Registry { get; init; }

    public RequestKind? Kind { get; init; }

    /// <summary>The id asked for, exactly as sent.</summary>
    public string? Id { get; init; }

    /// <summary>Only requests with a greater sequence number.</summary>
    public long After { get; init; }

    internal bool Matches(LoggedRequest request) =>
        request.Sequence > After
        && (Registry is null || request.Registry == Registry)
        && (Kind is null || request.Kind == Kind)
        && (Id is null || request.Id == Id);
}
