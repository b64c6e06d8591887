using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rollcall.Practice.Registries;

namespace Rollcall.Practice.Pages;

/// <summary>
/// <c>/login</c>: a form with a token that belongs to the visitor's cookie. The user <c>reader</c> with the password <c>practice</c> becomes a member, who may
/// see what stands below <c>/members</c>. Thread safe.
/// </summary>
internal sealed class LoginDesk(Exchange exchange)
{
    private const string User = "reader";
    private const string Password = "practice";
    private const string VisitorCookie = "visitor";
    private const string MemberCookie = "member";
    private int _visitors;

    public void Map(IEndpointRouteBuilder routes) => routes.MapMethods("/login", ["GET", "POST"], (RequestDelegate)(async http => await exchange.RunAsync(http, await AnswerAsync(http))));

    /// <summary>Whether the visitor has signed in.</summary>
    public static bool IsMember(HttpContext http) =>
        http.Request.Cookies[MemberCookie]?.Split('.') is [var visitor, var seal] && seal == Seal("member", visitor);

    private async Task<Reply> AnswerAsync(HttpContext http)
    {
        if (!HttpMethods.IsPost(http.Request.Method) || !http.Request.HasFormContentType)
        {
            var visitor = $"{Interlocked.Increment(ref _visitors)}";
            return Page(visitor, http.Request.Query["next"].ToString(), "Your session has ended. Please sign in to continue.") with { Cookie = $"{VisitorCookie}={visitor}; Path=/; HttpOnly" };
        }
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var known = http.Request.Cookies[VisitorCookie] ?? "";
        var next = form["next"].ToString();
        if (form["token"] != Seal("token", known))
            return Page(known, next, "This form has expired. Please try again.");
        return form["username"] == User && form["password"] == Password
            ? Reply.Redirect(next.StartsWith('/') && !next.StartsWith("//", StringComparison.Ordinal) ? next : "/", $"{MemberCookie}={known}.{Seal("member", known)}; Path=/; HttpOnly")
            : Page(known, next, "Wrong user name or password.");
    }

    private static string Seal(string what, string visitor) => $"{Dice.For(0, $"{what}/{visitor}").Below(int.MaxValue):x8}";

    private static Reply Page(string visitor, string next, string message) => Reply.Html(200, SiteHtml.Page("Sign in",
        $"""
        <h1>Sign in</h1>
        <p id="message">{message}</p>
        <form method="post" action="/login" id="login">
        <input type="hidden" name="token" value="{Seal("token", visitor)}"><input type="hidden" name="next" value="{SiteHtml.Encode(next)}">
        <p><label>User name <input name="username" id="username" autocomplete="off"></label></p>
        <p><label>Password <input name="password" id="password" type="password"></label></p>
        <p><button type="submit" id="sign-in">Sign in</button></p>
        </form>
        """));
}
