using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Rollcall.Dashboard.Look;
using Rollcall.Ledger;
using Rollcall.Registries;
using Rollcall.Reporting.Maps;
using Rollcall.Tests.Reporting.Maps;

namespace Rollcall.Tests.Dashboard;

public sealed class IdMapViewTests
{
    [Fact]
    public async Task A_cell_tells_its_id_and_outcome()
    {
        var header = new JournalHeader(1, "run-1", new PartitionIdentity(new RegistryIdentity("court", "range", "IMM-{number}-{yy}", "https://court.example/"), "25"), "d1", default, null, null, 0)
        {
            Origin = new RunOrigin("court.yaml", new Dictionary<string, string> { ["yy"] = "25", ["yyyy"] = "2025" }, null, null),
        };
        var page = await ShowAsync(IdMap.Of(SomeAccounts.Mixed()), IdNames.Of("nowhere", header));

        var cells = page.QuerySelectorAll(".cells i");
        Assert.Equal(30, cells.Length);
        Assert.Equal(("IMM-1-25: found", "f"), (cells[0].GetAttribute("title"), cells[0].ClassName));
        Assert.Equal(("IMM-14-25: failed", "x", "0"), (cells[13].GetAttribute("title"), cells[13].ClassName, cells[13].GetAttribute("tabindex")));
        Assert.Equal(("IMM-16-25: no outcome", "h"), (cells[15].GetAttribute("title"), cells[15].ClassName));
        Assert.Equal("2 failed, 4 no outcome", page.QuerySelector(".note")!.TextContent);
        Assert.Equal("IMM-1-25 to IMM-30-25: 10 found, 1 unavailable, 1 no record, 2 no record above the mark, 1 no record, unconfirmed, 2 failed, 4 no outcome, 9 not visited", page.QuerySelector(".cells")!.GetAttribute("aria-label"));
    }

    [Fact]
    public async Task One_failure_among_many_ids_shows_on_their_cell()
    {
        var page = await ShowAsync(IdMap.Of(IdAccount.Of(SomeAccounts.Sets("1-100000", succeeded: "1-54320,54322-99999", failed: "54321", seen: 100_000))), IdNames.None);
        var cell = Assert.Single(page.QuerySelectorAll(".cells .px"));
        Assert.Equal("54321 to 54340: 19 found, 1 failed", cell.GetAttribute("title"));
        Assert.Equal("99981 to 100000: 19 found, 1 no outcome", Assert.Single(page.QuerySelectorAll(".cells .ph")).GetAttribute("title"));
    }

    [Fact]
    public async Task Rows_without_any_id_are_counted_and_not_drawn()
    {
        // As a search for the mark leaves them: 240 ids, and one that was asked far above.
        var page = await ShowAsync(IdMap.Of(IdAccount.Of(SomeAccounts.Sets("1-240,10241", succeeded: "1-240", absent: "10241", seen: 240))), IdNames.None);

        Assert.Equal(["1", "⋮", "10001"], page.QuerySelectorAll(".row .at").Select(e => e.TextContent));
        Assert.Equal("19 rows without any id of the walk", page.QuerySelector(".gap .note")!.TextContent);
    }

    [Fact]
    public async Task Every_shape_has_its_rule_in_the_stylesheet() =>
        Assert.All(
            (await ShowAsync(IdMap.Of(SomeAccounts.Mixed()), IdNames.None)).QuerySelectorAll(".idmap i").SelectMany(i => i.ClassList).Distinct(),
            shape => Assert.Contains($".idmap .{shape} {{", Stylesheet.Text, StringComparison.Ordinal));

    [Fact]
    public async Task Without_a_walk_it_says_so() =>
        Assert.Contains("no walk is known", (await ShowAsync(IdMap.Of(IdAccount.Of(SomeAccounts.Sets(""))), IdNames.None)).QuerySelector(".empty")!.TextContent, StringComparison.Ordinal);

    private static async Task<IDocument> ShowAsync(IdMap map, IdNames names) =>
        await new HtmlParser().ParseDocumentAsync(await Html.OfAsync<IdMapView>(new Dictionary<string, object?> { ["Map"] = map, ["Names"] = names }));
}
