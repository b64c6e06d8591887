using System.Text.RegularExpressions;
using AngleSharp.Css.Dom;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Rollcall.Fetching;

namespace Rollcall.Reading;

/// <summary>What a click sends when no script meddles: the address of a link, the fields of a form, a postback. Pure.</summary>
internal static partial class FormSubmission
{
    private const string NeedsScript = "a script works it, and there are none over http: use 'mode: browser'";

    /// <summary>Where a click on an element leads.</summary>
    /// <param name="element">The element.</param>
    /// <param name="page">Its page.</param>
    /// <param name="filled">What was filled in before, each with its selector as written and compiled.</param>
    public static Onward Of(IElement element, ParsedPage page, IReadOnlyList<(string Written, ISelector Selector, string Text)> filled)
    {
        if ((element.Closest("button") ?? element) is { } control && IsSubmit(control) && FormOf(control, page) is { } form)
        {
            return Send(form, control, page, filled, postBack: null);
        }

        var link = element.Closest("a[href], area[href]");
        foreach (var script in new[] { link?.GetAttribute("href"), link?.GetAttribute("onclick"), element.GetAttribute("href"), element.GetAttribute("onclick") })
        {
            if (script is not null && PostBack().Match(script) is { Success: true } match)
            {
                return (FormOf(element, page) ?? page.Elements.OfType<IHtmlFormElement>().FirstOrDefault()) is { } posted
                    ? Send(posted, submitter: null, page, filled, (match.Groups["target"].Value, match.Groups["argument"].Value))
                    : new Onward.Nowhere("the page has no form to post back");
            }
        }

        return link?.GetAttribute("href")?.Trim() is { Length: > 0 } href && href[0] != '#' && !href.StartsWith("javascript:", StringComparison.OrdinalIgnoreCase)
            ? Visit(page, href, href)
            : new Onward.Nowhere($"{element.LocalName} is neither a link nor the button of a form: {NeedsScript}");
    }

    /// <summary>A visit to an address on the page.</summary>
    /// <param name="page">The page.</param>
    /// <param name="address">The address, as it stands there.</param>
    /// <param name="written">What messages show of it.</param>
    public static Onward Visit(ParsedPage page, string address, string written) =>
        !Uri.TryCreate(BaseOf(page), address.Trim(), out var to) || to.Scheme is not ("http" or "https") ? new Onward.Nowhere($"'{Excerpt.Of(written)}' is no address")
        : to.Authority != page.Page.FinalUrl.Authority ? new Onward.Nowhere($"'{Excerpt.Of(written)}' leads to another host, {to.Authority}")
        : new Onward.Request("GET", to, []) { Headers = [new("Referer", Referrer(page))] };

    /// <summary>Where a form is sent; null when that is no address.</summary>
    public static Uri? ActionOf(IElement form, IElement? submitter, ParsedPage page)
    {
        var action = submitter?.GetAttribute("formaction") ?? form.GetAttribute("action");
        return string.IsNullOrWhiteSpace(action) ? page.Page.FinalUrl
            : Uri.TryCreate(BaseOf(page), action.Trim(), out var to) && to.Scheme is "http" or "https" ? to : null;
    }

    /// <summary>The page's address as a browser names it to the site.</summary>
    public static string Referrer(ParsedPage page) => page.Page.FinalUrl.GetComponents(UriComponents.HttpRequestUrl, UriFormat.UriEscaped);

    private static Onward Send(
        IHtmlFormElement form, IElement? submitter, ParsedPage page, IReadOnlyList<(string Written, ISelector Selector, string Text)> filled, (string Target, string Argument)? postBack)
    {
        if (ActionOf(form, submitter, page) is not { } address || address.Authority != page.Page.FinalUrl.Authority)
        {
            return new Onward.Nowhere("the form is sent to another host, or to no address at all");
        }

        var (fields, missing) = FormFields.Of(form, submitter, page, filled);
        if (fields is null)
        {
            return missing!;
        }

        if (postBack is var (target, argument))
        {
            fields.RemoveAll(f => f.Key is "__EVENTTARGET" or "__EVENTARGUMENT");
            fields.InsertRange(0, [new("__EVENTTARGET", target), new("__EVENTARGUMENT", argument)]);
        }

        var method = submitter?.GetAttribute("formmethod") ?? form.GetAttribute("method") ?? "get";
        IReadOnlyList<KeyValuePair<string, string>> headers = [new("Referer", Referrer(page))];
        if (postBack is null && !method.Equals("post", StringComparison.OrdinalIgnoreCase))
        {
            var query = string.Join('&', fields.Select(f => $"{Uri.EscapeDataString(f.Key)}={Uri.EscapeDataString(f.Value)}"));
            return new Onward.Request("GET", new UriBuilder(address) { Query = query, Fragment = "" }.Uri, []) { Headers = headers };
        }

        var key = postBack is var (to, what) ? $"{address} {to} {what}" : $"{address} {submitter?.GetAttribute("name")} {submitter?.GetAttribute("value")}";
        return new Onward.Request("POST", address, fields) { Headers = headers, Key = key };
    }

    private static bool IsSubmit(IElement control) => control switch
    {
        IHtmlButtonElement button => (button.GetAttribute("type") ?? "submit").Equals("submit", StringComparison.OrdinalIgnoreCase),
        IHtmlInputElement input => input.Type is "submit" or "image",
        _ => false,
    };

    private static IHtmlFormElement? FormOf(IElement element, ParsedPage page) =>
        element.GetAttribute("form") is { Length: > 0 } id ? page.Elements.OfType<IHtmlFormElement>().FirstOrDefault(f => f.Id == id) : element.Closest("form") as IHtmlFormElement;

    /// <summary>What the addresses on a page are relative to: what it says itself, or where it stands.</summary>
    internal static Uri BaseOf(ParsedPage page)
    {
        var given = page.Elements.FirstOrDefault(e => e.LocalName == "base" && e.HasAttribute("href"))?.GetAttribute("href");
        return given is not null && Uri.TryCreate(page.Page.FinalUrl, given, out var stated) ? stated : page.Page.FinalUrl;
    }

    [GeneratedRegex("""(__doPostBack|WebForm_PostBackOptions)\(\s*(?<q>['"])(?<target>.*?)\k<q>\s*,\s*(?<r>['"])(?<argument>.*?)\k<r>""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PostBack();
}
