using System.Collections.Frozen;
using System.Text;
using AngleSharp.Dom;

namespace Rollcall.Reading;

/// <summary>The text of elements as a person reads it: invisible parts left out, blocks and line breaks as white space, all of it normalised.</summary>
internal static class PageText
{
    private static readonly FrozenSet<string> Silent = new[] { "script", "style", "template", "noscript" }.ToFrozenSet();

    private static readonly FrozenSet<string> Inline = new[]
    {
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd", "label", "mark",
        "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
    }.ToFrozenSet();

    [ThreadStatic]
    private static StringBuilder? _spare;

    /// <summary>Whether the element stands within a line, so that what it holds is not parted from what is around it.</summary>
    public static bool IsInline(IElement element) => Inline.Contains(element.LocalName);

    /// <summary>The text of one element.</summary>
    public static string Of(IElement element, Visibility visibility) => Of(element, visibility, int.MaxValue);

    /// <summary>The text of one element, or its beginning, at least as long as <paramref name="enough"/>, when it is longer.</summary>
    public static string Of(IElement element, Visibility visibility, int enough)
    {
        // Asked for itself, a script is data that the page carries.
        if (Silent.Contains(element.LocalName))
        {
            return Wording.Normalise(element.TextContent);
        }

        // Most elements that are looked at hold one piece of text.
        if (element.ChildNodes is { Length: 1 } children && children[0] is IText only && visibility.MarkedText(element) is null)
        {
            return visibility.Hides(element) ? "" : Wording.Normalise(only.Data);
        }

        var text = Borrow();
        Append(text, element, visibility, enough);
        return Return(text);
    }

    /// <summary>Appends what an element says, parted from its surroundings where a person would see it parted.</summary>
    public static void Append(StringBuilder text, IElement element, Visibility visibility, int enough = int.MaxValue)
    {
        if (Silent.Contains(element.LocalName) || visibility.Hides(element))
        {
            return;
        }

        var inline = IsInline(element);
        if (!inline)
        {
            Wording.AppendSpace(text);
        }

        if (visibility.MarkedText(element) is { } lost)
        {
            Wording.Append(text, lost);
        }
        else
        {
            var children = element.ChildNodes;
            for (var i = 0; i < children.Length && text.Length < enough; i++)
            {
                switch (children[i])
                {
                    case IText piece:
                        Wording.Append(text, piece.Data);
                        break;
                    case IElement child:
                        Append(text, child, visibility, enough);
                        break;
                }
            }
        }

        if (!inline)
        {
            Wording.AppendSpace(text);
        }
    }

    /// <summary>The first character that a person reads in an element; null when there is none.</summary>
    public static char? FirstOf(IElement element, Visibility visibility)
    {
        if (Silent.Contains(element.LocalName) || visibility.Hides(element))
        {
            return null;
        }

        if (visibility.MarkedText(element) is { } lost)
        {
            return FirstOf(lost);
        }

        var children = element.ChildNodes;
        for (var i = 0; i < children.Length; i++)
        {
            var first = children[i] switch
            {
                IText text => FirstOf(text.Data),
                IElement child => FirstOf(child, visibility),
                _ => null,
            };
            if (first is not null)
            {
                return first;
            }
        }

        return null;
    }

    /// <summary>The first character of a text that is no white space; null when there is none.</summary>
    public static char? FirstOf(string text)
    {
        foreach (var c in text)
        {
            if (!char.IsWhiteSpace(c))
            {
                return c;
            }
        }

        return null;
    }

    public static StringBuilder Borrow()
    {
        var text = _spare ?? new StringBuilder(1024);
        _spare = null;
        return text.Clear();
    }

    public static string Return(StringBuilder text)
    {
        var result = Wording.TrimEnd(text).ToString();
        if (text.Capacity <= 64 * 1024)
        {
            _spare = text;
        }

        return result;
    }
}
