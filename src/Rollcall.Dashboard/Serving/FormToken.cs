namespace Rollcall.Dashboard.Serving;

/// <summary>What a form carries to show that this dashboard made it. Immutable.</summary>
/// <param name="Field">The field's name.</param>
/// <param name="Value">Its value.</param>
public sealed record FormToken(string Field, string Value);
