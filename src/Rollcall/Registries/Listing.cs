using System.Collections.Immutable;

namespace Rollcall.Registries;

/// <summary>Pages that list things: the items of a registry, or its tabs. Immutable.</summary>
/// <param name="Line">The definition's line, for messages.</param>
/// <param name="Ask">The steps to the first page. Never empty.</param>
/// <param name="Items">The selector of the things, one element for each.</param>
/// <param name="Id">Where in the element the id stands.</param>
public sealed record ListingRule(int Line, ImmutableArray<Step> Ask, string Items, ListingPlace Id)
{
    /// <summary>How many pages a listing may have when the definition does not say.</summary>
    public const int UsualPages = 100;

    /// <summary>Where in the element the address of the thing stands; null when none is wanted.</summary>
    public ListingPlace? Link { get; init; }

    /// <summary>The selector of the number of things in all, as the page gives it; null when it gives none.</summary>
    public string? Total { get; init; }

    /// <summary>What a page says that lists nothing because there is nothing; null when that cannot be.</summary>
    public Rule? Empty { get; init; }

    /// <summary>The selector of the link to the next page, which the last page does not have; null when all is on one page.</summary>
    public string? Next { get; init; }

    /// <summary>A listing with more pages than this is not complete.</summary>
    public int MaxPages { get; init; } = UsualPages;
}

/// <summary>A place in the element of a listed thing.</summary>
/// <param name="Selector">The first element of this selector in it; null for the element itself.</param>
/// <param name="Attribute">The attribute that holds the value; null for the text.</param>
public sealed record ListingPlace(string? Selector, string? Attribute);

/// <summary>Where the tabs of a listing come from: a closed set. Each tab is a partition of its own.</summary>
public abstract record TabSource
{
    private TabSource()
    {
    }

    /// <summary>The definition names them.</summary>
    public sealed record Named(ImmutableArray<string> Names) : TabSource;

    /// <summary>They stand on a page.</summary>
    public sealed record Listed(ListingRule Rule) : TabSource;
}

/// <summary>The placeholders that a listing fills.</summary>
public static class ListingNames
{
    /// <summary>The tab.</summary>
    public const string Tab = "tab";

    /// <summary>The address of the item (of the tab, in the steps to its list), path and query, as the listing gives it.</summary>
    public const string Link = "link";
}
