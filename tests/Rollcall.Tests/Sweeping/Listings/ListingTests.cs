using Rollcall.Fetching;
using Rollcall.Ids;
using Rollcall.Ledger;
using Rollcall.Planning;
using Rollcall.Registries;
using Rollcall.Reporting.Certificates;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Sweeping.Listings;

/// <summary>A run whose ids stand on a listing: read as a whole or not at all.</summary>
public sealed class ListingTests : IDisposable
{
    private const string Definition = """
        registry: listed
        site: http://site.test
        ids:
          source: listing
          list:
            ask: [{ get: "/list" }]
            items: "li"
            id: ".no"
            link: "a"
            total: "b.total"
            empty: { at: "p.none", is: "Nothing here" }
            next: "a.next"
            max_pages: 3
        ask: [{ get: "{link}" }]
        judge:
          blocked: [{ status: 403 }]
          expired: { at: "h1", is: "Please log in" }
          absent: { at: "h1", is: "No such record" }
          found: { at: "table.record" }
          identity: { at: ".record-number", is: "{id}" }
        read:
          fields: { title: { at: "h1.title" } }
        """;

    private readonly SweepBench _bench = new();
    private readonly Dictionary<string, Page> _pages = [];
    private readonly ScriptedSource _site;

    public ListingTests()
    {
        _bench.Definition = RegistryReader.Parse("listed.yaml", Definition).Required;
        _bench.Settings = _bench.Settings with { MaxRetries = 0, Concurrency = 1 };
        _site = new ScriptedSource((id, _) => _pages.TryGetValue(id.Text, out var page) ? page : ScriptedSource.Found(id));
    }

    public void Dispose() => _bench.Dispose();

    private IEnumerable<string> Asked => _bench.AskedIds(_site).Where(a => a[0] != '/');

    private IEnumerable<string> Read => _site.Asked.Where(a => a[0] == '/');

    private Roster Roster => Roster.Open(Path.Combine(_bench.Folder, "checkpoints", "listed", "all", "roster.ndjson"));

    [Fact]
    public async Task Every_item_of_every_page_is_asked_at_the_address_that_the_listing_gives()
    {
        List("/list", "A B", next: "/list?p=2");
        List("/list?p=2", "C");

        var (cause, totals, _) = await _bench.RunAsync(_site, new WalkRequest());

        Assert.Equal((StopReason.Completed, 3L), (cause.Reason, totals.Succeeded));
        Assert.Equal(["/list", "/list?p=2"], Read);
        Assert.Equal(["A", "B", "C"], Asked);
        Assert.Equal(["/r/A", "/r/B", "/r/C"], Roster.Ids.Select(id => id.Link));
        Assert.Contains(_bench.Journal, e => e is LedgerEvent.Listed { IsWhole: true, Requests: 2 });
    }

    [Fact]
    public async Task What_was_read_lately_is_not_read_again_and_later_only_what_is_new_is_asked()
    {
        List("/list", "A B");
        await _bench.RunAsync(_site, new WalkRequest());
        var (again, _, _) = await _bench.RunAsync(_site, new WalkRequest());

        Assert.Equal(StopReason.NothingToDo, again.Reason);
        Assert.Single(Read);

        _bench.Time.Advance(TimeSpan.FromHours(13));
        List("/list", "C B");
        var (third, totals, _) = await _bench.RunAsync(_site, new WalkRequest());

        Assert.Equal((StopReason.Completed, 1L), (third.Reason, totals.Total));
        Assert.Equal("C", _site.Asked[^1]);
        Assert.Equal("1", Roster.Gone.ToString());
    }

