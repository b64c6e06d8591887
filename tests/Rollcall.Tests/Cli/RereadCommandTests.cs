using System.Text.Json;
using Rollcall.Practice;
using Rollcall.Practice.Registries;
using Rollcall.Practice.Requests;

namespace Rollcall.Tests.Cli;

/// <summary>A definition that was wrong, corrected, and tried on the pages that a run kept, without asking the site again.</summary>
public sealed class RereadCommandTests : IAsyncLifetime
{
    private const int Mark = 30;

    private readonly CliBench _cli = new();
    private PracticeSite _site = null!;

    public async ValueTask InitializeAsync()
    {
        _cli.Variables["ROLLCALL_MAX_RETRIES"] = "0";
        _cli.Variables["ROLLCALL_SAFE_STOP_FAILURES"] = "off";
        _cli.Variables["ROLLCALL_CONCURRENCY"] = "1";

        // With a wrong definition much fails; what would end such a run early is off.
        foreach (var policy in new[] { "CANARY_EVERY", "CANARY_AFTER_MISSES", "ABORT_FAILURE_RATE", "LAYOUT_DRIFT_RATE", "ABORT_ZERO_YIELD" })
        {
            _cli.Variables["ROLLCALL_" + policy] = "off";
        }

        _site = await PracticeSite.StartAsync(new PracticeOptions { Synthetic = new Numbering { Mark = Mark, HoleRate = 0.2 } }, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _site.DisposeAsync();
        _cli.Dispose();
    }

    [Fact]
    public async Task Records_that_failed_by_a_wrong_rule_are_read_from_their_pages_and_nothing_is_sent()
    {
        var definition = await WriteAsync(TwoDigits);
        await RunAsync(definition, code: 3);
        var asked = Asked();
        await WriteAsync();

        var code = await _cli.RunAsync("reread", "last", "--output", _cli.Output, "--json");

        Assert.True(code == 0, _cli.Error);
        Assert.Equal(asked, Asked());
        var report = JsonDocument.Parse(_cli.Out).RootElement;
        Assert.Equal(Found.Where(OneDigit), Changes(report, "failed", "success"));
        Assert.Equal(Found, Records());
        Assert.Equal("completed", Stop());
        Assert.Equal(0, await _cli.RunAsync("verify", "--output", _cli.Output));

        // What gave the outcome is the definition of the last resume line.
        var resumed = Journal().Last(l => l.GetProperty("kind").GetString() == "resume").GetProperty("definition_hash").GetString();
        Assert.Equal(report.GetProperty("definition_hash").GetString(), resumed);
        Assert.NotEqual(Journal()[0].GetProperty("definition_hash").GetString(), resumed);

        // Once more: nothing is saved twice.
        Assert.Equal(0, await _cli.RunAsync("reread", "last", "--output", _cli.Output));
        Assert.Equal(Found, Records());
    }

    [Fact]
    public async Task Absences_that_nobody_understood_get_their_outcome()
    {
        var definition = await WriteAsync(("is: \"No such record\"", "is: \"Nothing here\""));
        await RunAsync(definition, code: 3);
        await WriteAsync();

        Assert.Equal(0, await _cli.RunAsync("reread", "last", "--output", _cli.Output, "--json"));

        Assert.Equal(Missing, Changes(JsonDocument.Parse(_cli.Out).RootElement, "failed", "no_record"));
        Assert.Equal(Found, Records());
    }

    [Fact]
    public async Task Absences_that_were_none_are_taken_back_with_all_that_rest_on_a_page_like_theirs()
    {
        // Every 404 passes for an absence; the corrected rule wants words that the site never says.
        var definition = await WriteAsync();
        await RunAsync(definition, code: 0);
        await WriteAsync(("is: \"No such record\"", "is: \"Nothing here\""));

        Assert.Equal(3, await _cli.RunAsync("reread", "last", "--output", _cli.Output, "--json"));
        Assert.Equal(Missing, Changes(JsonDocument.Parse(_cli.Out).RootElement, "no_record", "failed"));
        Assert.Equal("completed_with_failures", Stop());

        // And retry asks exactly these.
        var asked = Asked();
        await WriteAsync();
        Assert.Equal(0, await _cli.RunAsync("retry", "last", "--output", _cli.Output, "--quiet"));
        Assert.Equal(asked + Missing.Count, Asked());
    }

    [Fact]
    public async Task Records_read_differently_are_saved_beside_the_older_ones()
    {
        var definition = await WriteAsync(("created: { label: \"Created\", as: date }", "created: { label: \"Created\" }"));
        await RunAsync(definition, code: 0, "--persist-raw-html");
        await WriteAsync(("title:   { at: \"h1.title\" }", "heading: { at: \"h1.title\" }"));

        Assert.Equal(0, await _cli.RunAsync("reread", "last", "--output", _cli.Output, "--json"));

        Assert.Equal(Found, Changes(JsonDocument.Parse(_cli.Out).RootElement, "success", "success"));
        Assert.Equal(2 * Found.Count, Directory.EnumerateFiles(Path.Combine(_cli.Output, "json"), "*.json", SearchOption.AllDirectories).Count());
        Assert.Equal(0, await _cli.RunAsync("verify", "--output", _cli.Output));
    }

    [Fact]
    public async Task A_record_stands_that_the_present_definition_does_not_read()
    {
        var definition = await WriteAsync();
        await RunAsync(definition, code: 0, "--persist-raw-html");
        await WriteAsync(("label: \"Status\"", "label: \"Condition\""));

        Assert.Equal(0, await _cli.RunAsync("reread", "last", "--output", _cli.Output));

        Assert.Contains("whose success stands", _cli.Out, StringComparison.Ordinal);
        Assert.Equal(Found, Records());
        Assert.Equal(0, await _cli.RunAsync("verify", "--output", _cli.Output));
    }

    [Fact]
    public async Task A_damaged_page_is_named_and_changes_nothing()
    {
        var definition = await WriteAsync(TwoDigits);
        await RunAsync(definition, code: 3);
        await WriteAsync();

        // All pages of two ids: another of the same id would do as well.
        var ids = Directory.EnumerateFiles(Path.Combine(_cli.Output, "html_failed"), "*.html", SearchOption.AllDirectories)
            .GroupBy(p => Path.GetFileNameWithoutExtension(p).Split('-')[0]).Take(2).Select(g => g.ToList()).ToList();
        ids[0].ForEach(p => File.AppendAllText(p, "<!-- -->"));
        ids[1].ForEach(p => File.Delete(Path.ChangeExtension(p, ".json")));

        Assert.Equal(3, await _cli.RunAsync("reread", "last", "--output", _cli.Output, "--json"));

        var report = JsonDocument.Parse(_cli.Out).RootElement;
        Assert.Equal(ids.Sum(i => i.Count), report.GetProperty("damaged").GetArrayLength());
        Assert.Equal(2, report.GetProperty("failed").GetInt32());
        Assert.Equal(Found.Count(OneDigit) - 2, report.GetProperty("changed").GetArrayLength());
    }

    [Fact]
    public async Task An_unfinished_run_stays_unfinished_and_goes_on_where_it_was()
    {
        _cli.Variables["ROLLCALL_SAFE_STOP_FAILURES"] = "1";
        var definition = await WriteAsync(TwoDigits);
        await RunAsync(definition, code: 4);
        await WriteAsync();
        var asked = Asked();

        Assert.Equal(0, await _cli.RunAsync("reread", "last", "--output", _cli.Output));
        Assert.Equal("safe_stop_failures", Stop());

        await RunAsync(definition, code: 0);
        Assert.Single(Directory.EnumerateFiles(_cli.Output, "audit_*.ndjson"));
        Assert.Equal(Mark, Asked());
        Assert.True(asked < Mark);
        Assert.Equal(Found, Records());
    }

    /// <summary>A rule that takes the pages of the numbers 1 to 9 for those of others.</summary>
    private static (string From, string To) TwoDigits => ("is: \"{number}\"", "is: \"{number:00}\"");

    private static bool OneDigit(string number) => number.Length == 1;

    private List<string> Found => Truth(ExpectedOutcome.Success);

    private List<string> Missing => Truth(ExpectedOutcome.NoRecord);

    private List<string> Truth(ExpectedOutcome outcome) => [.. Enumerable.Range(1, Mark).Select(n => $"{n}").Where(n => _site.Plain.Truth(n).Outcome == outcome)];

    private static List<string> Changes(JsonElement report, string was, string now) =>
    [
        .. report.GetProperty("changed").EnumerateArray()
            .Where(c => c.GetProperty("was").GetString() == was && c.GetProperty("now").GetString() == now)
            .Select(c => c.GetProperty("case_id").GetString()!).OrderBy(int.Parse),
    ];

    private int Asked() => _site.Requests.Read(new RequestFilter { Registry = "plain" }).Count
        - Directory.EnumerateFiles(_cli.Output, "audit_*.ndjson").SelectMany(File.ReadLines).Count(l => l.Contains("\"kind\":\"canary\"", StringComparison.Ordinal));

    private List<string> Records() =>
    [
        .. Directory.EnumerateFiles(Path.Combine(_cli.Output, "json"), "*.json", SearchOption.AllDirectories)
            .Select(f => JsonDocument.Parse(File.ReadAllBytes(f)).RootElement.GetProperty("case_id").GetString()!).OrderBy(int.Parse),
    ];

    private List<JsonElement> Journal() =>
        [.. File.ReadLines(Directory.EnumerateFiles(_cli.Output, "audit_*.ndjson").Max(StringComparer.Ordinal)!).Select(l => JsonDocument.Parse(l).RootElement)];

    private string Stop() => Journal()[^1].GetProperty("reason").GetString()!;

    private async Task RunAsync(string definition, int code, params string[] more)
    {
        var ended = await _cli.RunAsync(["run", definition, "--base-url", $"{_site.Address}", "--end", $"{Mark}", "--output", _cli.Output, "--quiet", .. more]);
        Assert.True(ended == code, $"ended {ended}: {_cli.Error}{_cli.Out}");
    }

    /// <summary>The shipped definition without canaries, which a wrong one would not answer, and with these changes; always in the same file.</summary>
    private async Task<string> WriteAsync(params (string From, string To)[] changes)
    {
        var text = await File.ReadAllTextAsync(CliBench.Plain, TestContext.Current.CancellationToken);
        foreach (var (from, to) in changes.Append(("canaries:\n  present: [1]\n  absent: [99998]\n", "")))
        {
            Assert.Contains(from, text, StringComparison.Ordinal);
            text = text.Replace(from, to, StringComparison.Ordinal);
        }

        return _cli.Write("plain.yaml", text);
    }
}
