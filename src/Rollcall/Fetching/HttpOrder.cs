namespace Rollcall.Fetching;

/// <summary>One request as it is to be sent: everything filled in, nothing left to be put into it. Immutable.</summary>
/// <param name="Line">The definition's line, for messages.</param>
/// <param name="Method"><c>GET</c> or <c>POST</c>.</param>
/// <param name="Address">The address.</param>
internal sealed record HttpOrder(int Line, string Method, Uri Address)
{
    /// <summary>The fields of the form.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Form { get; init; } = [];

    /// <summary>Headers besides those that are always sent.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The names of headers that no other host may see.</summary>
    public IReadOnlySet<string> Confidential { get; init; } = new HashSet<string>();

    /// <summary>Whether the form holds what no other host may see: secrets, and the tokens of a page.</summary>
    public bool HasConfidentialForm { get; init; }

    /// <summary>What a page leads to.</summary>
    public static HttpOrder Of(int line, Onward.Request onward) => new(line, onward.Method, onward.Address)
    {
        Form = onward.Form,
        Headers = onward.Headers,
        Confidential = onward.Headers.Select(h => h.Key).ToHashSet(StringComparer.OrdinalIgnoreCase),
        HasConfidentialForm = true,
    };
}
