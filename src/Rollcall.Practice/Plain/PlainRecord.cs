namespace Rollcall.Practice.Plain;

/// <summary>One record of the plain registry, as its page shows it. Immutable.</summary>
/// <param name="Number">The key, as it stands in the address.</param>
/// <param name="Title">The heading; may be empty.</param>
/// <param name="Fields">The other properties in their order: name as in the source, and text.</param>
internal sealed record PlainRecord(string Number, string Title, IReadOnlyList<KeyValuePair<string, string>> Fields);
