using Microsoft.AspNetCore.Http;

namespace Rollcall.Dashboard.Serving;

/// <summary>
/// Lets nothing change state that does not come from the dashboard's own pages: browsers say where a request comes from, and a page of another origin
/// cannot make them lie. The token in each form is looked at besides. Pure.
/// </summary>
internal static class OriginGuard
{
    /// <summary>Whether a request may change something, as far as its headers tell.</summary>
    public static bool Allows(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        {
            return true;
        }

        var site = request.Headers["Sec-Fetch-Site"].ToString();
        var origin = request.Headers.Origin.ToString();

        // Whether a proxy before us speaks https we are not told.
        return HttpMethods.IsPost(request.Method)
            && site is "" or "same-origin"
            && Uri.TryCreate(origin, UriKind.Absolute, out var from)
            && from.Scheme is "http" or "https"
            && string.Equals(from.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The guard as a step of the pipeline.</summary>
    public static async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (Allows(context.Request))
        {
            await next(context);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        await context.Response.WriteAsync("Refused: this request does not come from a page of the dashboard.\n", context.RequestAborted);
    }
}
