using System.Net;
using System.Text.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace Rollcall.Bench.Sweeping;

/// <summary>
/// What one would write in an hour: get the page, parse it, take the same fields, write JSON to a temporary file and rename it. No account of what was
/// answered, no flush, no retry, no pace, no report, nothing checked but the status.
/// </summary>
internal static class BareLoop
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true };

    public static async Task RunAsync(Uri site, string folder, int ids, int workers)
    {
        Directory.CreateDirectory(folder);
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = workers };
        using var http = new HttpClient(handler) { BaseAddress = site };
        var parser = new HtmlParser();
        var last = 0;
        await Task.WhenAll(Enumerable.Range(0, workers).Select(async _ =>
        {
            for (var number = Interlocked.Increment(ref last); number <= ids; number = Interlocked.Increment(ref last))
            {
                using var response = await http.GetAsync($"plain/{number}");
                using var page = parser.ParseDocument(await response.Content.ReadAsStringAsync());
                if (response.StatusCode == HttpStatusCode.NotFound)
                {
                    continue;
                }

                var record = new BareRecord(number, page.QuerySelector("h1.title")?.TextContent, Labelled(page, "Status"), Labelled(page, "Created"));
                var temporary = Path.Combine(folder, $".{number}.tmp");
                await File.WriteAllBytesAsync(temporary, JsonSerializer.SerializeToUtf8Bytes(record, Readable));
                File.Move(temporary, Path.Combine(folder, $"{number}.json"), overwrite: true);
            }
        }));
    }

    private static string? Labelled(IDocument page, string label) =>
        page.QuerySelectorAll("table.record th").FirstOrDefault(th => th.TextContent == label)?.NextElementSibling?.TextContent;

    private sealed record BareRecord(int Number, string? Title, string? Status, string? Created);
}
