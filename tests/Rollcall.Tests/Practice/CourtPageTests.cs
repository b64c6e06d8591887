using AngleSharp.Html.Parser;
using Microsoft.Playwright;
using Rollcall.Practice.Court;
using Rollcall.Practice.Faults;
using Rollcall.Practice.Latencies;
using Rollcall.Practice.Registries;
using Rollcall.Practice.Requests;

namespace Rollcall.Tests.Practice;

/// <summary>The traps of the court's page, seen in Chromium: what a collector has to survive must really be there.</summary>
public sealed class CourtPageTests : IClassFixture<CourtBrowser>
{
    private const string Dismiss = "#ModalForm [data-dismiss=modal]";
    private readonly CourtBrowser _browser;
    private readonly CourtRegistry _court;

    public CourtPageTests(CourtBrowser browser)
    {
        _browser = browser;
        _court = browser.Site.Court;
        _court.Faults = FaultPlan.None;
        _court.SetLatency(default);
        _court.Timings = new CourtTimings { BusyAfter = 20, Fade = 20, UpdateAfter = 0 };
    }

    [Fact]
    public async Task What_a_person_reads_in_the_page_is_the_truth_row_by_row()
    {
        var page = await OpenSearchAsync();

        foreach (var truth in _court.Truths("2019", 22, 33))
        {
            await SearchAsync(page, truth.Id);
            if (truth.Outcome == ExpectedOutcome.NoRecord)
            {
                await page.WaitForSelectorAsync("td.dataTables_empty");
                continue;
            }
            await RowAsync(page, truth.Id);
            await page.ClickAsync("#re");
            await TitleAsync(page, truth.Id);

            Assert.Equal(truth.Fields["style_of_cause"], await page.Locator("#datatable td:nth-child(2)").InnerTextAsync());
            Assert.Equal(truth.Fields["nature_of_proceeding"], await page.Locator("#datatable td:nth-child(3)").InnerTextAsync());
            Assert.Equal(
                [truth.Fields["type"], truth.Fields["type_of_action"], truth.Fields["nature_of_proceeding"], truth.Fields["office"], truth.Fields["language"], truth.Fields["filing_date"]],
                await page.EvaluateAsync<string[]>(
                    """
                    () => ['Type :', 'Type of Action :', 'Nature of Proceeding :', 'Office :', 'Language :', 'Filing Date :'].map(label =>
                      [...document.querySelectorAll('#ModalForm strong')].find(each => each.textContent === label).nextSibling.textContent.trim())
                    """));
            Assert.Equal(
                truth.Tables["docket_entries"].Select(entry => string.Join('|', entry.Values)),
                await page.EvaluateAsync<string[]>(
                    """
                    () => [...document.querySelectorAll('#ModalForm table')].find(table => table.caption.textContent === 'Information about the court file')
                      .querySelectorAll('tbody tr').values().map(row => [...row.cells].slice(0, 4).map(cell => cell.textContent).join('|')).toArray()
                    """));
            await CloseAsync(page);
        }
    }

    [Fact]
    public async Task The_search_by_number_is_in_the_page_but_hidden_until_its_tab_is_clicked()
    {
        var page = await _browser.OpenAsync();
        await page.GotoAsync(CourtRegistry.Path);

        Assert.Equal((1, false), (await page.Locator("#selectCourtNumber").CountAsync(), await page.IsVisibleAsync("#selectCourtNumber")));
        Assert.Equal(0, await page.Locator("#datatable tbody tr").CountAsync());
        await page.ClickAsync("a.TabButton[href='#tab02']");
        Assert.True(await page.IsVisibleAsync("#selectCourtNumber"));
        Assert.Equal("t", await page.InputValueAsync("#tab02selectCourt"));
    }

    [Fact]
    public async Task The_only_form_of_the_page_is_the_site_search_that_leads_away()
    {
        var page = await OpenSearchAsync();

        Assert.Equal("searchd", await page.EvaluateAsync<string>("[...document.forms].map(form => form.id).join()"));
        Assert.Null(await page.GetAttributeAsync("#selectCourtNumber", "name"));
        await page.ClickAsync("form button[type=submit]");
        await page.WaitForURLAsync("**/en/search?q=");
    }

    [Fact]
    public async Task The_busy_screen_is_hidden_before_it_shows_and_the_old_row_stays_until_the_answer()
    {
        var page = await OpenSearchAsync();
        await SearchAsync(page, "IMM-1-19");
        await RowAsync(page, "IMM-1-19");
        _court.SetLatency(new LatencyRange(TimeSpan.FromSeconds(1)), RequestKind.Search);

        await page.FillAsync("#selectCourtNumber", "IMM-2-19");
        // Noted down in the page: a look from outside comes too late on a busy machine.
        await page.EvaluateAsync(
            """
            () => {
              const [busy, old] = [document.querySelector('#loadingscreen'), document.querySelector('#datatable tbody tr')];
              const note = () => seen.push(`busy ${busy.style.display}, old row ${old.isConnected}`);
              window.seen = [];
              new MutationObserver(note).observe(busy, { attributes: true, attributeFilter: ['style'] });
              document.querySelector('#tab02Submit').click();
              note();
            }
            """);
        await page.WaitForFunctionAsync("() => seen.length === 3");

        Assert.Equal(
            ["busy none, old row true", "busy block, old row true", "busy none, old row false"],
            await page.EvaluateAsync<string[]>("seen"));
    }

