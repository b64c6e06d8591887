using AngleSharp.Dom;

namespace Rollcall.Reading;

/// <summary>What names a table for a person: its caption, its accessible label, or the line right above it.</summary>
internal static class TableCaption
{
    // A table often sits in one or two wrappers that let it scroll.
    private const int WrappersToClimb = 3;

    private const int LongestLine = 200;

    public static string Of(IElement table, Visibility visibility)
    {
        foreach (var child in table.Children)
        {
            if (child.LocalName == "caption" && PageText.Of(child, visibility) is { Length: > 0 } caption)
            {
                return caption;
            }
        }

        if (table.GetAttribute("aria-label") is { Length: > 0 } label)
        {
            return Wording.Normalise(label);
        }

        var at = table;
        for (var climbed = 0; climbed <= WrappersToClimb && at is not null; climbed++)
        {
            if (at.PreviousElementSibling is { } above)
            {
                return IsLine(above) ? PageText.Of(above, visibility, LongestLine) : "";
            }

            at = at.ParentElement;
        }

        return "";
    }

    private static bool IsLine(IElement element) =>
        element.LocalName is "p" or "div" or "legend" or "strong" or "b" or "span" or "h1" or "h2" or "h3" or "h4" or "h5" or "h6" or "figcaption"
        && element.GetElementsByTagName("table").Length == 0;
}
