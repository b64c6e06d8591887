using Microsoft.Playwright;
using Rollcall.Fetching;
using Rollcall.Ledger;
using Rollcall.Tests.Browser;
using Rollcall.Tests.Ledger;
using Rollcall.Tests.Support;
using static Rollcall.Tests.Support.SomeLedger;

namespace Rollcall.Tests.Dashboard.Serving;

/// <summary>Pages in Chromium: that nothing from a site runs or spoils them, and how they look.</summary>
[Collection(ChromiumFixture.Name)]
public sealed class LookTests(ChromiumFixture chromium)
{
    private const string Evil = "</bdi></p><script>window.ran=1</script><img src=x onerror=\"window.ran=1\">\"'` \u202Egnirts desrever\u2066 😀 مرحبا ";

    private const string Load = """
        {"load":"20251122T120000Z-cases","dataset":"cases EVIL","database":"cases.db","source":"output","status":"committed","started_at":"2025-11-22T12:00:00Z","ended_at":"2025-11-22T12:00:09Z",
        "duration_seconds":9.2,"batch_count":9,"batches_succeeded":8,"batches_failed":1,"records_read":430,"records_applied":428,"records_inserted":400,"records_updated":20,"records_unchanged":8,
        "records_quarantined":2,"batch_errors":[{"batch":3,"outcome":"partly","records_refused":2,"records":[{"record":101,"source":"a.json","line":1,"key":"IMM-101-25 EVIL","reasons":[{"kind":"required","field":"title","message":"EVIL is missing"}]}]}],
        "findings":[],"notes":[],"quarantine_file":"quarantine-20251122T120000Z-cases.ndjson","stop_reason":"records_quarantined","exit_code":9}
        """;

    [Fact]
    public async Task Nothing_from_a_site_runs_or_makes_a_page_wider()
    {
        await using var served = await Served.StartAsync(prepare: folder =>
        {
            File.WriteAllText(folder.At("registries", "x.yaml"), "registry: x\nsyte: 1");
            File.WriteAllText(Path.Combine(Served.OutputOf(folder), "load-20251122T120000Z-cases.json"), Load.Replace("EVIL", Evil.Replace("\"", "\\\"", StringComparison.Ordinal), StringComparison.Ordinal));
        });
        using var account = new Account(served.Output);
        var run = await account.RunAsync([.. Events()]);
        var page = await chromium.BlankPageAsync();
        var dialogs = 0;
        page.Dialog += (_, _) => dialogs++;

        foreach (var (name, path) in new[]
        {
            ("failures", $"runs/{run.RunId}"), ("runs", "runs"), ("loads", "loads"), ("load", "loads/20251122T120000Z-cases"), ("trouble", ""), ("not-found", "runs/none"),
        })
        {
            await page.GotoAsync(served.Address + path);
            Assert.Equal(0, await Screens.TakeAsync(page, $"dashboard-{name}"));
            Assert.True(await page.EvaluateAsync<bool>("window.ran === undefined && document.images.length === 0"), path);
            Assert.Equal("", await page.EvaluateAsync<string>("[...document.querySelectorAll('main a')].filter(a => ['A', 'BDI'].includes(a.previousSibling?.nodeName)).map(a => a.outerHTML).join()"));
        }

        await page.GotoAsync(served.Address + "start");
        await page.ClickAsync("#more summary");
        await page.FillAsync("#end", "many");
        await page.ClickAsync("#start-run");
        await Assertions.Expect(page.Locator("[role=alert]")).ToContainTextAsync("--end: 'many' is not allowed");
        Assert.Equal("many", await page.InputValueAsync("#end"));
        Assert.Equal(0, await Screens.TakeAsync(page, "dashboard-start-refused"));
        Assert.Equal(0, dialogs);
        await page.CloseAsync();
    }

    [Fact]
    public async Task The_schedule_fits_wide_and_narrow_windows()
    {
        using var schedule = new SomeSchedule();
        await using var served = await Served.StartAsync(options => options with { Schedule = schedule.Runner });
        var page = await chromium.BlankPageAsync();

        await page.GotoAsync(served.Address + "schedule");
        Assert.Equal(0, await Screens.TakeAsync(page, "dashboard-schedule"));
        await page.SetViewportSizeAsync(400, 900);
        // Nothing to be scrolled sideways for, and no word broken into letters: a badge of a few words has two lines.
        Assert.Equal(0, await page.EvaluateAsync<int>("Math.max(...[...document.querySelectorAll('.scroll')].map(e => e.scrollWidth - e.clientWidth))"));
        Assert.InRange(await page.EvaluateAsync<double>("Math.max(...[...document.querySelectorAll('.badge')].map(e => e.getBoundingClientRect().height))"), 10, 60);
        await page.CloseAsync();
    }

    [Fact]
    public async Task A_viewer_logs_in_with_the_keyboard_alone()
    {
        await using var served = await Served.StartAsync(options => options with { Token = "a-token-that-nobody-guesses" });
        var page = await chromium.BlankPageAsync();

        await page.GotoAsync(served.Address + "runs");
        Assert.Equal(0, await Screens.TakeAsync(page, "dashboard-login"));
        await page.Locator("#token").FocusAsync();
        await page.Keyboard.TypeAsync("a-token-that-nobody-guesses");
        await page.Keyboard.PressAsync("Enter");
        // The address is the same before and after: the heading tells.
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Runs", new() { Timeout = 30_000 });
        Assert.Equal(0, await Screens.TakeAsync(page, "dashboard-empty-runs"));
        await page.CloseAsync();
    }

    private static IEnumerable<LedgerEvent> Events()
    {
        yield return new LedgerEvent.Planned(Noon, "1-600");
        foreach (var n in Enumerable.Range(1, 380))
        {
            if (n % 37 == 0)
            {
                var failure = n % 2 == 0 ? FailureClass.Timeout : FailureClass.Unrecognised;
                var note = new AnswerNote(AnswerKind.Fault, null, 200, failure, Evil + new string('x', n == 74 ? 100_000 : 10)) { HtmlPath = $"html_failed/run/{n}.html" };
                yield return new LedgerEvent.Attempted(Noon, Id(n), 4, note, TimeSpan.FromSeconds(1), 1) { Recovery = "none left" };
                yield return new LedgerEvent.Settled(Noon, Id(n), Outcome.Failed, 4, note);
            }
            else if (n is < 200 or > 203)
            {
                yield return n % 11 == 0 ? Absent(n) : Found(n);
            }
        }

        yield return new LedgerEvent.Parked(Noon, On: true, Evil);
        yield return new LedgerEvent.CanaryAsked(Noon, Id(1), Truthful: false, new AnswerNote(AnswerKind.Absent, Evil, 200, null, Evil), 1);
        yield return Stop(StopReason.CanaryFailed);
    }
}
