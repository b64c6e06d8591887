using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Rollcall.Practice.Pages;
using Rollcall.Practice.Registries;

namespace Rollcall.Practice.Faults;

/// <summary>Carries out the faults that are the same for every registry.</summary>
internal sealed class FaultSender(int seed, TimeProvider time)
{
    private const int SlowPieces = 20;

    /// <summary>Spoils one answer.</summary>
    public async Task SendAsync(HttpContext http, FaultRule fault, Func<Reply> truth, CancellationToken gone)
    {
        switch (fault.Kind)
        {
            case var kind when kind.IsTorture():
                await new TortureSender(time).SendAsync(http, kind, gone);
                return;
            case FaultKind.Timeout:
                await Task.Delay(Timeout.InfiniteTimeSpan, time, gone);
                return;
            case FaultKind.Reset:
                Reset(http);
                return;
            case FaultKind.HalfBody:
                await SendHalfAsync(http, truth(), gone);
                return;
            case FaultKind.SlowBody:
                await SendSlowlyAsync(http, truth(), TimeSpan.FromSeconds(fault.SlowSeconds), gone);
                return;
            case FaultKind.RedirectHome:
                http.Response.Redirect("/");
                return;
            case FaultKind.RedirectLogin:
                http.Response.Redirect("/login?next=" + Uri.EscapeDataString(http.Request.Path));
                return;
            case FaultKind.Status503 or FaultKind.Status429 when fault.RetryAfter is { } seconds:
                http.Response.Headers.RetryAfter = fault.RetryAfterDate
                    ? time.GetUtcNow().AddSeconds(seconds).ToString("R")
                    : seconds.ToString();
                break;
        }
        await Exchange.SendAsync(http, Page(fault.Kind));
    }

    private Reply Page(FaultKind kind) => kind switch
    {
        FaultKind.Status500 => TroublePages.InternalError,
        FaultKind.Status503 => TroublePages.Unavailable,
        FaultKind.Status429 => TroublePages.TooManyRequests,
        FaultKind.Status403 => TroublePages.Forbidden,
        FaultKind.BlockPage => TroublePages.Block,
        FaultKind.MaintenancePage => TroublePages.Maintenance,
        FaultKind.Garbage => Garbage(),
        FaultKind.EmptyBody => Reply.Html(200, ""),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "has no page of its own"),
    };

    private Reply Garbage()
    {
        var bytes = new byte[2048];
        Dice.For(seed, "garbage").Fill(bytes);
        return Reply.Html(200, "") with { Body = bytes };
    }

    private static void Reset(HttpContext http)
    {
        // Lingering for no time makes the kernel answer with RST instead of an orderly end.
        if (http.Features.Get<IConnectionSocketFeature>()?.Socket is { } socket)
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        http.Abort();
    }

    private static async Task SendHalfAsync(HttpContext http, Reply reply, CancellationToken gone)
    {
        Exchange.Begin(http, reply);
        await http.Response.Body.WriteAsync(reply.Body.AsMemory(0, reply.Body.Length / 2), gone);
        // Not Abort: a reset could overtake the half that was sent. The server closes a connection whose body fell short.
        await http.Response.Body.FlushAsync(gone);
    }

    private async Task SendSlowlyAsync(HttpContext http, Reply reply, TimeSpan takes, CancellationToken gone)
    {
        Exchange.Begin(http, reply);
        await http.Response.StartAsync(gone);
        for (var piece = 0; piece < SlowPieces; piece++)
        {
            await Task.Delay(takes / SlowPieces, time, gone);
            var from = reply.Body.Length * piece / SlowPieces;
            var to = reply.Body.Length * (piece + 1) / SlowPieces;
            await http.Response.Body.WriteAsync(reply.Body.AsMemory(from, to - from), gone);
            await http.Response.Body.FlushAsync(gone);
        }
    }
}
