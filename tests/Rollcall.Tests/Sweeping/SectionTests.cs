using System.Text.Json;
using Rollcall.Fetching;
using Rollcall.Ids;
using Rollcall.Ledger;
using Rollcall.Planning;
using Rollcall.Registries;
using Rollcall.Sweeping;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Sweeping;

/// <summary>Records that are put together from several pages.</summary>
public sealed class SectionTests : IDisposable
{
    private const string Definition = """
        registry: sectioned
        site: http://site.test
        ids: { pattern: "{number}", ceiling: 99 }
        ask: [{ get: "/r/{number}" }]
        judge:
          absent: { status: 404, at: "h1", is: "No such record" }
          found: { at: "table.record" }
          identity: { at: ".record-number", is: "{number}" }
        read:
          fields: { title: { at: "h1.title" } }
        sections:
          summary:
            ask: [{ get: "/r/{number}/summary" }]
            fields: { venue: { at: ".venue", required: true } }
          odds:
            optional: true
            ask: [{ get: "/r/{number}/odds" }]
            fields: { price: { at: ".price", as: number, required: true } }
          standings:
            ask: [{ get: "/r/{number}/standings" }]
            tables: { standings: { columns: { club: "Club" }, at_least: 1 } }
        canaries: { present: [9] }
        """;

    private readonly SweepBench _bench = new();
    private readonly Dictionary<string, Func<int, Fetched>> _answers = [];
    private readonly ScriptedSource _site;

    public SectionTests()
    {
        _bench.Definition = RegistryReader.Parse("sectioned.yaml", Definition).Required;
        _bench.Settings = _bench.Settings with { Concurrency = 1, MaxRetries = 2, CanaryAfterMisses = null };
        _site = new ScriptedSource((id, ask) => _answers.TryGetValue(id.Text, out var answer) ? answer(ask) : ScriptedSource.Found(id));
        foreach (var number in new[] { 1, 9 })
        {
            Say($"/r/{number}/summary", Page("<p class=venue>Quay</p>", number: number));
            Say($"/r/{number}/odds", Page("<p class=price>2.50</p>", number: number));
            Say($"/r/{number}/standings", Page("<table><tr><th>Club</th></tr><tr><td>Rovers</td></tr></table>", number: number));
        }
    }

    public void Dispose() => _bench.Dispose();

    // The canary comes on top.
    private List<string> Asked => [.. _site.Asked.Where(a => a != "9" && !a.StartsWith("/r/9/", StringComparison.Ordinal))];

    private string PartialFolder => Path.Combine(_bench.Folder, "partial");