    [Fact]
    public async Task Two_misses_read_the_same_but_the_row_is_a_new_one()
    {
        var page = await OpenSearchAsync();
        await SearchAsync(page, "IMM-998-19");
        var first = await page.WaitForSelectorAsync("td.dataTables_empty");
        await SearchAsync(page, "IMM-999-19");
        await page.WaitForFunctionAsync("first => !first.isConnected", first);

        Assert.Equal("No data available in table", await page.Locator("#datatable tbody").InnerTextAsync());
    }

    [Fact]
    public async Task A_failed_search_leaves_the_row_of_the_search_before()
    {
        var page = await OpenSearchAsync();
        await SearchAsync(page, "IMM-1-19");
        await RowAsync(page, "IMM-1-19");
        _court.SetFaults(new FaultRule { Kind = FaultKind.Status500, On = [RequestKind.Search] });

        await page.RunAndWaitForConsoleMessageAsync(() => SearchAsync(page, "IMM-2-19"), new() { Predicate = message => message.Text.Contains("search failed", StringComparison.Ordinal) });

        Assert.Equal("IMM-1-19", await page.Locator("#datatable tbody td:nth-child(1)").InnerTextAsync());
    }

    [Fact]
    public async Task The_dialog_shows_the_file_before_until_the_new_one_takes_its_place()
    {
        var page = await OpenSearchAsync();
        await OpenDialogAsync(page, "IMM-1-19");
        await CloseAsync(page);
        Assert.Contains("IMM-1-19", await page.TextContentAsync("#modalTitle"), StringComparison.Ordinal);

        await SearchAsync(page, "IMM-2-19");
        await RowAsync(page, "IMM-2-19");
        var shown = await page.EvaluateAsync<string>(
            "() => { document.querySelector('#re').click(); return document.querySelector('#ModalForm.show #modalTitle').textContent; }");
        Assert.Contains("IMM-1-19", shown, StringComparison.Ordinal);
        await TitleAsync(page, "IMM-2-19");
    }

