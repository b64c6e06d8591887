using System.Buffers;
using AngleSharp.Dom;
using Rollcall.Fetching;
using Rollcall.Registries;

namespace Rollcall.Reading;

/// <summary>Which elements of one page a person could not see. Immutable, thread safe.</summary>
/// <remarks>
/// In browser mode the browser's marks say so. What came over plain HTTP has none: there, judging takes elements with <c>hidden</c> or
/// an inline <c>display:none</c> for invisible, because sites keep their messages ready that way, and reading does not, because all of the
/// document belongs to the id asked for and sites keep half of a record in tabs that a script shows.
/// </remarks>
internal sealed class Visibility
{
    // Pages are long and hardly ever hide anything: one pass over the text spares a look at every element's attributes.
    private static readonly SearchValues<string> HidingMarkup = SearchValues.Create(["hidden", "display"], StringComparison.OrdinalIgnoreCase);

    private readonly bool _marks;
    private readonly bool _texts;
    private readonly bool _markup;

    private Visibility(bool marks, bool texts, bool markup)
    {
        _marks = marks;
        _texts = texts;
        _markup = markup;
    }

    /// <summary>What is seen of a page by judging and by reading.</summary>
    public static (Visibility Judging, Visibility Reading) Of(Page page)
    {
        var marks = page.Body.Contains(Page.HiddenMark, StringComparison.Ordinal);
        var texts = page.Body.Contains(Page.TextMark, StringComparison.Ordinal);
        var markup = page.Mode == FetchMode.Http && page.Body.AsSpan().ContainsAny(HidingMarkup);
        var reading = new Visibility(marks, texts, markup: false);
        return (markup ? new Visibility(marks, texts, markup) : reading, reading);
    }

    /// <summary>The element's text as the browser showed it, where HTML cannot hold it; null for an ordinary element.</summary>
    public string? MarkedText(IElement element) => _texts ? element.GetAttribute(Page.TextMark) : null;

    /// <summary>Whether the element itself hides what it holds.</summary>
    /// <remarks>Nothing in the head is laid out, so a browser may mark all of it; the title is seen all the same.</remarks>
    public bool Hides(IElement element) =>
        (_marks && element.HasAttribute(Page.HiddenMark) && element.LocalName is not ("head" or "title"))
        || (_markup && (element.HasAttribute("hidden") || IsHiddenByStyle(element)));

    /// <summary>Whether a person could not see the element: it, or something around it, hides it.</summary>
    public bool IsHidden(IElement element)
    {
        if (!_marks && !_markup)
        {
            return false;
        }

        for (var at = element; at is not null; at = at.ParentElement)
        {
            if (Hides(at))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsHiddenByStyle(IElement element)
    {
        var style = element.GetAttribute("style");
        if (string.IsNullOrEmpty(style))
        {
            return false;
        }

        foreach (var declaration in style.AsSpan().Split(';'))
        {
            var text = style.AsSpan()[declaration];
            var colon = text.IndexOf(':');
            if (colon > 0 && IsHiding(text[..colon].Trim(), text[(colon + 1)..].Trim()))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsHiding(ReadOnlySpan<char> property, ReadOnlySpan<char> value) =>
        (property.Equals("display", StringComparison.OrdinalIgnoreCase) && value.StartsWith("none", StringComparison.OrdinalIgnoreCase))
        || (property.Equals("visibility", StringComparison.OrdinalIgnoreCase) && value.StartsWith("hidden", StringComparison.OrdinalIgnoreCase));
}
