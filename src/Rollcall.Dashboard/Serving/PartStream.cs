using System.Text.Json;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Rollcall.Dashboard.Look;
using Rollcall.Dashboard.Pages;

namespace Rollcall.Dashboard.Serving;

/// <summary>Sends a page's parts as they change, as server-sent events: <c>hello</c> with who serves, <c>part</c> with a part's name and HTML, <c>tick</c> every second.</summary>
internal sealed class PartStream(IServiceProvider services, TimeProvider time, CancellationToken stopping)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    // A timer fires a moment early or late.
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(200);

    /// <summary>Tells one start of the dashboard from another.</summary>
    private readonly string _instance = Guid.NewGuid().ToString("N");

    /// <summary>Sends until the viewer goes or the server stops.</summary>
    /// <param name="context">The viewer.</param>
    /// <param name="token">The antiforgery token for the forms in the parts.</param>
    /// <param name="page">Makes the page as it is now; null when it is gone.</param>
    public async Task SendAsync(HttpContext context, FormToken token, Func<CancellationToken, ValueTask<LivePage?>> page)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        context.Response.ContentType = "text/event-stream; charset=utf-8";
        var sent = new Dictionary<string, (string Html, long At)>(StringComparer.Ordinal);
        try
        {
            using var timer = new PeriodicTimer(Every, time);
            await WriteAsync(context, "hello", _instance, end.Token);
            do
            {
                if (await page(end.Token) is not { } now)
                {
                    return;
                }

                // A renderer keeps whatever it ever drew: one for each look, or a page that is left open would grow for ever.
                await using var renderer = new HtmlRenderer(services, services.GetRequiredService<ILoggerFactory>());
                foreach (var part in now.Parts.Where(part => !sent.TryGetValue(part.Name, out var last) || time.GetElapsedTime(last.At) >= part.Every - Slack))
                {
                    var html = await DrawAsync(renderer, part, token);
                    if (!sent.TryGetValue(part.Name, out var before) || before.Html != html)
                    {
                        sent[part.Name] = (html, time.GetTimestamp());
                        await WriteAsync(context, "part", JsonSerializer.Serialize(new { name = part.Name, html }), end.Token);
                    }
                }

                await WriteAsync(context, "tick", Figures.Time(time.GetUtcNow())[11..], end.Token);
                await context.Response.Body.FlushAsync(end.Token);
            }
            while (await timer.WaitForNextTickAsync(end.Token));
        }
        catch (OperationCanceledException)
        {
            // The viewer left, or the server stops: both are how this ends.
        }
    }

    private static Task<string> DrawAsync(HtmlRenderer renderer, LivePart part, FormToken token) => renderer.Dispatcher.InvokeAsync(async () =>
    {
        var parameters = ParameterView.FromDictionary(new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(PartFrame.Part)] = part, [nameof(PartFrame.Token)] = token });
        return (await renderer.RenderComponentAsync<PartFrame>(parameters)).ToHtmlString();
    });

    // The data is JSON or a word: it has no line breaks.
    private static Task WriteAsync(HttpContext context, string name, string data, CancellationToken cancellationToken) =>
        context.Response.WriteAsync($"event: {name}\ndata: {data}\n\n", cancellationToken);
}
