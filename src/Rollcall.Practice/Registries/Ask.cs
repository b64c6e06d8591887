using Rollcall.Practice.Requests;

namespace Rollcall.Practice.Registries;

/// <summary>What one request asks of a registry.</summary>
/// <param name="Kind">Which sort of request.</param>
/// <param name="Id">The id as sent; null when the request carries none.</param>
/// <param name="Number">The number in the id; null when it has none.</param>
/// <param name="Option">A choice sent beside the id, such as the court to search.</param>
internal readonly record struct Ask(RequestKind Kind, string? Id = null, long? Number = null, string? Option = null)
{
    /// <summary>What else the request says, for a registry whose answers hang on more than an id; null for most.</summary>
    public object? Given { get; init; }
}
