using System.Text.RegularExpressions;

namespace Rollcall.Definitions;

/// <summary>Tells from an unquoted value what YAML would make of it. Pure.</summary>
internal static partial class TrapRules
{
    private const string Quotes = "put the value in quotes";

    /// <summary>Why an unquoted value outside braces and brackets does not say what it seems to; null when it does.</summary>
    public static (string Wrong, string Allowed)? InBlock(string value) =>
        AtStart(value) ?? HashWithin(value) ?? ColonWithin(value);

    /// <summary>The same inside <c>{ }</c> or <c>[ ]</c>, where brackets, braces and commas mean more.</summary>
    public static (string Wrong, string Allowed)? InFlow(string value) =>
        AtStart(value) ?? HashWithin(value) ?? ColonWithin(value)
        ?? (value.AsSpan().ContainsAny("{}[],") ? ($"'{value}' holds {{, [ or a comma, which mean something else within braces and brackets", Quotes) : null);

    /// <summary>Whether a text in braces is a placeholder such as <c>{number}</c>, which YAML reads as a mapping.</summary>
    public static bool IsPlaceholderFirst(ReadOnlySpan<char> text) => PlaceholderFirst().IsMatch(text);

    /// <summary>Whether a text in brackets is an attribute selector such as <c>[data-x=y]</c>, which YAML reads as a list.</summary>
    public static bool IsAttributeFirst(ReadOnlySpan<char> text) => AttributeFirst().IsMatch(text);

    private static (string, string)? AtStart(string value) => value[0] switch
    {
        '#' => ($"an unquoted # begins a comment, so '{value}' is not read", Quotes),
        '{' => ($"an unquoted {{ begins a mapping, so '{value}' is not read as text", Quotes),
        '[' => ($"an unquoted [ begins a list, so '{value}' is not read as text", Quotes),
        '*' when !Alias().IsMatch(value) => ($"an unquoted * names an anchor, so '{value}' is not read as text", Quotes),
        '!' => ($"an unquoted ! begins a tag, so '{value}' is not read as text", Quotes),
        '@' or '`' or '%' => ($"no unquoted value begins with {value[0]}", Quotes),
        '>' or '|' => ($"an unquoted {value[0]} begins a text of several lines, so '{value}' is not read", Quotes),
        '"' or '\'' => ($"text follows the closing quote in {value}", "put the whole value in quotes"),
        _ => null,
    };

    private static (string, string)? HashWithin(string value) => HashInside().Match(value) is { Success: true } hash
        ? ($"an unquoted # after a space begins a comment, so only '{hash.Groups["before"].Value.TrimEnd()}' is read", "put the value in quotes (or a space behind # when a comment is meant)")
        : null;

    private static (string, string)? ColonWithin(string value) => ColonInside().IsMatch(value)
        ? ($"an unquoted colon before a space begins a mapping, so '{value}' is not read as text", Quotes)
        : null;

    [GeneratedRegex(@"^\{[A-Za-z_][A-Za-z0-9_]*(:0+)?\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PlaceholderFirst();

    [GeneratedRegex(@"^\[[A-Za-z_][\w-]*(\s*[~|^$*]?=|\][^\s,}\]])", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AttributeFirst();

    [GeneratedRegex(@"^\*[A-Za-z0-9_-]+$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Alias();

    // A number or a truth value is no selector: what follows it is a comment, however it is written.
    [GeneratedRegex(@"^(?!(-?[0-9.]+|true|false)\s+#)(?<before>.*?)\s#(?=[^\s#!])", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex HashInside();

    [GeneratedRegex(@":(\s|$)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ColonInside();
}