    [Fact]
    public async Task An_item_that_vanished_before_it_had_an_outcome_is_asked_all_the_same()
    {
        List("/list", "A B");
        _pages["B"] = ScriptedSource.Html(new RecordId(2, "B"), "<h1>Odd</h1>");
        Assert.Equal(StopReason.CompletedWithFailures, (await _bench.RunAsync(_site, new WalkRequest())).Cause.Reason);

        _bench.Time.Advance(TimeSpan.FromHours(13));
        List("/list", "A");
        _pages.Remove("B");
        var (cause, totals, view) = await _bench.RunAsync(_site, new WalkRequest());

        Assert.Equal((StopReason.Completed, 1L), (cause.Reason, totals.Succeeded));
        Assert.Equal(Outcome.Success, view.OutcomeOf(2));
    }

    [Theory]
    [InlineData("no id", "has no id")]
    [InlineData("no link", "has no link")]
    [InlineData("another site", "leads to another site")]
    [InlineData("two slashes", "leads to //elsewhere.test/r/A, and an address cannot begin with two slashes")]
    [InlineData("two of one name", "two items are called \"A\", but lead to /r/A and /s/A: choose another 'id'")]
    [InlineData("two on two pages", "two items are called \"A\", but lead to /r/A and /s/A: choose another 'id'")]
    [InlineData("total", "the site says that there are 5, and its 1 pages list 2")]
    [InlineData("no items", "nothing on the page fits 'items'")]
    [InlineData("circle", "leads back to /list?p=2")]
    [InlineData("same again", "lists nothing that the pages before did not list")]
    [InlineData("too many", "max_pages allows no more")]
    [InlineData("button", "'next' (a.next) leads nowhere")]
    [InlineData("lost page", "status 404")]
    public async Task A_listing_that_is_not_whole_fails_and_nothing_is_asked(string flaw, string why)
    {
        switch (flaw)
        {
            case "no id":
                Put("/list", "<li><a href=/r/A>A</a></li>");
                break;
            case "no link":
                Put("/list", "<li><i class=no>A</i></li>");
                break;
            case "another site":
                Put("/list", "<li><i class=no>A</i><a href=http://elsewhere.test/r/A>A</a></li>");
                break;
            case "two slashes":
                Put("/list", "<li><i class=no>A</i><a href=http://site.test//elsewhere.test/r/A>A</a></li>");
                break;
            case "two of one name":
                Put("/list", Item("A") + Item("B") + Item("A") + Item("A").Replace("/r/", "/s/", StringComparison.Ordinal) + "<b class=total>2</b>");
                break;
            case "two on two pages":
                List("/list", "A B", next: "/list?p=2");
                Put("/list?p=2", Item("A").Replace("/r/", "/s/", StringComparison.Ordinal) + Item("C") + "<b class=total>3</b>");
                break;
            case "total":
                List("/list", "A B", total: 5);
                break;
            case "no items":
                Put("/list", "<p>Welcome</p>");
                break;
            case "circle":
                List("/list", "A", next: "/list?p=2", total: 9);
                List("/list?p=2", "B", next: "/list?p=3", total: 9);
                List("/list?p=3", "C", next: "/list?p=2", total: 9);
                break;
            case "same again":
                List("/list", "A B", next: "/list?p=2");
                List("/list?p=2", "B A", next: "/list?p=3");
                break;
            case "too many":
                List("/list", "A", next: "/list?p=2", total: 9);
                List("/list?p=2", "B", next: "/list?p=3", total: 9);
                List("/list?p=3", "C", next: "/list?p=4", total: 9);
                break;
            case "button":
                Put("/list", Item("A") + "<b class=total>1</b><a class=next>Next</a>");
                break;
            case "lost page":
                List("/list", "A", next: "/list?p=2");
                Put("/list?p=2", "<h1>Not found</h1>", status: 404);
                break;
        }

        var (cause, totals, _) = await _bench.RunAsync(_site, new WalkRequest());

        Assert.Equal((StopReason.ListingFailed, 0L), (cause.Reason, totals.Total));
        Assert.Contains(why, cause.Detail, StringComparison.Ordinal);
        Assert.Contains("html_failed", cause.Detail, StringComparison.Ordinal);
        Assert.Empty(Asked);
        Assert.Equal(0, Roster.Count);
        Assert.Contains(_bench.Log.Of("batch.listing.failed"), _ => true);
        Assert.Contains("listing_unread", Certify().FindingCounts.Keys);
    }

