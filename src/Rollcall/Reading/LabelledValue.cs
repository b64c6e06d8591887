using System.Collections.Frozen;
using System.Text;
using AngleSharp.Dom;

namespace Rollcall.Reading;

/// <summary>The value that a person reads beside a label.</summary>
/// <remarks>
/// In a table, the next data cell of the row. In a definition list, what is defined. Elsewhere what follows in the same line: text and
/// elements up to the next label, so that several pairs can share a paragraph; or, where the label fills a block, the next block.
/// </remarks>
internal static class LabelledValue
{
    private static readonly FrozenSet<string> Bold = new[] { "strong", "b", "label", "em", "i", "u", "dt", "th" }.ToFrozenSet();

    /// <summary>The value; empty when the label stands there and nothing beside it; null when what looks like a label is none.</summary>
    public static string? Of(LabelPlace label, Visibility visibility) => label.Node switch
    {
        IText text => AfterText(text, visibility),
        IElement { LocalName: "th" or "td" } cell => OfCell(cell, visibility),
        IElement { LocalName: "dt" } term => OfTerm(term, visibility),
        IElement element when PageText.IsInline(element) => AfterInline(element, label.HasColon, visibility),
        IElement element => AfterBlock(element, label.HasColon, visibility),
        _ => null,
    };

    private static string? OfCell(IElement cell, Visibility visibility) =>
        cell.NextElementSibling is { LocalName: "td" } value ? PageText.Of(value, visibility) : null;

    private static string? OfTerm(IElement term, Visibility visibility)
    {
        string? value = null;
        for (var next = term.NextElementSibling; next is { LocalName: "dd" }; next = next.NextElementSibling)
        {
            var text = PageText.Of(next, visibility);
            value = value is null or "" ? text : text.Length == 0 ? value : $"{value}; {text}";
        }

        return value;
    }

    private static string AfterText(IText label, Visibility visibility)
    {
        var value = PageText.Borrow();
        Wording.Append(value, label.Data.AsSpan(label.Data.IndexOf(':', StringComparison.Ordinal) + 1));
        foreach (var node in Following(label))
        {
            if (node is IText text)
            {
                Wording.Append(value, text.Data);
            }
            else if (node is IElement element)
            {
                if (element.LocalName == "br" || !PageText.IsInline(element) || IsLabel(element, visibility))
                {
                    break;
                }

                PageText.Append(value, element, visibility);
            }
        }

        return PageText.Return(value);
    }

    private static string? AfterInline(IElement label, bool hasColon, Visibility visibility)
    {
        var value = PageText.Borrow();
        var ended = false;
        foreach (var node in Following(label))
        {
            if (node is IText text)
            {
                // The colon may stand behind the element: <b>Status</b>: Open.
                var piece = value.Length == 0 ? text.Data.AsSpan().TrimStart() : text.Data;
                hasColon |= value.Length == 0 && piece.StartsWith(':');
                Wording.Append(value, value.Length == 0 && piece.StartsWith(':') ? piece[1..] : piece);
            }
            else if (node is IElement element && !visibility.Hides(element))
            {
                ended = EndsValue(label, element, hasColon, value.Length == 0, visibility);
                if (ended)
                {
                    break;
                }

                var block = !PageText.IsInline(element) && element.LocalName != "br";
                if (block && value.Length > 0)
                {
                    break;
                }

                PageText.Append(value, element, visibility);
                if (block && value.Length > 0)
                {
                    break;
                }
            }
        }

        var result = PageText.Return(value);
        return result.Length > 0 || hasColon || ended ? result : null;
    }

    /// <summary>Whether the next pair begins with this element.</summary>
    private static bool EndsValue(IElement label, IElement next, bool hasColon, bool first, Visibility visibility)
    {
        if (IsLabel(next, visibility) || BeginsWithLabel(next, visibility))
        {
            return true;
        }

        if (next.LocalName != label.LocalName || next.ClassName != label.ClassName)
        {
            return false;
        }

        // One like the label itself: the value in its place, or the next label? Behind a colon, or in plain spans, it is the value.
        var bold = Bold.Contains(label.LocalName);
        return first ? bold && !hasColon : bold || !hasColon;
    }

    private static string? AfterBlock(IElement label, bool hasColon, Visibility visibility)
    {
        // What follows a heading is its text; a paragraph's value is another paragraph, not just anything in the line below.
        if (label.NextElementSibling is not { } next || IsHeading(next) || (PageText.IsInline(next) && !IsHeading(label)))
        {
            return hasColon ? "" : null;
        }

        // Without a colon, two of a kind are items of a list, such as a menu, and no pair.
        var pair = hasColon || (label.LocalName != "li" && (next.LocalName != label.LocalName || next.ClassName != label.ClassName));
        if (!pair)
        {
            return null;
        }

        return BeginsWithLabel(next, visibility) || IsLabel(next, visibility) || BeginsLike(next, label) ? "" : PageText.Of(next, visibility);
    }

    private static bool IsHeading(IElement element) => element.LocalName is ['h', >= '1' and <= '6'];

    private static bool IsLabel(IElement element, Visibility visibility)
    {
        if (element.LocalName is "dt" or "th")
        {
            return true;
        }

        var text = PageText.Of(element, visibility, 101);
        return text.Length <= 100 && (text.EndsWith(':') || text.EndsWith('：'));
    }

    /// <summary>Whether the first thing in the element is a label.</summary>
    private static bool BeginsWithLabel(IElement element, Visibility visibility) =>
        FirstInside(element) is { } first && Bold.Contains(first.LocalName) && (IsLabel(first, visibility) || BeginsText(first.NextSibling, ':'));

    /// <summary>Whether the element begins with one like that which the label's block begins with: the next pair of a list of pairs.</summary>
    private static bool BeginsLike(IElement next, IElement label) =>
        FirstInside(label) is { } own && FirstInside(next) is { } other && Bold.Contains(own.LocalName)
        && own.LocalName == other.LocalName && own.ClassName == other.ClassName && !IsAllOf(next, other);

    private static bool IsAllOf(IElement element, IElement child) => element.ChildNodes.All(n => n == child || (n is IText t && string.IsNullOrWhiteSpace(t.Data)));

    private static bool BeginsText(INode? node, char c) => node is IText text && text.Data.AsSpan().TrimStart().StartsWith([c]);

    private static IElement? FirstInside(IElement element)
    {
        foreach (var node in element.ChildNodes)
        {
            if (node is IElement child)
            {
                return child;
            }

            if (node is IText text && !string.IsNullOrWhiteSpace(text.Data))
            {
                return null;
            }
        }

        return null;
    }

    private static IEnumerable<INode> Following(INode node)
    {
        var siblings = node.Parent!.ChildNodes;
        for (var i = siblings.Index(node) + 1; i < siblings.Length; i++)
        {
            yield return siblings[i];
        }
    }
}
