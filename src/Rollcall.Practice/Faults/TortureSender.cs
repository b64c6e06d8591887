using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Rollcall.Practice.Pages;
using Rollcall.Practice.Registries;

namespace Rollcall.Practice.Faults;

/// <summary>Sends what is made to harm a browser.</summary>
internal sealed class TortureSender(TimeProvider time)
{
    /// <summary>How long a body is that does not stop by itself, at most: whoever reads on for so long has failed the test.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private const int HugeBytes = 200_000_000;

    private static readonly byte[] Line = Encoding.ASCII.GetBytes(new string('x', 999) + "\n");

    public Task SendAsync(HttpContext http, FaultKind kind, CancellationToken gone) => kind switch
    {
        FaultKind.EndlessLoad => SendEndlesslyAsync(http, gone),
        FaultKind.HugeBody => SendHugeAsync(http, gone),
        FaultKind.Download => SendFileAsync(http, gone),
        FaultKind.RedirectLoop => RedirectAsync(http),
        _ => Exchange.SendAsync(http, TorturePages.Of(kind)),
    };

    private static Task RedirectAsync(HttpContext http)
    {
        http.Response.Redirect(http.Request.GetEncodedPathAndQuery());
        return Task.CompletedTask;
    }

    private async Task SendEndlesslyAsync(HttpContext http, CancellationToken gone)
    {
        http.Response.ContentType = "text/html; charset=utf-8";
        var begun = time.GetTimestamp();
        await http.Response.WriteAsync("<!doctype html><title>Loading</title><h1>Loading</h1>", gone);
        while (time.GetElapsedTime(begun) < Longest)
        {
            await http.Response.WriteAsync("<p>and more</p>", gone);
            await http.Response.Body.FlushAsync(gone);
            await Task.Delay(TimeSpan.FromMilliseconds(100), time, gone);
        }
    }

    private static async Task SendHugeAsync(HttpContext http, CancellationToken gone)
    {
        http.Response.ContentType = "text/html; charset=utf-8";
        var head = "<!doctype html><title>Huge</title><pre>"u8.ToArray();
        http.Response.ContentLength = HugeBytes;
        await http.Response.Body.WriteAsync(head, gone);
        for (var left = HugeBytes - head.Length; left > 0; left -= Line.Length)
        {
            await http.Response.Body.WriteAsync(Line.AsMemory(0, Math.Min(left, Line.Length)), gone);
        }
    }

    private async Task SendFileAsync(HttpContext http, CancellationToken gone)
    {
        http.Response.ContentType = "application/octet-stream";
        http.Response.Headers.ContentDisposition = "attachment; filename=\"records.bin\"";
        var begun = time.GetTimestamp();
        while (time.GetElapsedTime(begun) < Longest)
        {
            await http.Response.Body.WriteAsync(Line, gone);
            await http.Response.Body.FlushAsync(gone);
            await Task.Delay(TimeSpan.FromMilliseconds(100), time, gone);
        }
    }
}
