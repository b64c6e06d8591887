using System.Collections.Frozen;
using AngleSharp.Dom;

namespace Rollcall.Reading;

/// <summary>A place on a page that a person could read as a certain label. Immutable.</summary>
/// <param name="Node">The element that is the label, or the text node that begins with it.</param>
/// <param name="HasColon">Whether a colon follows it.</param>
internal readonly record struct LabelPlace(INode Node, bool HasColon)
{
    /// <summary>A longer text is no label.</summary>
    private const int Longest = 100;

    private static readonly FrozenSet<string> Tags = new[]
    {
        "th", "td", "dt", "strong", "b", "label", "em", "i", "u", "span", "font", "small",
        "div", "p", "li", "h1", "h2", "h3", "h4", "h5", "h6",
    }.ToFrozenSet();

    // What people click on is no label, though it says the same word.
    private static readonly FrozenSet<string> Controls = new[] { "nav", "button", "select", "script", "style", "template", "noscript", "textarea" }.ToFrozenSet();

    /// <summary>
    /// All places that could be the label, in document order. Only those that begin like it are looked at closely: a page has hundreds
    /// of places, and few begin with the same letter.
    /// </summary>
    public static IEnumerable<LabelPlace> Of(string label, ParsedPage page)
    {
        var first = label.Length == 0 ? '\0' : char.ToUpperInvariant(label[0]);
        var texts = page.Texts;
        var next = 0;
        for (var i = 0; i < page.Elements.Count; i++)
        {
            // A text stands behind the elements that were opened before it.
            for (; next < texts.Count && texts[next].Behind <= i; next++)
            {
                if (OfText(texts[next].Text, label, first, page.Reading) is { } place)
                {
                    yield return place;
                }
            }

            var element = page.Elements[i];
            if (Tags.Contains(element.LocalName) && Begins(PageText.FirstOf(element, page.Reading), first)
                && OfElement(element, label, page.Reading) is { } found)
            {
                yield return found;
            }
        }

        for (; next < texts.Count; next++)
        {
            if (OfText(texts[next].Text, label, first, page.Reading) is { } place)
            {
                yield return place;
            }
        }
    }

    /// <summary>The text without a colon at its end.</summary>
    public static string WithoutColon(string text, out bool hadColon)
    {
        hadColon = text.EndsWith(':') || text.EndsWith('：');
        return hadColon ? text[..^1].TrimEnd(' ') : text;
    }

    private static bool Begins(char? text, char first) => text is { } c && char.ToUpperInvariant(c) == first;

    private static LabelPlace? OfElement(IElement element, string label, Visibility visibility)
    {
        var text = PageText.Of(element, visibility, Longest + 1);
        return text.Length is > 0 and <= Longest && Wording.Is(WithoutColon(text, out var hadColon), label) && IsShown(element, visibility)
            ? new LabelPlace(element, hadColon)
            : null;
    }

    private static LabelPlace? OfText(IText text, string label, char first, Visibility visibility)
    {
        var colon = Begins(PageText.FirstOf(text.Data), first) ? text.Data.IndexOf(':', StringComparison.Ordinal) : -1;
        return colon > 0 && Wording.Is(Wording.Normalise(text.Data[..colon]), label) && StartsLine(text) && IsShown(text.ParentElement, visibility)
            ? new LabelPlace(text, HasColon: true)
            : null;
    }

    private static bool IsShown(IElement? element, Visibility visibility)
    {
        for (var at = element; at is not null; at = at.ParentElement)
        {
            if (Controls.Contains(at.LocalName) || visibility.Hides(at))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a line begins with this node: nothing stands before it, or a line break or block does.</summary>
    private static bool StartsLine(IText text)
    {
        var siblings = text.Parent!.ChildNodes;
        for (var i = siblings.Index(text) - 1; i >= 0; i--)
        {
            switch (siblings[i])
            {
                case IText before when !string.IsNullOrWhiteSpace(before.Data):
                    return false;
                case IElement element:
                    return !PageText.IsInline(element);
            }
        }

        return true;
    }
}