    [Fact]
    public async Task A_block_of_the_listing_is_a_block_and_the_next_run_takes_the_run_up()
    {
        Put("/list", "<h1>Forbidden</h1>", status: 403);
        Assert.Equal(StopReason.Blocked, (await _bench.RunAsync(_site, new WalkRequest())).Cause.Reason);

        List("/list", "A");
        var (cause, totals, _) = await _bench.RunAsync(_site, new WalkRequest());

        Assert.Equal((StopReason.Completed, 1L), (cause.Reason, totals.Succeeded));
        Assert.Single(Directory.EnumerateFiles(_bench.Folder, "audit_*.ndjson"));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_listing_that_asks_to_be_left_alone_for_longer_than_patience_is_not_waited_for()
    {
        _bench.Settings = _bench.Settings with { MaxRetries = 3, RetryBackoff = TimeSpan.Zero };
        Put("/list", "<h1>Later</h1>", status: 503);
        _pages["/list"] = _pages["/list"] with { RetryAfter = TimeSpan.FromHours(2) };

        var (cause, _, _) = await _bench.RunAsync(_site, new WalkRequest());

        Assert.Equal(StopReason.Throttled, cause.Reason);
        Assert.Single(Read);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_session_that_ends_in_the_middle_of_a_listing_is_opened_anew()
    {
        _bench.Settings = _bench.Settings with { MaxRetries = 1, RetryBackoff = TimeSpan.Zero };
        List("/list", "A B", next: "/list?p=2");
        List("/list?p=2", "C");
        ScriptedSource site = null!;
        site = new ScriptedSource((id, _) => id.Text == "/list?p=2" && site.Renewals == 0 ? ScriptedSource.Html(id, "<h1>Please log in</h1>")
            : _pages.TryGetValue(id.Text, out var page) ? page : ScriptedSource.Found(id));

        var (cause, totals, _) = await _bench.RunAsync(site, new WalkRequest());

        Assert.Equal((StopReason.Completed, 3L), (cause.Reason, totals.Succeeded));
        Assert.Equal(1, site.Renewals);
    }

    [Theory]
    [InlineData("in the next page's address")]
    [InlineData("in an item's address")]
    [InlineData("in a fault")]
    [InlineData("in a sign of a block")]
    public async Task No_secret_of_an_address_is_kept_or_told(string place)
    {
        _bench.Values = new TemplateValues(new Dictionary<string, string>(), new Dictionary<string, string> { ["KEY"] = "hunter22" });
        var site = _site;
        switch (place)
        {
            case "in the next page's address":
                List("/list", "A", next: "/list?key=hunter22");
                List("/list?key=hunter22", "B", next: "/list?key=hunter22");
                break;
            case "in an item's address":
                Put("/list", "<li><i class=no>A</i><a href=/r/A?key=hunter22>A</a></li><b class=total>1</b>");
                break;
            case "in a fault":
                site = new ScriptedSource((_, _) => new Fault(FailureClass.Reset, "GET /list?key=hunter22: reset"));
                break;
            case "in a sign of a block":
                _bench.Definition = RegistryReader.Parse("listed.yaml", Definition.Replace("{ status: 403 }", "{ at: h1, contains: Forbidden }", StringComparison.Ordinal)).Required;
                Put("/list", "<h1>Forbidden to hunter22</h1>");
                break;
        }

        var (cause, _, _) = await _bench.RunAsync(site, new WalkRequest());

        Assert.Contains("***", cause.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter22", cause.Detail, StringComparison.Ordinal);
        Assert.All(Directory.EnumerateFiles(_bench.Folder, "*", SearchOption.AllDirectories), file => Assert.DoesNotContain("hunter22", File.ReadAllText(file), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_list_that_says_it_is_empty_is_complete()
    {
        Put("/list", "<p class=none>Nothing here</p>");

        var (cause, _, _) = await _bench.RunAsync(_site, new WalkRequest());

        Assert.Equal(StopReason.NothingToDo, cause.Reason);
        Assert.True(Certify().IsComplete);
    }

    [Fact]
    public async Task Addresses_are_relative_to_what_the_page_says_they_are_and_an_item_may_stand_twice()
    {
        Put("/list", "<base href='/court/'><li><i class=no>A</i><a href=r/A>A</a></li><li><i class=no>A</i><a href=r/A>again</a></li><b class=total>2</b><a class=next href='list?p=2'>Next</a>");
        Put("/court/list?p=2", Item("B") + "<b class=total>2</b>");

        var (cause, _, _) = await _bench.RunAsync(_site, new WalkRequest());

        Assert.Equal(StopReason.Completed, cause.Reason);
        Assert.Equal(["/court/r/A", "/r/B"], Roster.Ids.Select(id => id.Link));
    }

    [Fact]
    public async Task A_dry_run_reads_the_listing_and_asks_and_writes_nothing()
    {
        List("/list", "A B");

        var (cause, totals, _) = await _bench.RunAsync(_site, new WalkRequest(), dryRun: true);

        Assert.Equal((StopReason.Completed, 2L), (cause.Reason, totals.Succeeded));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_bench.Folder));
    }

    [Fact]
    public async Task Listed_ids_that_were_not_reached_are_not_accounted_for()
    {
        List("/list", "A B C");
        await _bench.RunAsync(_site, new WalkRequest { MaxCases = 1 });
        Assert.Equal("2-3", Certify().NotAccountedFor);
        using var stop = new Rollcall.Sweeping.StopSignal();
        stop.Request(StopReason.Sigint, "at once");
        await _bench.RunAsync(_site, new WalkRequest(), stop);

        var certificate = Certify();

        Assert.Equal("2-3", certificate.NotAccountedFor);
    }

    [Fact]
    public async Task A_listing_that_was_read_by_a_process_that_was_killed_before_it_could_say_so_is_read()
    {
        Put("/list", "<p>Welcome</p>");
        await _bench.RunAsync(_site, new WalkRequest());
        Assert.Contains("listing_unread", Certify().FindingCounts.Keys);
        Roster.EnrolListing([("A", "/r/A")], _bench.Time.GetUtcNow());

        var killed = Certify();
        await _bench.RunAsync(_site, new WalkRequest());

        Assert.Equal("1", killed.NotAccountedFor);
        Assert.DoesNotContain("listing_unread", killed.FindingCounts.Keys);
        Assert.True(Certify().IsComplete);
        Assert.Single(Read);
    }

    private Certificate Certify() => Certifier.Certify(
        new CertificateRequest { OutputFolder = _bench.Folder, Registry = "listed", Partition = "all", RecordsFolder = "json" }, _bench.Time, _bench.Log, TestContext.Current.CancellationToken);

    private static string Item(string id) => $"<li><i class=no>{id}</i> <a href=/r/{id}>Record {id}</a></li>";

    private void List(string url, string ids, string? next = null, int? total = null)
    {
        var items = string.Concat(ids.Split(' ').Select(Item));
        Put(url, $"{items}<b class=total>{total ?? (next is null && url == "/list" ? ids.Split(' ').Length : 3)}</b>{(next is null ? "" : $"<a class=next href='{next}'>Next</a>")}");
    }

    private void Put(string url, string body, int status = 200) =>
        _pages[url] = ScriptedSource.Html(new RecordId(0, "x"), body) with { RequestedUrl = new Uri("http://site.test" + url), FinalUrl = new Uri("http://site.test" + url), Status = status };
}
