using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Rollcall.Practice.Faults;
using Rollcall.Practice.Requests;

namespace Rollcall.Practice.Registries;

/// <summary>
/// The one way in which every request is answered: log it, let the fault be decided, wait the latency, send, log the end.
/// </summary>
internal sealed class Exchange(RequestLog log, FaultSender sender, TimeProvider time, CancellationToken stopping)
{
    /// <summary>Answers for a registry: with its latency and its faults, or with the one fault given.</summary>
    public async Task RunAsync(HttpContext http, PracticeRegistry registry, Ask ask, FaultRule? always = null)
    {
        var fault = always ?? registry.NextFault(ask);
        var sequence = Log(http, registry, ask, fault?.Kind);
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        try
        {
            var delay = registry.NextDelay(ask.Kind);
            if (delay > TimeSpan.Zero)
                await Task.Delay(delay, time, gone.Token);
            var change = fault is not null && fault.Kind.ChangesContent() ? fault.Kind : (FaultKind?)null;
            if (fault is null || change is not null)
                await SendAsync(http, registry.Answer(ask, change));
            else
                await sender.SendAsync(http, fault, () => registry.Answer(ask, change: null), gone.Token);
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            // The client hung up or the site stops: nobody waits for an answer.
            http.Abort();
        }
        finally
        {
            log.Ended(sequence);
        }
    }

    /// <summary>Answers for the site itself: no latency, no faults.</summary>
    public async Task RunAsync(HttpContext http, Reply reply)
    {
        var sequence = Log(http, registry: null, ask: null, fault: null);
        await SendAsync(http, reply);
        log.Ended(sequence);
    }

    /// <summary>Sends a reply whole.</summary>
    public static async Task SendAsync(HttpContext http, Reply reply)
    {
        Begin(http, reply);
        await http.Response.Body.WriteAsync(reply.Body, http.RequestAborted);
    }

    /// <summary>Sets the head of a reply: its body is announced whole.</summary>
    public static void Begin(HttpContext http, Reply reply)
    {
        http.Response.StatusCode = reply.Status;
        http.Response.ContentType = reply.ContentType;
        http.Response.ContentLength = reply.Body.Length;
        if (reply.Location is not null)
            http.Response.Headers.Location = reply.Location;
        if (reply.Cookie is not null)
            http.Response.Headers.SetCookie = reply.Cookie;
        // A browser's cache would hide requests from the log.
        http.Response.Headers.CacheControl = "no-store";
    }

    private long Log(HttpContext http, PracticeRegistry? registry, Ask? ask, FaultKind? fault)
    {
        var request = http.Request;
        var sequence = log.Arrived(request.Method, request.GetEncodedPathAndQuery(), registry?.Name, ask?.Kind, ask?.Id, fault,
            request.Headers.UserAgent.Count == 0 ? null : request.Headers.UserAgent.ToString());
        // Before the first byte leaves: who has an answer in hand finds its status in the log.
        http.Response.OnStarting(() =>
        {
            log.Answered(sequence, http.Response.StatusCode);
            return Task.CompletedTask;
        });
        return sequence;
    }
}
