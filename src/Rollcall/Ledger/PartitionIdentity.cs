namespace Rollcall.Ledger;

/// <summary>
/// What makes the numbers of a partition mean what they mean. A run is only taken up again, and earlier outcomes are only believed,
/// under the identity they were given under. Immutable.
/// </summary>
/// <param name="Registry">The registry's name.</param>
/// <param name="Partition">The partition's name; <c>all</c> when the registry has but one numbering space.</param>
/// <param name="IdPattern">How a number becomes an id, as the definition writes it; empty for a source without numbers.</param>
/// <param name="Source">Where the ids come from: <c>range</c>, or <c>list</c> with its file.</param>
/// <param name="Site">Scheme, host and port that are asked.</param>
public sealed record PartitionIdentity(string Registry, string Partition, string IdPattern, string Source, string Site);
