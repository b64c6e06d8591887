using System.Text;
using AngleSharp.Html.Parser;
using Rollcall.Fetching;
using Rollcall.Ids;
using Rollcall.Reading;
using Rollcall.Registries;

namespace Rollcall.Bench;

/// <summary>The reader: what judging and reading a page cost beyond parsing it, which nobody can avoid.</summary>
internal static class ReadingBench
{
    private const int Rounds = 30;
    private const int Pages = 400;

    private static readonly RecordId Id = new(17, "17");

    private const string Definition = """
        registry: bench
        site: http://127.0.0.1
        ids: { pattern: "{number}", first: 1, ceiling: 99999 }
        ask:
          - get: "/plain/{number}"
        judge:
          blocked:
            - status: [403, 429, 503]
          absent:
            - at: "h1"
              is: "No such record"
          found:
            - at: "table.record"
          identity:
            at: ".record-number"
            is: "{number}"
        read:
          fields:
            title:   { at: "h1.title" }
            status:  { label: "Status", required: true }
            created: { label: "Created", as: date }
        """;

    private const string Tables = """

          tables:
            entries:
              caption: "Entries"
              columns:
                id: "ID"
                filed: { header: "Date Filed", as: date }
                office: "Office"
                summary: "Summary"
              at_least: 1
        """;

    public static Task RunAsync(BenchRun run)
    {
        run.Line($"Microseconds of processor time a page, and bytes allocated; the best of {Rounds} alternating rounds of {Pages} pages.");
        run.Line();
        run.Line("| page | parsing alone | parsed, judged, read | over parsing | allocated by parsing | by all |");
        run.Line("|---|---:|---:|---:|---:|---:|");
        Measure(run, "6 KB, three fields", Definition, Html(6 * 1024, entries: 0));
        Measure(run, "20 KB, three fields, a table of 60 rows", Definition + Tables, Html(20 * 1024, entries: 60));
        Measure(run, "300 bytes, absent", Definition, "<!DOCTYPE html><html><head><title>No such record</title></head><body><h1>No such record</h1><p>There is no entry with this number.</p></body></html>");
        return Task.CompletedTask;
    }

    private static void Measure(BenchRun run, string what, string definition, string html)
    {
        var reader = new PageReader(RegistryReader.Parse("bench.yaml", definition).Required, TemplateValues.None);
        var page = new Page
        {
            RequestedUrl = new Uri("http://127.0.0.1/plain/17"),
            FinalUrl = new Uri("http://127.0.0.1/plain/17"),
            Status = 200,
            Body = html,
            ContentType = "text/html",
            Mode = FetchMode.Http,
            Freshness = Freshness.NewDocument,
        };
        var parser = new HtmlParser(new HtmlParserOptions { DisableElementPositionTracking = true, SkipComments = true, SkipProcessingInstructions = true });
        var parsing = new List<(double Time, double Bytes)>();
        var reading = new List<(double Time, double Bytes)>();
        for (var round = 0; round < Rounds; round++)
        {
            parsing.Add(Round(() => parser.ParseDocument(html.AsMemory())));
            reading.Add(Round(() =>
            {
                if (reader.Read(page, null, Id) is not (Answer.Found or Answer.Absent))
                {
                    throw new InvalidOperationException(reader.Read(page, null, Id).ToString());
                }
            }));
        }

        // The best round is the one that neither the compiler nor a neighbour disturbed.
        var (bare, all) = (parsing.Min(), reading.Min());
        run.Line($"| {what} | {bare.Time:N0} | {all.Time:N0} | {all.Time / bare.Time - 1:P0} | {parsing[^1].Bytes / 1024:N0} KB | {reading[^1].Bytes / 1024:N0} KB |");
    }

    private static (double Time, double Bytes) Round(Action read)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();

        // Processor time, not wall time: others may use the machine.
        var used = Environment.CpuUsage.TotalTime;
        for (var i = 0; i < Pages; i++)
        {
            read();
        }

        return ((Environment.CpuUsage.TotalTime - used).TotalMicroseconds / Pages, (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Pages);
    }

    private static string Html(int bytes, int entries)
    {
        var html = new StringBuilder("<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>Entry 17</title><style>body { font: 1em sans-serif }</style></head><body><header><nav><ul>");
        for (var i = 0; i < 8; i++)
        {
            html.Append($"<li><a href=\"/menu/{i}\">Menu item {i}</a></li>");
        }

        html.Append("</ul></nav></header><main><h1 class=\"title\">Permit for a house &amp; garden</h1><table class=\"record\"><tbody>")
            .Append("<tr><th scope=\"row\">Number</th><td class=\"record-number\">17</td></tr><tr><th scope=\"row\">Status</th><td>Final</td></tr>")
            .Append("<tr><th scope=\"row\">Created</th><td>2020-01-02</td></tr></tbody></table>");
        if (entries > 0)
        {
            html.Append("<table class=\"list\"><caption>Entries</caption><thead><tr><th>ID</th><th>Date Filed</th><th>Office</th><th>Summary</th></tr></thead><tbody>");
            for (var i = entries; i > 0; i--)
            {
                html.Append($"<tr><td>{i}</td><td>2024-03-{1 + (i % 28):00}</td><td>Toronto</td><td>Letter from the applicant dated that day, received and placed on file {i}</td></tr>");
            }

            html.Append("</tbody></table>");
        }

        html.Append("</main><footer>");
        for (var i = 1; html.Length < bytes - 30; i++)
        {
            html.Append($"<section class=\"guidance\"><h3>Guidance note {i}</h3><p>Entries are published as they were received. See also <a href=\"/guidance/{i}\">note {i}</a> and <a href=\"/fees\">the table of fees</a>.</p></section>");
        }

        return html.Append("</footer></body></html>").ToString();
    }
}
