using System.Collections.Frozen;
using System.Text.Json;
using AngleSharp.Dom;
using Rollcall.Fetching;

namespace Rollcall.Reading;

/// <summary>
/// Whether a list seems to go on behind a page, told by what pages usually have there: for whoever writes a definition that follows nothing. A sign, no
/// proof: a link may as well lead to the next record. Pure.
/// </summary>
internal static class PagerSigns
{
    // Deeper down, a "next" is part of an item rather than of the answer.
    private const int DeepestKey = 3;

    // What links to the next page say, without arrows, in languages of Europe and the Americas; the other signs need no words.
    private static readonly FrozenSet<string> Words = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "next", "next page", "older", "more results", "load more", "show more", "suivant", "suivante", "page suivante", "suivants", "weiter", "nächste", "nächste seite",
        "siguiente", "página siguiente", "próximo", "próxima", "seguinte", "successivo", "successiva", "avanti", "volgende", "nästa", "neste", "næste", "seuraava", "następna", "další");

    private static readonly FrozenSet<string> Keys = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, "next", "nextPage", "next_page", "nextLink", "next_link", "@odata.nextLink", "next_url", "nextPageUrl", "next_page_url", "nextPageToken", "next_page_token", "next_cursor", "nextCursor");

    private static readonly char[] Arrows = [' ', '>', '›', '»', '→', '▶', '⟩', '.', '…'];

    /// <summary>What on the page says so, for a person; null when nothing does.</summary>
    public static string? Of(Page page)
    {
        var parsed = new ParsedPage(page);
        return parsed.Json is { } json ? In(json, "", 1) : parsed.Elements.Select(e => Sign(e, parsed)).FirstOrDefault(s => s is not null);
    }

    private static string? Sign(IElement element, ParsedPage page)
    {
        if (element.LocalName is not ("a" or "button" or "link" or "input")
            || element.HasAttribute("disabled") || element.GetAttribute("aria-disabled") == "true" || page.Judging.IsHidden(element))
        {
            return null;
        }

        var isNext = element.GetAttribute("rel")?.Split(' ').Contains("next", StringComparer.OrdinalIgnoreCase) == true;
        if (element.LocalName == "link")
        {
            return isNext ? "link[rel=next]" : null;
        }

        var text = Wording.Normalise(element.LocalName == "input" ? Button(element) : element.TextContent);
        var said = text.Trim(Arrows);
        return isNext || Words.Contains(said) || Words.Contains(element.GetAttribute("aria-label") ?? "") || IsSecondOfNumbers(element, said)
            ? $"{element.LocalName} \"{Excerpt.Of(text)}\""
            : null;
    }

    private static string Button(IElement input) => input.GetAttribute("type") is "submit" or "button" ? input.GetAttribute("value") ?? "" : "";

    // "1 2 3 …", where this page is the 1: a text or a marked element, since a link to the page one is on is none.
    private static bool IsSecondOfNumbers(IElement element, string said) =>
        said == "2" && (element.ParentElement is { LocalName: "li" } item ? item : element).PreviousElementSibling is { } before && Wording.Normalise(before.TextContent) == "1";

    private static string? In(JsonElement json, string path, int depth)
    {
        if (json.ValueKind != JsonValueKind.Object || depth > DeepestKey)
        {
            return null;
        }

        foreach (var property in json.EnumerateObject())
        {
            var at = path + property.Name;
            if (Keys.Contains(property.Name) && property.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number && property.Value.ToString().Length > 0)
            {
                return $"{at} = {Excerpt.Of(property.Value.ToString())}";
            }

            if (In(property.Value, at + ".", depth + 1) is { } found)
            {
                return found;
            }
        }

        return null;
    }
}