    [Fact(Timeout = 60_000)]
    public async Task Sections_become_fields_and_tables_of_one_record()
    {
        var (cause, totals, _) = await RunAsync();

        Assert.Equal((StopReason.Completed, 1L), (cause.Reason, totals.Succeeded));
        Assert.Equal(["1", "/r/1/summary", "/r/1/odds", "/r/1/standings"], Asked);
        var record = Record();
        Assert.Equal("""{"title":"A title","venue":"Quay","price":2.50}""", Compact(record.GetProperty("fields")));
        Assert.Equal("""{"standings":[{"club":"Rovers"}]}""", Compact(record.GetProperty("tables")));
        Assert.False(record.TryGetProperty("missing_sections", out _));
        Assert.False(Directory.Exists(PartialFolder));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_failed_section_fails_the_record_and_the_others_are_kept_and_not_asked_again_within_the_run()
    {
        Say("/r/1/summary", Page("<h1>Broken</h1>", status: 500));

        var (cause, totals, view) = await RunAsync();

        Assert.Equal((StopReason.CompletedWithFailures, 1L), (cause.Reason, totals.Failed));
        Assert.Equal(Outcome.Failed, view.OutcomeOf(1));
        Assert.Empty(_bench.RecordFiles);
        var error = Assert.IsType<LedgerEvent.Settled>(_bench.Journal.Last(e => e is LedgerEvent.Settled)).Answer;
        Assert.Equal(FailureClass.Http5xx, error.ErrorClass);
        Assert.Contains("section summary:", error.Error, StringComparison.Ordinal);
        Assert.Equal(1, _site.Asked.Count(a => a == "/r/1/odds"));
        Assert.Equal(1, _site.Asked.Count(a => a == "/r/1/standings"));
        Assert.Equal(["1~odds.json", "1~standings.json"], Directory.EnumerateFiles(PartialFolder, "*.json", SearchOption.AllDirectories).Select(Path.GetFileName).Order());
    }

    [Fact(Timeout = 60_000)]
    public async Task What_was_kept_is_taken_over_when_the_missing_section_comes_and_is_gone_then()
    {
        Say("/r/1/summary", ask => ask == 1 ? Page("<h1>Broken</h1>", status: 500) : Page("<p class=venue>Quay</p>"));

        var (cause, _, _) = await RunAsync();

        Assert.Equal(StopReason.Completed, cause.Reason);
        Assert.Equal(["1", "/r/1/summary", "/r/1/odds", "/r/1/standings", "1", "/r/1/summary"], Asked);
        Assert.Equal("""{"title":"A title","venue":"Quay","price":2.50}""", Compact(Record().GetProperty("fields")));
        Assert.Empty(Directory.EnumerateFiles(PartialFolder, "*", SearchOption.AllDirectories));
    }

    [Fact(Timeout = 60_000)]
    public async Task An_optional_section_that_keeps_the_next_from_being_asked_makes_no_record_whole()
    {
        _answers["/r/1/odds"] = _ => new Fault(FailureClass.BrowserCrash, "the browser died");

        var (_, totals, _) = await RunAsync();

        Assert.Equal((0L, 1L), (totals.Succeeded, totals.Failed));
        Assert.Empty(_bench.RecordFiles);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_new_run_asks_every_section_anew()
    {
        Say("/r/1/summary", Page("<h1>Broken</h1>", status: 500));
        await RunAsync();
        Say("/r/1/summary", Page("<p class=venue>Quay</p>"));
        var asked = Asked.Count;

        var (cause, _, _) = await RunAsync();

        Assert.Equal(StopReason.Completed, cause.Reason);
        Assert.Equal(["1", "/r/1/summary", "/r/1/odds", "/r/1/standings"], Asked.Skip(asked));
    }

    [Theory(Timeout = 60_000)]
    [InlineData(404, "<h1>Nothing here</h1>")]
    [InlineData(200, "<p>No odds for this match</p>")]
    public async Task An_optional_section_that_the_site_does_not_have_is_marked_missing_at_once(int status, string body)
    {
        Say("/r/1/odds", Page(body, status));

        var (cause, totals, _) = await RunAsync();

        Assert.Equal((StopReason.Completed, 1L, 0L), (cause.Reason, totals.Succeeded, totals.Retries));
        Assert.Equal("""["odds"]""", Compact(Record().GetProperty("missing_sections")));
        Assert.Equal("""{"title":"A title","venue":"Quay"}""", Compact(Record().GetProperty("fields")));
        Assert.Contains("section odds:", Assert.IsType<LedgerEvent.Settled>(_bench.Journal.Last(e => e is LedgerEvent.Settled)).Answer.Notes, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task An_optional_section_that_fails_for_trouble_of_the_site_is_retried_and_only_then_missing()
    {
        Say("/r/1/odds", Page("<h1>Broken</h1>", status: 500));

        var (cause, totals, _) = await RunAsync();

        Assert.Equal((StopReason.Completed, 1L, 2L), (cause.Reason, totals.Succeeded, totals.Retries));
        Assert.Equal(3, _site.Asked.Count(a => a == "/r/1/odds"));
        Assert.Equal(1, _site.Asked.Count(a => a == "/r/1/standings"));
        Assert.Equal("""["odds"]""", Compact(Record().GetProperty("missing_sections")));
    }

    [Fact(Timeout = 60_000)]
    public async Task The_section_of_another_record_is_not_taken_for_this_ones()
    {
        Say("/r/1/standings", ScriptedSource.Html(new RecordId(2, "2"), "<p class=record-number>2</p><table><tr><th>Club</th></tr><tr><td>Others</td></tr></table>"));

        var (_, totals, _) = await RunAsync();

        Assert.Equal(1, totals.Failed);
        Assert.Contains(_bench.Journal, e => e is LedgerEvent.Settled { Answer.ErrorClass: FailureClass.WrongId });
    }

    [Fact(Timeout = 60_000)]
    public async Task A_block_in_a_section_is_a_block()
    {
        Say("/r/1/odds", ask => ask == 1 ? Page("<h1>Access denied</h1>", status: 403) : Page("<p class=price>2.50</p>"));

        var (cause, _, _) = await RunAsync();

        Assert.Equal(StopReason.Completed, cause.Reason);
        Assert.Contains(_bench.Journal, e => e is LedgerEvent.Attempted { Answer.Kind: AnswerKind.Blocked });
        Assert.Equal(1, _site.Asked.Count(a => a == "/r/1/summary"));
    }

    private static Page Page(string body, int status = 200, int number = 1) =>
        ScriptedSource.Html(new RecordId(number, $"{number}"), $"<p class=record-number>{number}</p>{body}") with { Status = status };

    private static string Compact(JsonElement element) => JsonSerializer.Serialize(element);

    private void Say(string url, Fetched answer) => Say(url, _ => answer);

    private void Say(string url, Func<int, Fetched> answer) => _answers[url] = answer;

    private Task<(StopCause Cause, RunTotals Totals, ILedgerView View)> RunAsync() => _bench.RunAsync(_site, SweepBench.Walk(1, 1));

    private JsonElement Record() => JsonDocument.Parse(File.ReadAllText(Directory.EnumerateFiles(Path.Combine(_bench.Folder, "json"), "*.json", SearchOption.AllDirectories).Single())).RootElement;
}
