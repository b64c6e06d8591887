using System.Text.Json;
using Rollcall.Practice;
using Rollcall.Practice.Faults;
using Rollcall.Practice.Registries;
using Rollcall.Practice.Requests;
using Rollcall.Practice.WebForms;
using Rollcall.Scenarios.Support;

namespace Rollcall.Scenarios;

/// <summary>The registries with state, licences behind forms and notices in JSON, through the real command line, over HTTP and in a real Chromium.</summary>
[Trait("Category", "Long")]
public sealed class StateTests
{
    [Theory]
    [InlineData("webforms", "http")]
    [InlineData("webforms", "browser")]
    [InlineData("json", "http")]
    [InlineData("json", "browser")]
    public async Task A_whole_registry_equals_its_truth_in_both_modes(string name, string mode)
    {
        await using var site = await PracticeSite.StartAsync(
            new PracticeOptions { WebFormsTimings = new WebFormsTimings { SessionSearches = 15 } }, TestContext.Current.CancellationToken);
        using var place = new Workplace();
        var registry = site.Registries[name];
        var end = registry.Marks[""] + 5;

        var ended = await RollcallProcess.RunAsync(place.Folder, Run(site, Workplace.Registry("practice-" + name), end, "--mode", mode));

        Assert.True(ended.Code == 0, ended.Out + ended.Error);
        AssertTruth(place, registry, end);
        Assert.Equal(0, place.Report().GetProperty("retries").GetInt32());
        var verified = await RollcallProcess.RunAsync(place.Folder, "verify");
        Assert.True(verified.Code == 0, verified.Out);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("browser")]
    public async Task Under_faults_no_outcome_is_wrong(string mode)
    {
        await using var site = await PracticeSite.StartAsync(
            new PracticeOptions
            {
                Licences = new Numbering { Mark = 40, HoleRate = 0.1 },
                Notices = new Numbering { Mark = 60, HoleRate = 0.1 },
                WebFormsTimings = new WebFormsTimings { SessionSearches = 12 },
            },
            TestContext.Current.CancellationToken);
        foreach (var registry in new PracticeRegistry[] { site.WebForms, site.Json })
        {
            registry.SetFaults(
                new FaultRule { Kind = FaultKind.Status500, Rate = 0.03 },
                new FaultRule { Kind = FaultKind.WrongRecord, Rate = 0.03 },
                new FaultRule { Kind = FaultKind.AbsentAndFound, Rate = 0.03, On = [RequestKind.Record] },
                new FaultRule { Kind = FaultKind.EmptyBody, Rate = 0.03 });
        }

        foreach (var (name, end) in new[] { ("webforms", 42), ("json", 62) })
        {
            using var place = new Workplace();

            // A page that is not what a step waits for is waited for all the same.
            await using var cli = RollcallProcess.Start(
                place.Folder, new Dictionary<string, string> { ["ROLLCALL_REQUEST_TIMEOUT"] = "4s" },
                Run(site, Workplace.Registry("practice-" + name), end, "--mode", mode, "--max-retries", "6", "--safe-stop-failures", "off"));
            var ended = await cli.EndAsync();

            Assert.True(ended.Code is 0 or 3, ended.Out + ended.Error);
            AssertNothingWrong(place, site.Registries[name], end);
        }
    }

    [Fact]
    public async Task View_state_that_has_expired_costs_a_new_session_and_no_retry()
    {
        await using var site = await PracticeSite.StartAsync(
            new PracticeOptions { Licences = new Numbering { Mark = 25, HoleRate = 0.2 }, WebFormsTimings = new WebFormsTimings { SessionSearches = 4 } }, TestContext.Current.CancellationToken);
        using var place = new Workplace();

        var ended = await RollcallProcess.RunAsync(place.Folder, Run(site, Definition(place, carry: true), 27));

        Assert.True(ended.Code == 0, ended.Out + ended.Error);
        AssertTruth(place, site.WebForms, 27, tables: false);
        Assert.Equal(0, place.Report().GetProperty("retries").GetInt32());
        var terms = site.Requests.Read(new RequestFilter { Registry = "webforms" }).Count(r => r.Method == "GET" && r.Path == "/webforms/Default.aspx");
        Assert.True(terms > 3, $"the view state never expired ({terms} sessions): the test shows nothing");
    }

