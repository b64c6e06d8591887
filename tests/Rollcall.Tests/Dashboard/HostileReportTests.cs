using Rollcall.Dashboard.Reports;
using Rollcall.Fetching;
using Rollcall.Ledger;
using Rollcall.Planning;
using Rollcall.Registries;
using Rollcall.Reporting.Maps;
using Rollcall.Reporting.Pictures;
using Rollcall.Tests.Browser;
using Rollcall.Tests.Reporting.Maps;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Dashboard;

/// <summary>Whatever a site says is shown, and nothing of it is obeyed.</summary>
[Collection(ChromiumFixture.Name)]
public sealed class HostileReportTests(ChromiumFixture chromium) : IDisposable
{
    private const string Backwards = "\u202Egnitirw";
    private const string Emoji = "🧨👩‍👩‍👧‍👦";

    /// <summary>Texts of the body that turn the direction of writing, and stand in nothing that ends it.</summary>
    private const string LoneTexts = """
        (() => {
            const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            let lone = 0;
            while (texts.nextNode()) {
                lone += texts.currentNode.data.includes('\u202E') && !texts.currentNode.data.includes('\u2068') && !texts.currentNode.parentElement.closest('bdi') ? 1 : 0;
            }
            return lone;
        })()
        """;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task No_script_runs_no_request_leaves_and_the_text_is_there()
    {
        var evil = Evil();
        var html = await ReportHtml.RenderAsync(Picture(evil), _folder.Path);
        await File.WriteAllTextAsync(_folder.At("report.html"), html, TestContext.Current.CancellationToken);
        Assert.InRange(html.Length, 1, 1_000_000);

        var page = await chromium.BlankPageAsync();
        var requests = new List<string>();
        var noise = new List<string>();
        page.Request += (_, request) => requests.Add(request.Url);
        page.Console += (_, message) => noise.Add(message.Text);
        page.Dialog += (_, dialog) => noise.Add(dialog.Message);
        var address = new Uri(_folder.At("report.html")).AbsoluteUri;
        await page.GotoAsync(address);

        Assert.Equal([address], requests.Where(url => !url.StartsWith("data:", StringComparison.Ordinal)));
        Assert.Empty(noise);
        Assert.False(await page.EvaluateAsync<bool>("'hit' in window"));
        Assert.Equal(0, await page.EvaluateAsync<int>("document.querySelectorAll('script, iframe, object, embed, form, img:not([src^=\"data:\"]), [onerror], [onload], [style]').length"));
        Assert.Equal(0, await page.EvaluateAsync<int>("[...document.links].filter(a => !/^(#|html_failed\\/)/.test(a.getAttribute('href'))).length"));
        Assert.Contains("<script>window.hit=1", await page.EvaluateAsync<string>("document.querySelector('#failures').innerText"), StringComparison.Ordinal);
        Assert.Contains(Emoji, await page.EvaluateAsync<string>("document.querySelector('h1').innerText"), StringComparison.Ordinal);
        Assert.Contains("<script>window.hit=1", await page.EvaluateAsync<string>("document.querySelector('.cells i').title"), StringComparison.Ordinal);
        Assert.Equal(0, await Screens.TakeAsync(page, "report-hostile"));
        await page.CloseAsync();
    }

    [Fact]
    public async Task What_turns_the_direction_of_writing_turns_nothing_of_ours()
    {
        var page = await chromium.BlankPageAsync();
        await page.SetContentAsync(await ReportHtml.RenderAsync(Picture(Backwards), _folder.Path));

        // The registry stands to the left of its partition, as it was written.
        Assert.True(await page.EvaluateAsync<bool>("(([a, b]) => a.getBoundingClientRect().right <= b.getBoundingClientRect().left)(document.querySelectorAll('h1 bdi'))"));
        Assert.Equal(0, await page.EvaluateAsync<int>(LoneTexts));
        Assert.StartsWith("\u2068" + Backwards, await page.TitleAsync(), StringComparison.Ordinal);
        Assert.Contains("\u2069: ", await page.EvaluateAsync<string>("document.querySelector('.cells i').title"), StringComparison.Ordinal);
        await page.CloseAsync();
    }

    [Fact]
    public async Task The_policy_alone_would_hold_a_script_that_got_through()
    {
        var html = (await ReportHtml.RenderAsync(Picture("x"), _folder.Path)).Replace("<h1>", $"<script>window.hit=1</script><img src=\"{chromium.Site.Address}\"><h1>", StringComparison.Ordinal);
        await File.WriteAllTextAsync(_folder.At("report.html"), html, TestContext.Current.CancellationToken);
        var page = await chromium.BlankPageAsync();
        await page.GotoAsync(new Uri(_folder.At("report.html")).AbsoluteUri);
        Assert.False(await page.EvaluateAsync<bool>("'hit' in window"));
        Assert.Equal(0, await page.EvaluateAsync<int>("document.images[0].naturalWidth"));
        await page.CloseAsync();
    }

    private string Evil()
    {
        var site = chromium.Site.Address;
        return $"<script>window.hit=1;fetch('{site}hit')</script>\"><img src=\"{site}hit\" onerror=\"window.hit=1\"></title></style></svg><!-- ' {Backwards} {Emoji}";
    }

    private RunPicture Picture(string evil)
    {
        var huge = evil + new string('x', 100_000);
        var failed = "html_failed/r/1.html";
        Directory.CreateDirectory(_folder.At("html_failed", "r"));
        File.WriteAllText(_folder.At(failed), huge);
        LedgerEvent Attempt(long number, string error, string? html) => new LedgerEvent.Attempted(
            SomePictures.Start.AddSeconds(number), new(number, huge), 1, new AnswerNote(AnswerKind.Unrecognised, huge, null, FailureClass.Unrecognised, error) { HtmlPath = html }, TimeSpan.FromSeconds(1), 1);

        LedgerEvent[] events =
        [
            Attempt(1, huge, failed),
            Attempt(2, $"see {evil}", "../../../etc/passwd"),
            Attempt(3, "an address", $"javascript:window.hit=1//{evil}"),
            new LedgerEvent.Parked(SomePictures.Start.AddSeconds(4), true, huge),
            new LedgerEvent.Probed(SomePictures.Start.AddSeconds(5), new(5, huge), null, 1),
            new LedgerEvent.Settled(SomePictures.Start.AddSeconds(6), new(1, huge), Outcome.Failed, 1, new AnswerNote(AnswerKind.Unrecognised, null, null, FailureClass.Unrecognised, huge)),
        ];
        var header = new JournalHeader(1, "r", new PartitionIdentity(new RegistryIdentity("court", RegistryIdentity.ListingSource, "", "https://court.example/"), "tab"), "d", default, null, null, 0);
        Roster.Open(SweepPlanner.RosterPath(_folder.Path, "court", "tab")).Enrol([huge, evil, $"{evil}3"]);
        var picture = SomePictures.Of(events, SomeAccounts.Sets("1-3", failed: "1", seen: 3), StopReason.Blocked, detail: huge, registry: evil.Length > 40 ? Emoji + evil : evil, partition: evil);
        return picture with { Names = IdNames.Of(_folder.Path, header), Settings = [new UsedSetting("user_agent", huge, evil)] };
    }
}
