using Rollcall.Registries;

namespace Rollcall.Ledger;

/// <summary>Whose numbers an account is about. Immutable.</summary>
/// <param name="Registry">What makes the numbers mean what they mean.</param>
/// <param name="Partition">The partition's name; <c>all</c> when the registry has but one numbering space.</param>
public sealed record PartitionIdentity(RegistryIdentity Registry, string Partition)
{
    /// <summary>The registry's name.</summary>
    public string RegistryName => Registry.Registry;

    /// <summary>Scheme, host and port of the site, with a slash at the end.</summary>
    public string Site => Registry.Site;

    /// <summary>How ids are made from numbers, as written; empty when they are not.</summary>
    public string Pattern => Registry.Pattern;

    /// <summary>Whether the site lists its ids.</summary>
    public bool IsListing => Registry.Source == RegistryIdentity.ListingSource;
}