    [Fact]
    public async Task View_state_left_out_is_a_block_and_never_an_absence()
    {
        await using var site = await PracticeSite.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var place = new Workplace();

        await using var cli = RollcallProcess.Start(place.Folder, new Dictionary<string, string> { ["ROLLCALL_PATIENCE"] = "2s" }, Run(site, Definition(place, carry: false), 20));
        var ended = await cli.EndAsync();

        Assert.Equal(5, ended.Code);
        Assert.Empty(place.IdsWith("no_record"));
        Assert.Contains("an empty page", ended.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_403_of_a_withheld_notice_and_that_of_a_block_are_told_apart()
    {
        await using var site = await PracticeSite.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        var withheld = site.Json.Truths("", 1, 150).Where(t => t.Unavailable == "withheld").Select(t => t.Id).ToList();
        site.Json.SetFaults(new FaultRule { Kind = FaultKind.Status403, Ids = ["20-30"], First = 1 });
        using var place = new Workplace();

        var ended = await RollcallProcess.RunAsync(place.Folder, Run(site, Workplace.Registry("practice-json"), 150));

        Assert.True(ended.Code == 0, ended.Out + ended.Error);
        AssertTruth(place, site.Json, 150);
        Assert.Equal(withheld.Order(), place.Records().Where(r => r.TryGetProperty("unavailable", out var why) && why.GetString() == "withheld").Select(r => r.GetProperty("case_id").GetString()!).Order());
    }

    private static string[] Run(PracticeSite site, string registry, int end, params string[] more) =>
        ["run", registry, "--base-url", site.Address.ToString(), "--end", $"{end}", .. more];

    /// <summary>A definition that posts straight from the page that opened the session: its view state is as old as the session.</summary>
    private static string Definition(Workplace place, bool carry)
    {
        var file = Path.Combine(place.Folder, "straight.yaml");
        File.WriteAllText(file, $$"""
            registry: straight
            site: http://127.0.0.1:8765
            ids: { pattern: "{number}", ceiling: 99999 }
            open:
              - get: "/webforms/Default.aspx"
              - click: "#accept"
            ask:
              - post: "/webforms/Search.aspx"
                {{(carry ? "carry: hidden" : "headers: { Accept-Language: en }")}}
                form: { "ctl00$main$number": "{number}", "ctl00$main$search": Search }
              - next: { at: ".pager span + a", until: { at: "#results td:first-child", is: "{number}" } }
            detail:
              - click: { row: "#results tbody tr", where: { column: 1, is: "{number}" }, button: "a" }
            judge:
              expired: { at: h1, is: "Terms of use" }
              withheld: { at: "#sealed", is: "Licence {number} is sealed by order of the licensing tribunal." }
              absent: { at: "#message", is: "No licence has this number." }
              found: { at: "#results td:first-child", is: "{number}" }
              identity: { at: "#licence-number", is: "{number}" }
            read:
              fields:
                title: { at: "#title" }
                holder: { label: Holder, required: true }
                status: { label: Status }
                issued: { label: Issued, as: date, format: dd.MM.yyyy }
                fee: { label: Fee, as: number }
            canaries: { present: [1], absent: [99998] }
            settings: { delay_min: 0s, delay_max: 0s }
            """);
        return file;
    }

    private static void AssertTruth(Workplace place, PracticeRegistry registry, int end, bool tables = true)
    {
        var truths = registry.Truths("", 1, end).ToList();
        Assert.Equal(truths.Where(t => t.Outcome == ExpectedOutcome.NoRecord).Select(t => t.Id).Order(), place.IdsWith("no_record").Order());
        Assert.Equal(truths.Where(t => t.Outcome == ExpectedOutcome.Success).Select(t => t.Id).Order(), place.Records().Select(r => r.GetProperty("case_id").GetString()!).Order());
        AssertRecords(place, truths, tables);
    }

    private static void AssertNothingWrong(Workplace place, PracticeRegistry registry, int end)
    {
        var truths = registry.Truths("", 1, end).ToList();
        Assert.Empty(place.IdsWith("no_record").Except(truths.Where(t => t.Outcome == ExpectedOutcome.NoRecord).Select(t => t.Id)));
        AssertRecords(place, truths, tables: true);
        Assert.True(place.Records().Count > truths.Count / 2, "hardly anything was collected: the test shows little");
    }

    private static void AssertRecords(Workplace place, List<RecordTruth> truths, bool tables)
    {
        var byId = truths.ToDictionary(t => t.Id);
        foreach (var record in place.Records())
        {
            var truth = byId[record.GetProperty("case_id").GetString()!];
            Assert.Equal(truth.Unavailable, record.TryGetProperty("unavailable", out var why) ? why.GetString() : null);
            Assert.Equal(truth.Fields.OrderBy(f => f.Key).Select(f => (f.Key, f.Value)), record.GetProperty("fields").EnumerateObject().OrderBy(f => f.Name).Select(f => (f.Name, TextOf(f.Value))));
            foreach (var (name, rows) in tables ? truth.Tables : new Dictionary<string, IReadOnlyList<IReadOnlyDictionary<string, string>>>())
            {
                Assert.Equal(
                    rows.Select(row => string.Join('|', row.Values)),
                    record.GetProperty("tables").GetProperty(name).EnumerateArray().Select(row => string.Join('|', row.EnumerateObject().Select(c => TextOf(c.Value)))));
            }
        }
    }

    private static string TextOf(JsonElement value) => value.ValueKind == JsonValueKind.Number ? value.GetRawText() : value.GetString() ?? "";
}
