using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Rollcall.Practice;
using Rollcall.Practice.Faults;
using Rollcall.Practice.Registries;
using Rollcall.Practice.Requests;

namespace Rollcall.Tests.Practice;

public sealed class MatchesRegistryTests : IAsyncLifetime
{
    private PracticeSite _site = null!;
    private HttpClient _http = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _site = await PracticeSite.StartAsync(cancellationToken: Cancelled);
        _http = new HttpClient { BaseAddress = _site.Address };
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _site.DisposeAsync();
    }

    [Fact]
    public async Task Ten_tabs_list_a_thousand_matches_on_pages_that_lead_from_one_to_the_next()
    {
        var tabs = (await GetAsync("/matches")).Page.QuerySelectorAll("nav.tabs a").Select(a => a.GetAttribute("data-tab")!).ToList();
        Assert.Equal(_site.Matches.Marks.Keys, tabs);
        var ids = new List<string>();
        foreach (var tab in tabs)
        {
            for (string? next = ""; next is not null;)
            {
                var (_, page) = await GetAsync($"/matches/{tab}{next}");
                Assert.Equal("100", page.QuerySelector(".count b")!.TextContent);
                ids.AddRange(page.QuerySelectorAll("table.matches tbody .number").Select(e => e.TextContent));
                next = page.QuerySelector("a[rel=next]")?.GetAttribute("href");
            }
        }

        Assert.Equal(1000, ids.Distinct().Count());
        Assert.Equal(_site.Matches.Marks.SelectMany(m => _site.Matches.Truths(m.Key, 1, m.Value)).Select(t => t.Id), ids);
    }

    [Fact]
    public async Task A_section_says_the_same_as_a_page_as_data_and_as_the_truth()
    {
        var truth = _site.Matches.Truths("corvin", 1, 100).First(t => t.Tables.ContainsKey("odds"));
        var (_, page) = await GetAsync($"/matches/corvin/{truth.Id}/odds");
        var data = await _http.GetFromJsonAsync<JsonElement>($"/matches/corvin/{truth.Id}/odds?data=1", Cancelled);

        var rows = truth.Tables["odds"].Select(row => string.Join('|', row.Values)).ToList();
        Assert.Equal(truth.Id, page.QuerySelector(".match-number")!.TextContent);
        Assert.Equal(rows, page.QuerySelectorAll("table.odds tbody tr").Select(r => string.Join('|', r.Children.Select(c => c.TextContent))));
        Assert.Equal(rows, data.GetProperty("rows").EnumerateArray().Select(r => string.Join('|', r.EnumerateArray().Select(c => c.GetString()))));
    }

    [Fact]
    public async Task A_match_that_was_put_off_has_no_odds_and_one_that_was_withdrawn_is_not_there()
    {
        var truths = _site.Matches.Truths("estel", 1, 100).ToList();
        var putOff = truths.First(t => t.Outcome == ExpectedOutcome.Success && !t.Tables.ContainsKey("odds"));
        Assert.Null((await GetAsync($"/matches/estel/{putOff.Id}")).Page.QuerySelector("a[data-section=odds]"));
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync($"/matches/estel/{putOff.Id}/odds")).Status);

        var withdrawn = truths.First(t => t.Outcome == ExpectedOutcome.NoRecord);
        var (status, page) = await GetAsync($"/matches/estel/{withdrawn.Id}");
        Assert.Equal((HttpStatusCode.NotFound, "No such match"), (status, page.QuerySelector("h1")!.TextContent));
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync($"/matches/aurel/{putOff.Id}/summary")).Status);
    }

    [Fact]
    public async Task One_tab_or_one_section_can_be_broken_and_repaired()
    {
        _site.Matches.SetFaults(
            new FaultRule { Kind = FaultKind.Status500, Ids = ["borea"], On = [RequestKind.List] },
            new FaultRule { Kind = FaultKind.Status500, Ids = ["AUR-001/odds"] });

        Assert.Equal(HttpStatusCode.InternalServerError, (await GetAsync("/matches/borea?page=2")).Status);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync("/matches/aurel")).Status);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync("/matches/aurel/AUR-001")).Status);
        Assert.Equal(HttpStatusCode.InternalServerError, (await GetAsync("/matches/aurel/AUR-001/odds")).Status);

        _site.Matches.SetFaults();
        Assert.Equal(HttpStatusCode.OK, (await GetAsync("/matches/borea?page=2")).Status);
        Assert.Equal([(RequestKind.List, "borea"), (RequestKind.Section, "AUR-001/odds")], _site.Requests.Read(new RequestFilter()).Where(r => r.Fault is not null).Select(r => (r.Kind!.Value, r.Id!)));
    }

    [Fact]
    public async Task A_tab_that_grows_lists_more()
    {
        Assert.True(_site.Matches.TryGrow("garn", 130));

        var (_, page) = await GetAsync("/matches/garn?page=6");

        Assert.Equal(("130", 5), (page.QuerySelector(".count b")!.TextContent, page.QuerySelectorAll("table.matches tbody tr").Length));
    }

    private async Task<(HttpStatusCode Status, IDocument Page)> GetAsync(string address)
    {
        using var response = await _http.GetAsync(address, Cancelled);
        return (response.StatusCode, new HtmlParser().ParseDocument(await response.Content.ReadAsStringAsync(Cancelled)));
    }
}
