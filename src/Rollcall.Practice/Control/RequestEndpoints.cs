using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rollcall.Practice.Requests;

namespace Rollcall.Practice.Control;

/// <summary>The request log over HTTP.</summary>
internal sealed class RequestEndpoints(RequestLog log)
{
    public void Map(IEndpointRouteBuilder control)
    {
        control.MapGet("/requests", (RequestDelegate)(http => FilteredAsync(http, found => NdjsonAnswer.WriteAsync(http, found))));
        control.MapGet("/requests/count", (RequestDelegate)(http => FilteredAsync(http, found =>
            ControlEndpoints.WriteAsync(http, new { count = found.Count, total = log.Total, dropped = log.Dropped }))));
        control.MapDelete("/requests", (RequestDelegate)(http =>
        {
            log.Clear();
            http.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        }));
    }

    private async Task FilteredAsync(HttpContext http, Func<IReadOnlyList<LoggedRequest>, Task> answer)
    {
        RequestKind? kind = null;
        if (Text(http, "kind") is { } kindText)
        {
            if (!RequestKinds.TryParse(kindText, out var parsed))
            {
                await ControlEndpoints.FailAsync(http, 400, $"kind \"{kindText}\": allowed are record, page, search, entries, list, section, asset");
                return;
            }
            kind = parsed;
        }
        var after = 0L;
        if (Text(http, "after") is { } afterText && !long.TryParse(afterText, NumberStyles.None, CultureInfo.InvariantCulture, out after))
        {
            await ControlEndpoints.FailAsync(http, 400, $"after \"{afterText}\" must be a sequence number");
            return;
        }
        var filter = new RequestFilter { Registry = Text(http, "registry"), Kind = kind, Id = Text(http, "id"), After = after };
        await answer(log.Read(filter));
    }

    private static string? Text(HttpContext http, string name)
    {
        var values = http.Request.Query[name];
        return values.Count == 0 ? null : values.ToString();
    }
}
