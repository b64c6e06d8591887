using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Rollcall.Practice.WebForms;

/// <summary>What a request to the WebForms registry does, as far as it says so.</summary>
internal sealed record WebFormsMove(string Form, string? Session, ViewState? State, bool IsPost)
{
    public const string Cookie = "ASP.NET_SessionId";

    private const string Prefix = "ctl00$main$";

    /// <summary>The button that was pressed, without its prefix; null for none.</summary>
    public string? Button { get; private init; }

    /// <summary>The list that was clicked in, without its prefix; null for none.</summary>
    public string? List { get; private init; }

    /// <summary>What was clicked: <c>Page</c> or <c>Select</c>.</summary>
    public string? Verb { get; private init; }

    /// <summary>Which of them, from 0.</summary>
    public int Place { get; private init; } = -1;

    /// <summary>What was typed into the search.</summary>
    public string Typed { get; private init; } = "";

    public static async Task<WebFormsMove> ReadAsync(HttpContext http, string form, int seed)
    {
        var session = http.Request.Cookies[Cookie];
        if (!HttpMethods.IsPost(http.Request.Method) || !http.Request.HasFormContentType)
            return new WebFormsMove(form, session, null, HttpMethods.IsPost(http.Request.Method));
        var fields = await http.Request.ReadFormAsync(http.RequestAborted);
        var state = ViewState.Read(seed, fields[ViewState.Field], fields[ViewState.GeneratorField], fields[ViewState.ValidationField]);
        var target = fields["__EVENTTARGET"].ToString();
        var argument = fields["__EVENTARGUMENT"].ToString().Split('$');
        var hasPlace = int.TryParse(argument[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var place);
        return new WebFormsMove(form, session, state, IsPost: true)
        {
            Button = fields.Keys.Where(k => k.StartsWith(Prefix, StringComparison.Ordinal)).Select(k => k[Prefix.Length..]).FirstOrDefault(k => k is "accept" or "leave" or "search"),
            List = target.StartsWith(Prefix, StringComparison.Ordinal) ? target[Prefix.Length..] : null,
            Verb = argument[0],
            Place = !hasPlace ? -1 : argument[0] == "Page" ? place - 1 : place,
            Typed = fields[Prefix + "number"].ToString().Trim(),
        };
    }
}
