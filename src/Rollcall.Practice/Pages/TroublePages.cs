using Rollcall.Practice.Registries;

namespace Rollcall.Practice.Pages;

/// <summary>The pages a site in trouble, or one that turns its visitor away, sends instead of an answer.</summary>
internal static class TroublePages
{
    public static Reply NotFound { get; } = Server(404, "Page not found", "The requested address does not exist on this server.");

    public static Reply Forbidden { get; } = Server(403, "403 Forbidden", "You don't have permission to access this resource.");

    public static Reply TooManyRequests { get; } = Server(429, "429 Too Many Requests", "You have sent too many requests in a given amount of time.");

    public static Reply InternalError { get; } = Server(500, "500 Internal Server Error", "The server encountered an unexpected condition.");

    public static Reply Unavailable { get; } = Server(503, "503 Service Unavailable", "The service is temporarily overloaded. Please try again later.");

    public static Reply Maintenance { get; } = Reply.Html(500, SiteHtml.Page(
        "Website Maintenance",
        "<h1>Website Maintenance</h1><p>Our website is currently undergoing scheduled maintenance. We will be back shortly. "
        + "We apologize for any inconvenience.</p>"));

    public static Reply Block { get; } = Reply.Html(200,
        """
        <!doctype html>
        <html lang="en">
        <head><meta charset="utf-8"><title>Just a moment...</title><link rel="icon" href="data:,"></head>
        <body>
        <h1>Please verify you are human</h1>
        <p>We have detected unusual traffic from your network. To continue, please complete the CAPTCHA below.</p>
        <form id="challenge-form" method="post" action="/login"><div class="captcha" data-sitekey="practice">
        <label><input type="checkbox" name="human"> I'm not a robot</label></div><button type="submit">Continue</button></form>
        <p>Incident ID: 7f00-0001-practice</p>
        </body>
        </html>

        """);

    private static Reply Server(int status, string title, string text) => Reply.Html(status,
        $"""
        <!doctype html>
        <html><head><title>{title}</title><link rel="icon" href="data:,"></head>
        <body><h1>{title}</h1><p>{text}</p><hr><address>practice</address></body></html>

        """);
}
