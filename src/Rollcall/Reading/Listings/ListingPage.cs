using System.Collections.Immutable;

namespace Rollcall.Reading.Listings;

/// <summary>What one page of a listing holds. Immutable.</summary>
/// <param name="Items">The items in the order of the page, each once; empty where the page says that there are none.</param>
public sealed record ListingPage(ImmutableArray<ListedItem> Items)
{
    /// <summary>The address of the next page; null on the last.</summary>
    public Uri? Next { get; init; }

    /// <summary>How many items the page says that there are in all; null when the definition does not read it.</summary>
    public long? Total { get; init; }
}

/// <summary>One item of a listing.</summary>
/// <param name="Id">Its id, normalised; never empty.</param>
/// <param name="Link">The address of its page, path and query, on the site itself; null when the definition reads none.</param>
public readonly record struct ListedItem(string Id, string? Link);

/// <summary>What reading a page of a listing came to: the page, or why it is none. One of the two.</summary>
/// <param name="Page">What it holds.</param>
/// <param name="Refusal">A block, a fault, or what was not understood.</param>
public readonly record struct ListingRead(ListingPage? Page, Answer? Refusal);
