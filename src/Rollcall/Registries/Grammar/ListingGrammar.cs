using Rollcall.Definitions;

namespace Rollcall.Registries.Grammar;

/// <summary>Pages that list items or tabs: the shapes below <c>ids.list</c> and <c>ids.tabs</c>.</summary>
internal static class ListingGrammar
{
    private static readonly MappingShape Place = new("place in an item", [
        new("at", Words.Selector, "An element within the item; the item itself by default."),
        new("attribute", Words.Text, "An attribute to read instead of the text, such as data-id."),
    ])
    {
        Rules = [new KeyRule.AtLeastOne("at", "attribute")],
    };

    private static readonly MappingShape Listing = new("listing", [
        new("ask", new ListShape(StepGrammar.Step, "list of steps"), "Steps to the first page.") { IsRequired = true },
        new("items", Words.Selector, "One element for each item.") { IsRequired = true },
        new("id", new EitherShape(Words.Selector, Place), "Where in the item its id stands; the whole text by default."),
        new("link", new EitherShape(Words.Selector, Place), "Where in the item the address of its page stands: the link whose href is {link} in the steps."),
        new("total", Words.Selector, "Where the page says how many items there are; a listing that brings another number is not complete."),
        new("empty", JudgeGrammar.Rule, "What a page says that lists nothing because there is nothing. Without it a page without items is a failure."),
        new("next", Words.Selector, "The link to the next page; the last page has none."),
        new("max_pages", new NumberShape("number of pages", 1, 100_000), "A listing with more pages is not complete; 100 by default."),
    ])
    {
        Rules = [new KeyRule.Needs("max_pages", "next")],
    };

    /// <summary><c>ids.list</c>.</summary>
    public static MappingShape List { get; } = Listing;

    /// <summary><c>ids.tabs</c>: names, or a page.</summary>
    public static EitherShape Tabs { get; } = new(new ListShape(Words.Text, "list of names"), Listing);
}
