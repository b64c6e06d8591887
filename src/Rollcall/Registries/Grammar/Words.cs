using System.Buffers;
using System.Text.RegularExpressions;
using Rollcall.Definitions;
using Rollcall.Ids;

namespace Rollcall.Registries.Grammar;

/// <summary>The kinds of text that stand in a registry definition.</summary>
internal static partial class Words
{
    private static readonly SearchValues<char> BeyondPaths = SearchValues.Create("[]*()?@");

    public static TextShape Text { get; } = new("text", "give a text");

    public static TextShape Selector { get; } = new("CSS selector", "give a CSS selector") { Check = Selectors.Check };

    /// <summary>A text with placeholders, compared with what a page says.</summary>
    public static TextShape Marker { get; } = new("text", "give a text, with {id} or {number} where the id stands") { Check = text => CheckTemplate(text) ?? RefuseSecret(text) };

    /// <summary>A text with placeholders that is sent to the site; secrets are allowed.</summary>
    public static TextShape Sent { get; } = new("text", "give a text, with {id}, {number} or ${SECRET} where they belong") { Check = text => CheckTemplate(text) ?? OneLine(text) };

    public static TextShape Address { get; } = new("address", "give what follows the site in the address, such as /record/{number}")
    {
        Check = CheckAddress,
        Pattern = "(/|\\{link\\}).*",
    };

    public static TextShape JsonPath { get; } = new("dotted path", "give names and positions with dots between them, such as data.items.0.name, or . for the whole answer")
    {
        Check = CheckJsonPath,
        Pattern = @"\.|(?!\$(\.|$))[^\s.\[\]]+(\.[^\s.\[\]]+)*",
    };

    public static TextShape RegistryName { get; } = new("name of a registry", "use lower-case letters, digits and hyphens, at most 60")
    {
        Pattern = "[a-z0-9]([a-z0-9-]{0,58}[a-z0-9])?",
    };

    public static TextShape FieldName { get; } = new("name of a field, table or column", "use lower-case letters, digits and underscores, a letter first, at most 60")
    {
        Pattern = "[a-z][a-z0-9_]{0,59}",
    };

    public static TextShape HeaderName { get; } = new("header name", "give a name such as Accept-Language")
    {
        Check = CheckHeaderName,
        Pattern = "[A-Za-z0-9!#$%&'*+.^_`|~-]+",
    };

    public static TextShape Site { get; } = new("site", "give scheme, host and port alone, such as https://registry.example or http://127.0.0.1:8765")
    {
        Check = CheckSite,
        Pattern = "https?://[^/?#]+/?",
    };

    public static TextShape Contact { get; } = new("contact", "give a mail address or the address of a page about you")
    {
        Check = text => ContactForm().IsMatch(text) ? null : new Complaint($"'{text}' is neither a mail address nor the address of a page"),
    };

    public static TextShape Pattern { get; } = new("id pattern", "give a text with {number} where the number stands, such as IMM-{number}-{yy}") { Check = CheckPattern };

    public static TextShape DateFormat { get; } = new("date form", "give a form in .NET notation, such as d MMMM yyyy or MM/dd/yyyy") { Check = CheckDateFormat };

    // JSONPath is what many know; of it, names and positions are enough here.
    private static Complaint? CheckJsonPath(string text)
    {
        var isRooted = text is "$" || text.StartsWith("$.", StringComparison.Ordinal) || text.StartsWith("$[", StringComparison.Ordinal);
        var plain = Bracketed().Replace(isRooted ? text[1..] : text, ".${step}").TrimStart('.');
        return text.Any(char.IsWhiteSpace) || plain.AsSpan().ContainsAny(BeyondPaths) || (!isRooted && plain == text.TrimStart('.')) ? null
            : new Complaint($"'{text}' is written as JSONPath", $"write it with dots alone: {(plain.Length == 0 ? "." : plain)}");
    }

    private static Complaint? CheckTemplate(string text) => Template.Malformed(text) is { } wrong
        ? new Complaint($"'{wrong}' is no placeholder", "write {id}, {number}, {number:00000}, a lower-case name such as {yy}, or ${NAME} for a secret of the environment")
        : null;

    private static Complaint? RefuseSecret(string text) => new Template(text).Secrets.FirstOrDefault() is { } secret
        ? new Complaint($"${{{secret}}} stands in a text that is written to journal and report", "secrets belong into addresses, headers, form fields and 'with' only")
        : null;

    private static Complaint? OneLine(string text) =>
        text.AsSpan().ContainsAny('\r', '\n') ? new Complaint("the text has a line break", "write it on one line") : null;

    private static Complaint? CheckAddress(string text)
    {
        if (text.Contains("://", StringComparison.Ordinal) && Uri.TryCreate(text, UriKind.Absolute, out _))
        {
            return new Complaint($"'{text}' names a host, and that is what 'site' is for", "give only what follows the site, beginning with a slash");
        }

        return (text.StartsWith('/') || text.StartsWith("{link}", StringComparison.Ordinal)) && !text.StartsWith("//", StringComparison.Ordinal) && !text.Any(char.IsWhiteSpace)
            ? CheckTemplate(text)
            : new Complaint($"'{text}' is no address on the site", "begin it with one slash and write a space as %20");
    }

    private static Complaint? CheckHeaderName(string text) => text.ToUpperInvariant() switch
    {
        "HOST" or "CONNECTION" or "CONTENT-LENGTH" or "TRANSFER-ENCODING" => new Complaint($"'{text}' is set by the connection itself", "take it away"),
        "USER-AGENT" => new Complaint("'User-Agent' says who asks and is the same for all requests", "use the setting user_agent, and 'contact'"),
        _ => null,
    };

    private static Complaint? CheckSite(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Host.Length > 0
            ? uri.PathAndQuery is "/" && uri.Fragment.Length == 0 && uri.UserInfo.Length == 0
                ? null
                : new Complaint($"'{text}' says more than scheme, host and port", $"give {uri.GetLeftPart(UriPartial.Authority)} here, and the rest in the steps (a password as ${{NAME}} in a header)")
            : new Complaint($"'{text}' is no address of a site");

    private static Complaint? CheckPattern(string text)
    {
        if (IdPattern.TryParse(text, out var pattern, out var problem))
        {
            return pattern.Placeholders.Contains("id")
                ? new Complaint($"'{text}' makes the id from {{id}}", "put {number} where the number stands")
                : null;
        }

        var names = new Template(text).Names.ToList();
        var meant = names.Contains("number") ? null : names.Find(n => Nearest.To(n, ["number"]) is not null);
        var parts = problem.Split("; ", 2);
        return meant is null ? new Complaint(parts[0], parts.ElementAtOrDefault(1)) : new Complaint($"there is no placeholder {{{meant}}}", "did you mean {number}?");
    }

    private static Complaint? CheckDateFormat(string text)
    {
        try
        {
            var day = new DateTime(2025, 11, 22, 0, 0, 0, DateTimeKind.Unspecified);
            return DateTime.TryParseExact(day.ToString(text), text, provider: null, default, out var back) && back.Date == day
                ? null
                : new Complaint($"'{text}' does not hold day, month and year");
        }
        catch (FormatException)
        {
            return new Complaint($"'{text}' is no date form");
        }
    }

    [GeneratedRegex(@"\[['""]?(?<step>[^\[\]'""]+)['""]?\]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Bracketed();

    [GeneratedRegex(@"\A(https?://\S+\.\S+|(mailto:)?[^\s@]+@[^\s@]+)\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ContactForm();
}
