using Rollcall.Planning;
using Rollcall.Practice;
using Rollcall.Practice.Faults;
using Rollcall.Practice.Requests;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Cli;

/// <summary>Commands over a registry with tabs.</summary>
public sealed class TabCommandTests : IAsyncLifetime
{
    private readonly CliBench _cli = new();
    private PracticeSite _site = null!;

    private static string Matches => Repository.PathOf("registries/practice-matches.yaml");

    public async ValueTask InitializeAsync()
    {
        _site = await PracticeSite.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        _cli.Variables["ROLLCALL_RETRY_BACKOFF"] = "1ms";
    }

    public async ValueTask DisposeAsync()
    {
        _cli.Dispose();
        await _site.DisposeAsync();
    }

    [Fact]
    public async Task One_tab_can_be_run_alone_and_then_retried_by_its_run()
    {
        _site.Matches.SetFaults(new FaultRule { Kind = FaultKind.LayoutChange, Ids = ["BOR-002"], On = [RequestKind.Record] });
        Assert.Equal(3, await RunAsync("--set", "tab=borea", "--max-cases", "3", "--max-retries", "0"));
        _site.Matches.SetFaults();
        var before = _site.Requests.Total;

        Assert.Equal(0, await _cli.RunAsync("retry", "last", "--output", _cli.Output));

        Assert.Equal(["BOR-002"], _site.Requests.Read(new RequestFilter { Registry = "matches", Kind = RequestKind.Record, After = before }).Select(r => r.Id).Except(["BOR-001"]).Distinct());
        Assert.Empty(_site.Requests.Read(new RequestFilter { Registry = "matches", Kind = RequestKind.List, After = before }));
        Assert.Equal(8, await _cli.RunAsync("verify", "--output", _cli.Output));
        Assert.Contains("NOT accounted for: 97 numbers: 4-100", _cli.Out, StringComparison.Ordinal);
        Assert.Equal(0, await _cli.RunAsync("status", "--output", _cli.Output));
    }

    [Fact]
    public async Task What_makes_no_sense_with_a_listing_is_refused_before_anything_is_asked()
    {
        Assert.Equal(2, await _cli.RunAsync("probe", Matches, "--base-url", $"{_site.Address}", "--output", _cli.Output));
        Assert.Contains("the ids come from a listing, so there is no highest number", _cli.Error, StringComparison.Ordinal);

        Assert.Equal(2, await RunAsync("--start", "3"));
        Assert.Single(_cli.Error.Split('\n'), line => line.Contains("--start and --end are numbers of a range", StringComparison.Ordinal));
        Assert.Equal(0, _site.Requests.Total);
        Assert.False(Directory.Exists(_cli.Output));
    }

    [Fact]
    public async Task A_tab_that_is_none_is_refused_with_those_that_are()
    {
        Assert.Equal(2, await RunAsync("--set", "tab=nowhere"));

        Assert.Contains("--set tab=nowhere", _cli.Error, StringComparison.Ordinal);
        Assert.Contains("aurel, borea, corvin", _cli.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.EnumerateFiles(_cli.Output), f => f.EndsWith(".ndjson", StringComparison.Ordinal));
    }

    [Fact]
    public async Task When_the_tabs_cannot_be_read_the_command_says_why_and_begins_nothing()
    {
        _site.Matches.SetFaults(new FaultRule { Kind = FaultKind.Status500, Ids = ["tabs"] });
        Assert.Equal(3, await RunAsync());
        Assert.Contains("the tabs could not be read", _cli.Error, StringComparison.Ordinal);

        _site.Matches.SetFaults(new FaultRule { Kind = FaultKind.Status403, Ids = ["tabs"] });
        Assert.Equal(5, await RunAsync());
    }

    [Fact]
    public async Task A_tab_that_no_run_has_come_to_is_not_accounted_for()
    {
        Assert.Equal(0, await RunAsync("--max-cases", "2"));
        foreach (var file in Directory.EnumerateFiles(_cli.Output, "*jorvan*"))
        {
            File.Delete(file);
        }

        foreach (var record in Directory.EnumerateFiles(Path.Combine(_cli.Output, "json"), "JOR-*", SearchOption.AllDirectories))
        {
            File.Delete(record);
        }

        Assert.Equal(8, await _cli.RunAsync("verify", "--output", _cli.Output));
        Assert.Contains("practice-matches/jorvan: not begun", _cli.Out, StringComparison.Ordinal);
        Assert.Equal(8, await _cli.RunAsync("verify", "practice-matches", "--output", _cli.Output, "--json"));
        Assert.Contains("\"not_begun\"", _cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tab_that_vanished_before_a_run_came_to_it_is_named_and_not_missed_until_it_is_back()
    {
        var book = new TabBook(_cli.Output, "practice-matches", TimeProvider.System);
        await book.NoteTabsAsync("all", [("karst", "/matches/karst")], TestContext.Current.CancellationToken);
        await book.NotePartitionsAsync(["karst"], [], TestContext.Current.CancellationToken);

        Assert.Equal(0, await RunAsync("--fresh", "--max-cases", "1"));

        await _cli.RunAsync("verify", "practice-matches", "--output", _cli.Output);
        Assert.Contains("practice-matches/karst: the site showed this tab no longer", _cli.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("not begun", _cli.Out, StringComparison.Ordinal);

        await book.NotePartitionsAsync(["karst"], [], TestContext.Current.CancellationToken);
        await _cli.RunAsync("verify", "practice-matches", "--output", _cli.Output);
        Assert.Contains("practice-matches/karst: not begun", _cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_shows_the_tabs_a_list_an_item_and_its_sections()
    {
        Assert.Equal(0, await _cli.RunAsync("check", Matches, "--live", "--base-url", $"{_site.Address}", "--set", "tab=corvin", "--id", "COR-030"));

        Assert.Contains("items   10 on this page: aurel", _cli.Out, StringComparison.Ordinal);
        Assert.Contains("list (line", _cli.Out, StringComparison.Ordinal);
        Assert.Contains("page 2", _cli.Out, StringComparison.Ordinal);
        Assert.Contains("total   100", _cli.Out, StringComparison.Ordinal);
        Assert.Contains("section standings: read", _cli.Out, StringComparison.Ordinal);
        Assert.Contains("standings: 4 rows", _cli.Out, StringComparison.Ordinal);
        Assert.Equal(3, await _cli.RunAsync("check", Matches, "--live", "--base-url", $"{_site.Address}", "--set", "tab=corvin", "--id", "AUR-001"));
        Assert.Contains("AUR-001 is not listed", _cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_writes_nothing_but_the_log()
    {
        Assert.Equal(0, await RunAsync("--set", "tab=garn", "--max-cases", "2", "--dry-run"));

        Assert.Equal(["logs"], Directory.GetFileSystemEntries(_cli.Output).Select(Path.GetFileName));
    }

    private Task<int> RunAsync(params string[] more) => _cli.RunAsync(["run", Matches, "--base-url", $"{_site.Address}", "--output", _cli.Output, "--quiet", .. more]);
}
