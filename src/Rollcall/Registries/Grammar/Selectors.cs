using System.Text.RegularExpressions;
using AngleSharp.Css.Parser;
using AngleSharp.Dom;
using Rollcall.Definitions;

namespace Rollcall.Registries.Grammar;

/// <summary>Says whether a text is a CSS selector that the reader and every browser understand alike. Thread safe.</summary>
internal static partial class Selectors
{
    private const string Plain = "give a plain CSS selector, such as table.record or #result td:nth-child(1)";

    // A parser costs more to make than a selector to parse, and does not say that it is thread safe.
    private static readonly Lock Gate = new();
    private static readonly CssSelectorParser Parser = new();

    /// <summary>What is wrong with a selector; null when nothing is.</summary>
    public static Complaint? Check(string text)
    {
        if (OtherLanguage().Match(text) is { Success: true } other)
        {
            return new Complaint($"'{text}' holds '{other.Value.Trim()}', which is not CSS", Plain + "; what the element must say goes into 'is' or 'contains'");
        }

        if (Template.HoldsPlaceholder(text))
        {
            return new Complaint($"'{text}' holds a placeholder, and a selector is the same for every id", "name the id in 'is', 'contains' or 'where'");
        }

        // The parser passes over these; a browser does not.
        return Loose().IsMatch(text) || !IsParsed(text)
            ? new Complaint($"'{text}' is no CSS selector", Plain)
            : null;
    }

    private static bool IsParsed(string text)
    {
        try
        {
            lock (Gate)
            {
                return Parser.ParseSelector(text) is not null;
            }
        }
        catch (DomException)
        {
            // Some malformed selectors throw, others yield null.
            return false;
        }
    }

    [GeneratedRegex(@"^\s*(text|xpath|css|id|role)=|^\s*(//|\.\./)|>>|:(contains|has-text|text|text-is|text-matches|visible|matches|eq|first(?!-)|last(?!-))\b|::[\w-]+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OtherLanguage();

    [GeneratedRegex(@"^\s*[,>+~]|[,>+~]\s*$|,\s*,|\(\s*\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Loose();
}
