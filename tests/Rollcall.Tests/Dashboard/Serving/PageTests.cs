using System.Net;
using System.Text.Json;
using Rollcall.Fetching;
using Rollcall.Ledger;
using Rollcall.Tests.Ledger;
using Rollcall.Tests.Support;
using static Rollcall.Tests.Support.SomeLedger;

namespace Rollcall.Tests.Dashboard.Serving;

public sealed class PageTests
{
    private const string Evil = "</bdi><script>alert('x')</script>\"' onload=\"alert(1) \u202Eevil\u2066 😀 ";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_empty_folder_says_what_to_do()
    {
        await using var served = await Served.StartAsync();

        var page = await served.GetAsync("/");

        Assert.Contains("No run is going on", page, StringComparison.Ordinal);
        Assert.Contains("There is no registry definition", await served.GetAsync("/start"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_site_said_is_shown_escaped_isolated_and_cut()
    {
        await using var served = await Served.StartAsync();
        using var account = new Account(served.Output);
        var hostile = new AnswerNote(AnswerKind.Unrecognised, null, 200, FailureClass.Unrecognised, Evil + new string('x', 100_000)) { HtmlPath = "html_failed/r/<b>.html" };
        await account.RunAsync(
            new LedgerEvent.Planned(Noon, "1-9"),
            new LedgerEvent.Attempted(Noon, new(1, "IMM-1" + Evil), 1, hostile, TimeSpan.FromSeconds(1), 1) { Recovery = Evil },
            new LedgerEvent.Settled(Noon, new(1, "IMM-1" + Evil), Outcome.Failed, 4, hostile),
            new LedgerEvent.Parked(Noon, On: true, Evil));
        var run = Path.GetFileNameWithoutExtension(account.Journal())["audit_".Length..];

        foreach (var path in new[] { $"/runs/{run}", "/", "/runs", "/partition?registry=court&partition=25" })
        {
            var page = await served.GetAsync(path);
            Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
            Assert.DoesNotContain("onload=\"alert", page, StringComparison.Ordinal);
            Assert.DoesNotContain("<b>.html", page, StringComparison.Ordinal);
            Assert.InRange(page.Length, 1000, 60_000);
        }

        var shown = await served.GetAsync($"/runs/{run}");

        // An isolate that a site opens and never closes would turn what stands behind its text.
        Assert.Contains("&#x202E;", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("&#x2066;", shown, StringComparison.Ordinal);
        Assert.Contains("add a rule under", shown, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert", shown, StringComparison.Ordinal);
        Assert.Contains("&#x2026;", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_sent_as_it_changes_is_escaped_too()
    {
        await using var served = await Served.StartAsync();
        using var account = new Account(served.Output);
        await account.RunAsync(new LedgerEvent.Planned(Noon, "1-9"), new LedgerEvent.Parked(Noon, On: true, Evil));
        var run = Path.GetFileNameWithoutExtension(account.Journal())["audit_".Length..];

        var parts = await ReadAsync(served, $"/runs/{run}", part => part.Name == "events");

        Assert.DoesNotContain("<script>alert", parts["events"], StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;", parts["events"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Programs_are_told_what_pages_show()
    {
        await using var served = await Served.StartAsync();
        using var account = new Account(served.Output);
        var run = await account.RunAsync(Found(1), Stop(StopReason.Completed));

        var all = JsonDocument.Parse(await served.GetAsync("/api/runs")).RootElement;
        var one = JsonDocument.Parse(await served.GetAsync($"/api/runs/{run.RunId}")).RootElement;

        Assert.Equal(run.RunId, Assert.Single(all.EnumerateArray()).GetProperty("run_id").GetString());
        Assert.Equal("unclear", one.GetProperty("run").GetProperty("state").GetString());
        Assert.Equal(HttpStatusCode.NotFound, (await served.AskAsync("/api/runs/none")).StatusCode);
    }

    [Fact]
    public async Task A_viewer_is_sent_what_a_run_adds()
    {
        await using var served = await Served.StartAsync();
        using var account = new Account(served.Output);
        await using var ledger = await account.OpenAsync();
        await ledger.AppendAsync(new LedgerEvent.Planned(Noon, "1-9"), Found(1));

        var first = await ReadAsync(served, $"/runs/{ledger.Run.RunId}", part => part.Name == "map" && part.Html.Contains("<b>1</b> found", StringComparison.Ordinal));
        Assert.Contains("map", first.Keys);
        await ledger.AppendAsync(Found(2), Found(3));

        await ReadAsync(served, $"/runs/{ledger.Run.RunId}", part => part.Name == "map" && part.Html.Contains("<b>3</b> found", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_labels_of_the_start_form_mean_their_fields()
    {
        await using var served = await Served.StartAsync(prepare: folder => File.WriteAllText(folder.At("registries", "x.yaml"), "registry: x"));

        var page = await new AngleSharp.Html.Parser.HtmlParser().ParseDocumentAsync(await served.GetAsync("/start"), Token);

        Assert.Empty(page.QuerySelectorAll("[id]").GroupBy(e => e.Id).Where(ids => ids.Count() > 1).Select(ids => ids.Key));
        Assert.All(page.QuerySelectorAll("label"), label => Assert.Contains(page.GetElementById(label.GetAttribute("for")!)!.LocalName, (string[])["input", "select", "textarea"]));
    }

    [Fact]
    public async Task A_started_registry_must_be_one_of_those_offered()
    {
        await using var served = await Served.StartAsync(prepare: folder =>
        {
            File.WriteAllText(folder.At("secret.yaml"), "registry: x");
            File.WriteAllText(folder.At("registries", "offered.yaml"), "registry: x");
            File.CreateSymbolicLink(folder.At("registries", "link.yaml"), folder.At("secret.yaml"));
        });

        foreach (var registry in new[] { Path.Combine(served.Folder, "secret.yaml"), Path.Combine(served.Registries, "../secret.yaml"), Path.Combine(served.Registries, "link.yaml"), "--output=/tmp", "@/etc/passwd", "" })
        {
            using var response = await served.PostAsync("/start", ("registry", registry));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
            Assert.Contains("Choose a registry from the list.", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        }

        Assert.False(Directory.Exists(Path.Combine(served.Output, "processes")), "something was started");
    }

    [Fact]
    public async Task Errors_of_a_definition_and_of_fields_are_shown_as_the_command_line_gives_them()
    {
        await using var served = await Served.StartAsync(prepare: folder => File.WriteAllText(folder.At("registries", "x.yaml"), "registry: x\nsyte: http://127.0.0.1"));

        using var response = await served.PostAsync("/start", ("registry", Path.Combine(served.Registries, "x.yaml")), ("end", "many"));

        var page = await response.Content.ReadAsStringAsync(Token);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Contains("x.yaml:2", page, StringComparison.Ordinal);
        Assert.Contains("--end: &#x27;many&#x27; is not allowed", page, StringComparison.Ordinal);
        Assert.Contains("value=\"many\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_is_made_when_it_is_asked_for()
    {
        await using var served = await Served.StartAsync(prepare: folder => File.WriteAllText(folder.At("registries", "x.yaml"), "registry: x"));
        using var account = new Account(served.Output);
        await account.RunAsync(new LedgerEvent.Planned(Noon, "1-2"), Absent(1), Absent(2), Stop(StopReason.Completed));

        using var response = await served.PostAsync("/certificates", ("registry", "court"), ("partition", "25"));

        Assert.Equal("/partition?registry=court&partition=25&did=verifying", response.Headers.Location!.OriginalString);
        await ReadAsync(served, "/partition?registry=court&partition=25", part => part.Name == "certificate" && part.Html.Contains("Evidence, SHA-256", StringComparison.Ordinal));
        Assert.Contains("title=\"Certificate of ", await served.GetAsync("/"), StringComparison.Ordinal);

        // What it says is of then: once the run writes more, nobody may take it for what is.
        await account.RunAsync(new LedgerEvent.Planned(Noon, "1-9"), Found(9));
        await ReadAsync(served, "/partition?registry=court&partition=25", part => part.Name == "certificate" && part.Html.Contains("The journal has grown since this was verified", StringComparison.Ordinal));
        Assert.DoesNotContain(">certified<", await served.GetAsync("/"), StringComparison.Ordinal);
    }

    /// <summary>Reads a page's stream until a part is as wanted.</summary>
    private static async Task<Dictionary<string, string>> ReadAsync(Served served, string page, Func<(string Name, string Html), bool> until)
    {
        var parts = new Dictionary<string, string>(StringComparer.Ordinal);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        await using var stream = await served.Client.GetStreamAsync(new Uri("/events?page=" + Uri.EscapeDataString(page), UriKind.Relative), limit.Token);
        using var reader = new StreamReader(stream);
        while (await reader.ReadLineAsync(limit.Token) is { } line)
        {
            if (!line.StartsWith("data: {", StringComparison.Ordinal))
            {
                continue;
            }

            var part = JsonDocument.Parse(line["data: ".Length..]).RootElement;
            var (name, html) = (part.GetProperty("name").GetString()!, part.GetProperty("html").GetString()!);
            parts[name] = html;
            if (until((name, html)))
            {
                return parts;
            }
        }

        throw new InvalidOperationException("the stream ended before the page was as wanted");
    }
}
