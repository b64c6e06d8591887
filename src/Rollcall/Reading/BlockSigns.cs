using System.Buffers;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Rollcall.Fetching;

namespace Rollcall.Reading;

/// <summary>
/// The signs by which pages that no rule knows, or that only seem to say "no such record", are told to be a refusal to serve us. Whole phrases, and several signs
/// together where the status says nothing: a single word proves nothing on a page about anything. Never asked about a page that shows a record.
/// Pure.
/// </summary>
internal static class BlockSigns
{
    /// <summary>What a page says that turns visitors away.</summary>
    private static readonly string[] Phrases =
    [
        "verify you are human", "verify that you are human", "verifying you are human", "are you a robot", "are you human", "i'm not a robot", "i am not a robot",
        "not a robot", "unusual traffic", "unusual activity", "automated requests", "automated access", "automated queries", "suspicious activity", "bot detection",
        "checking your browser", "just a moment", "attention required", "enable javascript and cookies to continue", "complete the captcha", "security check",
        "access denied", "access to this page has been denied", "you have been blocked", "request blocked", "your request has been blocked", "web application firewall",
        "your ip address", "ray id", "incident id", "support id", "too many requests", "rate limit exceeded", "request rate", "quota exceeded", "temporarily blocked",
    ];

    private static readonly string[] Maintenance =
    [
        "website maintenance", "site maintenance", "system maintenance", "scheduled maintenance", "undergoing maintenance", "under maintenance", "down for maintenance",
        "maintenance in progress", "maintenance mode", "temporarily unavailable", "service unavailable", "currently unavailable", "we will be back shortly",
        "we'll be back soon",
    ];

    // Most pages hold none of them, which one pass over the text tells.
    private static readonly SearchValues<string> AnyPhrase = SearchValues.Create([.. Phrases, .. Maintenance], StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> Challenges = SearchValues.Create(
        ["captcha", "turnstile", "challenge-form", "challenge-platform", "cf-challenge", "challenge-running"], StringComparison.OrdinalIgnoreCase);

    private static readonly string[] Logins = ["login", "log-in", "logon", "signin", "sign-in", "sign_in", "auth", "authenticate", "sso", "captcha", "challenge", "blocked"];

    /// <summary>What shows that a page no rule knows is a block; null when nothing does.</summary>
    public static string? OfUnknown(ParsedPage parsed)
    {
        var page = parsed.Page;
        return page.Status switch
        {
            401 or 403 or 503 => $"status {page.Status}",
            >= 200 and < 300 when parsed.IsEmpty => "an empty page",
            _ => Elsewhere(page) ?? Together(parsed, least: page.Status >= 400 ? 1 : 2),
        };
    }

    /// <summary>What shows that a page is a block although it also fits the rule of an absence, or was seen when a step failed: several signs together.</summary>
    public static string? Strong(ParsedPage parsed) => Together(parsed, least: 2);

    /// <summary>What shows that a page asked for turned out to be the front door or its lock; null when nothing does.</summary>
    public static string? Elsewhere(Page page)
    {
        var to = page.FinalUrl;
        if (page.Redirects.Count == 0 && to.AbsolutePath == page.RequestedUrl.AbsolutePath)
        {
            return null;
        }

        var segments = to.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return to.AbsolutePath == "/" && page.RequestedUrl.AbsolutePath != "/" ? "redirected to the home page"
            : segments.Any(s => Logins.Contains(Path.GetFileNameWithoutExtension(s), StringComparer.OrdinalIgnoreCase)) ? $"redirected to {to.AbsolutePath}"
            : null;
    }

    private static string? Together(ParsedPage parsed, int least)
    {
        var signs = new List<string>();
        var text = Wording.Seen($"{parsed.Title} {parsed.Text}");
        if (text.AsSpan().ContainsAny(AnyPhrase))
        {
            signs.AddRange(Phrases.Where(p => Wording.Contains(text, p, isId: false)).Select(p => $"\"{p}\""));

            // However much is said about it, maintenance is one sign: a record may be about maintenance.
            if (Maintenance.FirstOrDefault(p => Wording.Contains(text, p, isId: false)) is { } maintenance)
            {
                signs.Add($"\"{maintenance}\"");
                if (Wording.Contains(parsed.Title, maintenance, isId: false))
                {
                    signs.Add("a title that says so");
                }
            }
        }

        if (parsed.Elements.Any(IsChallenge))
        {
            signs.Add("a CAPTCHA");
        }

        if (parsed.Elements.Any(e => e is IHtmlInputElement { Type: "password" }))
        {
            signs.Add("a password field");
        }

        return signs.Count >= least ? string.Join(", ", signs.Take(3)) : null;
    }

    private static bool IsChallenge(IElement element) =>
        Speaks(element.ClassName) || Speaks(element.Id)
        || (element.LocalName is "script" or "iframe" && Speaks(element.GetAttribute("src")));

    private static bool Speaks(string? text) => text.AsSpan().ContainsAny(Challenges);
}