    [Fact]
    public async Task Entries_that_fail_leave_the_dialog_as_it_was_and_wrong_ones_name_another_file()
    {
        var page = await OpenSearchAsync();
        await OpenDialogAsync(page, "IMM-1-19");
        await CloseAsync(page);
        _court.SetFaults(
            new FaultRule { Kind = FaultKind.Status500, On = [RequestKind.Entries], First = 1 },
            new FaultRule { Kind = FaultKind.WrongRecord, On = [RequestKind.Entries] });
        await SearchAsync(page, "IMM-2-19");
        await RowAsync(page, "IMM-2-19");

        await page.RunAndWaitForConsoleMessageAsync(() => page.ClickAsync("#re"), new() { Predicate = message => message.Text.Contains("could not be loaded", StringComparison.Ordinal) });
        Assert.Contains("IMM-1-19", await page.InnerTextAsync("#modalTitle"), StringComparison.Ordinal);
        await CloseAsync(page);

        await page.RunAndWaitForResponseAsync(() => page.ClickAsync("#re"), "**/entries?*");
        await page.WaitForFunctionAsync("() => !document.querySelector('#modalTitle').textContent.includes('IMM-1-19')");
        Assert.DoesNotContain("IMM-2-19", await page.InnerTextAsync("#modalTitle"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_title_is_a_heading_within_a_heading_that_falls_out_when_parsed_again()
    {
        var page = await OpenSearchAsync();
        await OpenDialogAsync(page, "IMM-1-19");

        Assert.Equal("Recorded Entry Information :\u00a0\u00a0 IMM-1-19", await page.TextContentAsync("#modalTitle"));
        var again = new HtmlParser().ParseDocument(await page.ContentAsync());
        Assert.Equal("", again.QuerySelector("#modalTitle")!.TextContent);
    }

    [Fact]
    public async Task The_legend_comes_first_and_looks_like_the_docket()
    {
        var page = await OpenSearchAsync();
        await OpenDialogAsync(page, "IMM-1-19");

        var heads = await page.EvaluateAsync<string[]>("[...document.querySelectorAll('#ModalForm table')].map(each => each.className + each.tHead.textContent)");
        Assert.Equal(heads[0], heads[1]);
        Assert.Equal("#", await page.Locator("#ModalForm table").First.Locator("tbody td").First.InnerTextAsync());
    }

    [Fact]
    public async Task The_button_beside_opens_the_parties_under_the_same_number()
    {
        var page = await OpenSearchAsync();
        await SearchAsync(page, "IMM-1-19");
        await RowAsync(page, "IMM-1-19");
        await page.ClickAsync("#more");
        await TitleAsync(page, "IMM-1-19");

        Assert.DoesNotContain("Filing Date", await page.InnerTextAsync("#ModalForm"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_typed_while_the_dialog_fades_is_lost()
    {
        var page = await OpenSearchAsync();
        await OpenDialogAsync(page, "IMM-1-19");
        await page.EvaluateAsync(
            $"() => {{ document.querySelector('{Dismiss}').click(); document.querySelector('#selectCourtNumber').value = 'IMM-2-19'; }}");
        await page.WaitForSelectorAsync("#ModalForm", new PageWaitForSelectorOptions { State = WaitForSelectorState.Hidden });

        Assert.Equal("", await page.InputValueAsync("#selectCourtNumber"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(150)]
    public async Task The_notice_covers_the_tabs_until_it_is_closed(int after)
    {
        _court.Timings = new CourtTimings { NoticeAfter = after };
        _court.SetFaults(new FaultRule { Kind = FaultKind.Notice });
        var page = await _browser.OpenAsync();
        await page.GotoAsync(CourtRegistry.Path);
        await page.WaitForSelectorAsync("#EfilingModal.show");

        await Assert.ThrowsAsync<TimeoutException>(() => page.ClickAsync("a.TabButton[href='#tab02']", new PageClickOptions { Timeout = 400 }));
        Assert.Equal("EfilingModal", await page.EvaluateAsync<string>("document.querySelector('.modal-content').closest('.modal').id"));
        await page.Locator("#EfilingModal [data-dismiss=modal]").First.ClickAsync();
        await page.ClickAsync("a.TabButton[href='#tab02']");
        Assert.True(await page.IsVisibleAsync("#selectCourtNumber"));
    }

    [Fact]
    public async Task A_hung_page_never_finishes_loading_and_the_next_one_does()
    {
        _court.SetFaults(new FaultRule { Kind = FaultKind.HungPage, First = 1 });
        var page = await _browser.OpenAsync();

        await page.GotoAsync(CourtRegistry.Path, new PageGotoOptions { WaitUntil = WaitUntilState.Commit });
        await page.WaitForSelectorAsync("#loadingscreen");
        await Assert.ThrowsAsync<TimeoutException>(
            () => page.WaitForLoadStateAsync(LoadState.DOMContentLoaded, new PageWaitForLoadStateOptions { Timeout = 500 }));
        await page.GotoAsync(CourtRegistry.Path);
        Assert.False(await page.IsVisibleAsync("#loadingscreen"));
    }

    [Fact]
    public async Task A_narrow_window_hides_the_buttons()
    {
        var page = await OpenSearchAsync(width: 1280);
        await SearchAsync(page, "IMM-1-19");
        await RowAsync(page, "IMM-1-19");

        Assert.Equal((1, false), (await page.Locator("#re").CountAsync(), await page.IsVisibleAsync("#re")));
        Assert.True(await page.Locator("#datatable td").First.IsVisibleAsync());
    }

    [Fact]
    public async Task A_redesigned_page_still_works_for_a_person_but_not_by_its_old_names()
    {
        _court.SetFaults(new FaultRule { Kind = FaultKind.LayoutChange, On = [RequestKind.Page] });
        var page = await _browser.OpenAsync();
        await page.GotoAsync(CourtRegistry.Path);

        Assert.Equal(0, await page.Locator("#selectCourtNumber, #tab02Submit, #datatable, .TabButton").CountAsync());
        await page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { Name = "Search by court number" }).ClickAsync();
        await page.Locator("#tab02 input").FillAsync("IMM-1-19");
        await page.Locator("#tab02").GetByRole(AriaRole.Button).ClickAsync();
        await page.GetByText("Recorded Entries", new PageGetByTextOptions { Exact = true }).ClickAsync();
        await page.WaitForFunctionAsync("() => document.querySelector('#modalTitle').textContent.endsWith('IMM-1-19')");
    }

    private async Task<IPage> OpenSearchAsync(int width = 1920)
    {
        var page = await _browser.OpenAsync(width);
        await page.GotoAsync(CourtRegistry.Path);
        await page.ClickAsync("a.TabButton[href='#tab02']");
        return page;
    }

    private static async Task SearchAsync(IPage page, string id)
    {
        await page.FillAsync("#selectCourtNumber", id);
        await page.ClickAsync("#tab02Submit");
    }

    private static Task RowAsync(IPage page, string id) =>
        page.WaitForFunctionAsync("id => document.querySelector('#datatable tbody td')?.textContent === id", id);

    private static Task TitleAsync(IPage page, string id) =>
        page.WaitForFunctionAsync("id => document.querySelector('#modalTitle').textContent.endsWith(id)", id);

    private static async Task OpenDialogAsync(IPage page, string id)
    {
        await SearchAsync(page, id);
        await RowAsync(page, id);
        await page.ClickAsync("#re");
        await TitleAsync(page, id);
    }

    private static async Task CloseAsync(IPage page)
    {
        await page.Locator(Dismiss).First.ClickAsync();
        await page.WaitForSelectorAsync("#ModalForm", new PageWaitForSelectorOptions { State = WaitForSelectorState.Hidden });
    }
}
