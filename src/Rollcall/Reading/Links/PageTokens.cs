using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Rollcall.Fetching;

namespace Rollcall.Reading;

/// <summary>Collects what a page holds ready for the next request: hidden fields of its forms, and tokens in its head. Pure.</summary>
internal static class PageTokens
{
    private static readonly string[] Tokens = ["csrf-token", "csrf_token", "_csrf", "x-csrf-token"];

    /// <summary>What is carried to an address: the hidden fields of the form that leads there, or of all forms when none does.</summary>
    public static Onward Of(ParsedPage page, string address)
    {
        var hidden = page.Elements.OfType<IHtmlInputElement>().Where(i => IsHidden(i)).ToList();
        var path = Uri.TryCreate(page.Page.FinalUrl, address, out var to) ? to.AbsolutePath : address;
        var leading = hidden.Where(i => i.Form is { } form && FormSubmission.ActionOf(form, null, page)?.AbsolutePath == path).ToList();
        var fields = (leading.Count > 0 ? leading : hidden).Select(i => KeyValuePair.Create(i.Name!, i.GetAttribute("value") ?? "")).ToList();
        var headers = new List<KeyValuePair<string, string>> { new("Referer", FormSubmission.Referrer(page)) };
        AddToken(page, fields, headers);
        return fields.Count == 0 && headers.Count == 1
            ? new Onward.Nowhere(page.IsEmpty ? "the page before is empty, so there is nothing to carry" : "the page before has no hidden field and no token to carry")
            : new Onward.Request("POST", page.Page.FinalUrl, fields) { Headers = headers };
    }

    private static bool IsHidden(IHtmlInputElement input) =>
        input.Type.Equals("hidden", StringComparison.OrdinalIgnoreCase) && !string.IsNullOrEmpty(input.Name) && !input.IsDisabled;

    // Rails names the field in csrf-param, Spring the header in _csrf_header; everybody else takes X-CSRF-Token.
    private static void AddToken(ParsedPage page, List<KeyValuePair<string, string>> fields, List<KeyValuePair<string, string>> headers)
    {
        var meta = page.Elements.Where(e => e.LocalName == "meta" && e.HasAttribute("name") && e.HasAttribute("content"))
            .GroupBy(e => e.GetAttribute("name")!.ToLowerInvariant()).ToDictionary(g => g.Key, g => g.First().GetAttribute("content")!);
        if (Tokens.FirstOrDefault(meta.ContainsKey) is not { } token)
        {
            return;
        }

        if ((meta.GetValueOrDefault("csrf-param") ?? meta.GetValueOrDefault("_csrf_parameter")) is { Length: > 0 } field)
        {
            if (!fields.Exists(f => f.Key == field))
            {
                fields.Add(new(field, meta[token]));
            }
        }
        else
        {
            headers.Add(new(meta.GetValueOrDefault("_csrf_header") is { Length: > 0 } header ? header : "X-CSRF-Token", meta[token]));
        }
    }
}
