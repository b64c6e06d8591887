using Rollcall.Registries;

namespace Rollcall.Fetching;

/// <summary>Decides where a list of pages ends, and whether it ended as it should. Pure; both modes use it.</summary>
public static class ListOfPages
{
    /// <summary>What follows from the way the last page shows.</summary>
    /// <param name="pages">The pages so far, at least one.</param>
    /// <param name="onward">Where the last of them leads.</param>
    /// <param name="next">The step.</param>
    /// <param name="asked">The keys of the requests that brought them; that of the next one is added.</param>
    /// <returns>The answer of all pages, when the list ends here, well or not; null to go on.</returns>
    public static Page? After(IReadOnlyList<Page> pages, Onward onward, Step.Next next, ISet<string> asked)
    {
        ArgumentNullException.ThrowIfNull(pages);
        ArgumentNullException.ThrowIfNull(next);
        ArgumentNullException.ThrowIfNull(asked);
        var last = pages.Count;
        var repeated = pages.Take(last - 1).Select(p => p.Body).ToList().IndexOf(pages[^1].Body);
        return repeated >= 0 ? Join(pages, $"page {last} of the list is page {repeated + 1} once more: it goes round in a circle")
            : onward switch
            {
                Onward.End => Join(pages, incomplete: null),
                Onward.Nowhere nowhere => Join(pages, $"page {last} of the list leads nowhere: {nowhere.Why}"),
                Onward.Request when last >= next.MostPages => Join(pages, $"the list goes on after {last} pages (max_pages)"),

                // A form that is sent again with the same button brings the next page of many sites; only what it brings tells a circle.
                Onward.Request { Method: "GET" } request when !asked.Add(request.Key) => Join(pages, $"page {last} of the list leads back to one that was there before: it goes round in a circle"),
                _ => null,
            };
    }

    private static Page Join(IReadOnlyList<Page> pages, string? incomplete) => pages[0] with { More = pages.Count == 1 ? [] : [.. pages.Skip(1)], Incomplete = incomplete };
}
