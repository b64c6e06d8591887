using Microsoft.AspNetCore.Http;

namespace Rollcall.Dashboard.Serving;

/// <summary>What every answer tells the browser: nothing from elsewhere, nothing inline, in nobody's frame, kept by no cache. Pure.</summary>
internal static class ResponseHeaders
{
    /// <summary>For the dashboard's own pages.</summary>
    public const string PagePolicy =
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    /// <summary>For what came from a site: even where a browser took it for a page, it would be one without scripts, without an origin.</summary>
    public const string KeptPolicy = "sandbox; default-src 'none'; frame-ancestors 'none'";

    /// <summary>For reports, which bring their own policy: no script, and an origin of their own, from which the dashboard cannot be reached. Kept pages open in a tab.</summary>
    public const string ReportPolicy = "sandbox allow-popups; frame-ancestors 'none'; connect-src 'none'; form-action 'none'";

    /// <summary>Sets them, as a step of the pipeline.</summary>
    public static Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = PagePolicy;
        headers.XFrameOptions = "DENY";
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-store";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        return next(context);
    }
}
