using System.Collections.Frozen;
using AngleSharp.Dom;

namespace Rollcall.Reading;

/// <summary>Something on a page that a person could read as a label. Immutable.</summary>
/// <param name="Node">The element that is the label, or the text node that begins with it.</param>
/// <param name="Text">The label without its colon.</param>
/// <param name="HasColon">Whether it has one.</param>
internal readonly record struct LabelPlace(INode Node, string Text, bool HasColon)
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

    /// <summary>All of them, in document order.</summary>
    public static List<LabelPlace> AllOf(IElement? root, Visibility visibility)
    {
        var places = new List<LabelPlace>();
        if (root is not null)
        {
            Collect(root, visibility, places);
        }

        return places;
    }

    /// <summary>The text without a colon at its end.</summary>
    public static string WithoutColon(string text, out bool hadColon)
    {
        hadColon = text.EndsWith(':') || text.EndsWith('：');
        return hadColon ? text[..^1].TrimEnd(' ') : text;
    }

    private static void Collect(IElement element, Visibility visibility, List<LabelPlace> places)
    {
        if (Controls.Contains(element.LocalName) || visibility.Hides(element))
        {
            return;
        }

        if (Tags.Contains(element.LocalName))
        {
            var text = PageText.Of(element, visibility, Longest + 1);
            if (text.Length is > 0 and <= Longest)
            {
                places.Add(new LabelPlace(element, WithoutColon(text, out var hadColon), hadColon));
            }
        }

        var children = element.ChildNodes;
        for (var i = 0; i < children.Length; i++)
        {
            switch (children[i])
            {
                case IElement child:
                    Collect(child, visibility, places);
                    break;
                case IText text when text.Data.IndexOf(':', StringComparison.Ordinal) is > 0 and <= Longest + 20 && StartsLine(children, i):
                    places.Add(new LabelPlace(text, Wording.Normalise(text.Data[..text.Data.IndexOf(':', StringComparison.Ordinal)]), HasColon: true));
                    break;
            }
        }
    }

    /// <summary>Whether a line begins with this node: nothing stands before it, or a line break or block does.</summary>
    private static bool StartsLine(INodeList siblings, int at)
    {
        for (var i = at - 1; i >= 0; i--)
        {
            switch (siblings[i])
            {
                case IText text when !string.IsNullOrWhiteSpace(text.Data):
                    return false;
                case IElement element:
                    return !PageText.IsInline(element);
            }
        }

        return true;
    }
}
