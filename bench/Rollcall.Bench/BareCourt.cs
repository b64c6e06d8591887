using Microsoft.Playwright;
using Rollcall.Browser.Chromium;
using Rollcall.Practice.Court;

namespace Rollcall.Bench;

/// <summary>Loops over the practice court as one would write them with Playwright alone: nothing judged, nothing kept, no failure foreseen.</summary>
internal static class BareCourt
{
    private const string Search = """
        async id => {
          const rows = document.querySelector('#datatable tbody');
          document.querySelector('#selectCourtNumber').value = id;
          const drawn = new Promise(done => new MutationObserver((_, observer) => { observer.disconnect(); done(); }).observe(rows, { childList: true }));
          document.querySelector('#tab02Submit').click();
          await drawn;
          return rows.innerText;
        }
        """;

    private const string Entries = """
        async id => {
          const title = document.querySelector('#modalTitle');
          const drawn = new Promise(done => new MutationObserver((_, observer) => { if (title.innerText.includes(id)) { observer.disconnect(); done(); } }).observe(title, { childList: true, subtree: true }));
          document.querySelector('#re').click();
          await drawn;
          return document.querySelector('#ModalForm').innerHTML;
        }
        """;

    private const string Close = """
        async () => {
          const dialog = document.querySelector('#ModalForm');
          const hidden = new Promise(done => new MutationObserver((_, observer) => { if (dialog.style.display === 'none') { observer.disconnect(); done(); } }).observe(dialog, { attributes: true }));
          dialog.querySelector('[data-dismiss=modal]').click();
          await hidden;
        }
        """;

    /// <summary>Playwright's own calls for every step, each a way to the browser and back.</summary>
    public static Task FromOutsideAsync(BrowserSupply supply, Uri site, int workers, int ids) => RunAsync(supply, site, workers, ids, async (page, id) =>
    {
        await page.FillAsync("#selectCourtNumber", id);
        await page.RunAndWaitForResponseAsync(() => page.ClickAsync("#tab02Submit"), r => r.Url.Contains("/search?", StringComparison.Ordinal));
        await page.Locator($"#datatable td.dataTables_empty, #datatable td:text-is(\"{id}\")").First.WaitForAsync();
        var results = await page.ContentAsync();
        if (!results.Contains($"<td>{id}</td>", StringComparison.Ordinal))
        {
            return;
        }

        await page.ClickAsync("#re");
        await page.Locator("#modalTitle", new PageLocatorOptions { HasText = id }).WaitForAsync();
        _ = await page.ContentAsync();
        await page.ClickAsync("#ModalForm [data-dismiss=modal]");
        await page.Locator("#ModalForm").WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Hidden });
    });

    /// <summary>Click, wait and reading in one call for each of search, entries and closing.</summary>
    public static Task FromInsideAsync(BrowserSupply supply, Uri site, int workers, int ids) => RunAsync(supply, site, workers, ids, async (page, id) =>
    {
        if ((await page.EvaluateAsync<string>(Search, id)).StartsWith(id, StringComparison.Ordinal))
        {
            _ = await page.EvaluateAsync<string>(Entries, id);
            await page.EvaluateAsync(Close);
        }
    });

    private static async Task RunAsync(BrowserSupply supply, Uri site, int workers, int ids, Func<IPage, string, Task> ask)
    {
        var browser = (await supply.GetAsync(CancellationToken.None)).Browser;
        var next = 0;
        await Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(async () =>
        {
            var page = await browser.NewPageAsync(new BrowserNewPageOptions { ViewportSize = new ViewportSize { Width = 1920, Height = 1080 } });
            await page.GotoAsync(new Uri(site, CourtRegistry.Path).AbsoluteUri);
            await page.ClickAsync("a.TabButton[href='#tab02']");
            while (Interlocked.Increment(ref next) is var number && number <= ids)
            {
                await ask(page, $"IMM-{number}-20");
            }

            await page.CloseAsync();
        })));
    }
}
