using System.Net;
using Microsoft.AspNetCore.Http;

namespace Rollcall.Dashboard.Serving;

/// <summary>
/// Answers only requests that name this machine. A page on the internet can have its own name point to 127.0.0.1 (DNS rebinding) and would then share our
/// origin with us; but it cannot hide its name from the Host header. Immutable, thread safe.
/// </summary>
internal sealed class HostGuard(IPAddress address, IEnumerable<string> names)
{
    private readonly HashSet<string> _names = new(names.Append("localhost"), StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a Host header names us. Ports do not matter: a tunnel has its own.</summary>
    public bool Allows(HostString host)
    {
        var name = host.Host.Trim('[', ']');
        if (!IPAddress.TryParse(name, out var ip))
        {
            return _names.Contains(name);
        }

        // Whoever listens everywhere is called by every address it has; an address cannot be pointed elsewhere.
        return IPAddress.IsLoopback(ip) || ip.Equals(address) || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
    }

    /// <summary>The guard as a step of the pipeline.</summary>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (Allows(context.Request.Host))
        {
            await next(context);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status421MisdirectedRequest;
        await context.Response.WriteAsync("This dashboard does not answer to that name. Use its address, or start it with --allow-host NAME.\n", context.RequestAborted);
    }
}
