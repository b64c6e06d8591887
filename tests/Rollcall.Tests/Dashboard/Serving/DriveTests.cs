using Microsoft.Playwright;
using Rollcall.Practice;
using Rollcall.Practice.Registries;
using Rollcall.Reporting;
using Rollcall.Tests.Browser;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Dashboard.Serving;

/// <summary>The real command line serves; Chromium drives it as a person would.</summary>
[Collection(ChromiumFixture.Name)]
[Trait("Category", "Long")]
public sealed class DriveTests(ChromiumFixture chromium)
{
    private const int Ids = 400;
    private const float Patience = 60_000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_is_started_watched_stopped_resumed_and_its_report_seen()
    {
        using var folder = new TempFolder();
        await using var runs = new StartedRuns(folder.At("output"));
        await using var site = await SiteAsync(TimeSpan.FromMilliseconds(60));
        await using var serve = await ServeProcess.StartAsync(folder, site.Address);
        var page = await chromium.BlankPageAsync();
        var complaints = Complaints(page);

        await page.GotoAsync(serve.Address + "start");
        await page.FillAsync("#end", $"{Ids}");
        await ShootAsync(page, "start");
        await page.ClickAsync("#start-run");
        await page.WaitForURLAsync("**/runs/*", new() { Timeout = Patience });
        var run = page.Url.Split("/runs/")[1].Split('?')[0];

        // It fills while nobody touches the page.
        await MapShowsAsync(page, found: 5);
        var before = await FoundAsync(page);
        await MapShowsAsync(page, found: before + 10);
        await ShootAsync(page, "run-going");
        await page.GotoAsync(serve.Address.AbsoluteUri);
        await Assertions.Expect(page.Locator("article.going")).ToBeVisibleAsync(new() { Timeout = Patience });
        await ShootAsync(page, "overview-going");

        await page.GotoAsync($"{serve.Address}runs/{run}");
        await page.ClickAsync("#stop");
        await Assertions.Expect(page.Locator("#resume")).ToBeVisibleAsync(new() { Timeout = Patience });
        await Assertions.Expect(page.Locator("#head .badge")).ToHaveTextAsync("sigterm");
        await ShootAsync(page, "run-stopped");
        Assert.True(ReportFiles.TryRead(ReportFiles.SummaryOf(serve.Output, run), out var stopped, out _));
        Assert.InRange(stopped.Total, 1, Ids - 1);

        site.Plain.SetLatency(default);
        await page.ClickAsync("#resume");
        await Assertions.Expect(page.Locator("#said")).ToContainTextAsync("Resumed", new() { Timeout = Patience });
        await Assertions.Expect(page.Locator("#head .badge")).ToHaveTextAsync("completed", new() { Timeout = Patience });
        await MapShowsAsync(page, found: Ids);
        await ShootAsync(page, "run-completed");

        var report = page.Locator("#head a", new() { HasTextString = "report" }).Or(page.Locator("#head a", new() { HasTextString = "JSON" })).First;
        var href = await report.GetAttributeAsync("href");
        var shown = await page.GotoAsync(new Uri(serve.Address, href).AbsoluteUri);
        Assert.Contains(run, await shown!.TextAsync(), StringComparison.Ordinal);

        await page.GotoAsync($"{serve.Address}partition?registry=practice-plain&partition=all");
        await page.ClickAsync("#verify");
        await Assertions.Expect(page.Locator("#certificate .say")).ToContainTextAsync("Yes: every number", new() { Timeout = Patience });
        await ShootAsync(page, "partition");
        await page.GotoAsync(serve.Address.AbsoluteUri);
        await ShootAsync(page, "overview");
        await page.CloseAsync();
        Assert.Empty(complaints);
    }

    [Fact]
    public async Task A_killed_dashboard_harms_no_run_and_the_next_one_knows_it()
    {
        using var folder = new TempFolder();
        await using var runs = new StartedRuns(folder.At("output"));
        await using var site = await SiteAsync(TimeSpan.FromMilliseconds(150));
        var page = await chromium.BlankPageAsync();
        Uri address;
        string run;
        await using (var serve = await ServeProcess.StartAsync(folder, site.Address))
        {
            address = serve.Address;
            await page.GotoAsync(address + "start");
            await page.FillAsync("#end", $"{Ids}");
            await page.ClickAsync("#start-run");
            await page.WaitForURLAsync("**/runs/*", new() { Timeout = Patience });
            run = page.Url.Split("/runs/")[1].Split('?')[0];
            await MapShowsAsync(page, found: 5);
            serve.Kill();
        }

        await Assertions.Expect(page.Locator("#connection")).ToBeVisibleAsync(new() { Timeout = Patience });
        await ShootAsync(page, "connection-lost");
        var output = folder.At("output");
        var killedAt = Going(output, run).Succeeded;

        await using var next = await ServeProcess.StartAsync(folder, site.Address, address.Port);
        await Assertions.Expect(page.Locator("#connection")).ToBeHiddenAsync(new() { Timeout = Patience });
        await MapShowsAsync(page, found: (int)killedAt + 5);
        site.Plain.SetLatency(default);
        await Assertions.Expect(page.Locator("#head .badge")).ToHaveTextAsync("completed", new() { Timeout = Patience });
        Assert.True(ReportFiles.TryRead(ReportFiles.SummaryOf(output, run), out var report, out _));
        Assert.Equal((Ids, 0L), (report.Succeeded, report.Failed));
        await page.CloseAsync();
    }

    [Fact]
    public async Task A_page_of_another_origin_can_neither_start_nor_stop_anything()
    {
        using var folder = new TempFolder();
        await using var runs = new StartedRuns(folder.At("output"));
        await using var site = await SiteAsync(TimeSpan.FromMilliseconds(300));
        await using var serve = await ServeProcess.StartAsync(folder, site.Address);
        var page = await chromium.BlankPageAsync();
        await page.GotoAsync(serve.Address + "start");
        var token = await page.Locator("form [name=__RequestVerificationToken]").First.GetAttributeAsync("value");
        await page.FillAsync("#end", $"{Ids}");
        await page.ClickAsync("#start-run");
        await page.WaitForURLAsync("**/runs/*", new() { Timeout = Patience });
        var run = page.Url.Split("/runs/")[1].Split('?')[0];
        var started = Directory.GetFiles(Path.Combine(serve.Output, "processes"), "*.json").Length;

        // Same machine, another port: the cookies of the dashboard go along, and even a token that leaked does not help.
        await using var evil = await TestSite.StartAsync(async context =>
        {
            context.Response.ContentType = "text/html";
            await Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(context.Response, $"""
                <form method="post" action="{serve.Address}runs/{run}/stop"><input name="__RequestVerificationToken" value="{token}"><button id="go">x</button></form>
                <iframe id="framed" src="{serve.Address}"></iframe>
                """, Token);
        });
        await page.GotoAsync(evil.Address.AbsoluteUri);
        foreach (var path in new[] { $"runs/{run}/stop", "start", $"runs/{run}/retry", "certificates" })
        {
            await page.EvaluateAsync(
                "([url, token]) => fetch(url, { method: 'POST', mode: 'no-cors', credentials: 'include', headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: '__RequestVerificationToken=' + encodeURIComponent(token) }).then(() => 1, () => 0)",
                new[] { serve.Address + path, token });
        }

        var read = await page.EvaluateAsync<string>("url => fetch(url, { credentials: 'include' }).then(r => r.text(), e => 'refused')", serve.Address.AbsoluteUri);
        Assert.Equal("refused", read);
        Assert.Equal("", await page.FrameLocator("#framed").Locator("main").CountAsync() == 0 ? "" : "framed");
        var answer = await page.RunAndWaitForResponseAsync(() => page.ClickAsync("#go"), r => r.Url.Contains("/stop", StringComparison.Ordinal));
        Assert.Equal(403, answer.Status);

        Assert.Equal(run, Going(serve.Output, run).RunId);
        Assert.Equal(started, Directory.GetFiles(Path.Combine(serve.Output, "processes"), "*.json").Length);
        await page.CloseAsync();
    }

    private static LiveStatus Going(string output, string run) => Assert.IsType<LiveRead.Running>(LiveFiles.Read(output, run, TimeProvider.System)).Status;

    private static Task<PracticeSite> SiteAsync(TimeSpan latency)
    {
        var options = new PracticeOptions { Synthetic = new Numbering { Mark = Ids, HoleRate = 0 } };
        return StartAsync();

        async Task<PracticeSite> StartAsync()
        {
            var site = await PracticeSite.StartAsync(options, Token);
            site.Plain.SetLatency(new(latency, latency));
            return site;
        }
    }

    private static async Task MapShowsAsync(IPage page, int found) => await page.WaitForFunctionAsync(
        "least => Number((document.querySelector('#map .legend b')?.textContent ?? '0').replace(/,/g, '')) >= least", found, new() { Timeout = Patience });

    private static async Task<int> FoundAsync(IPage page) => int.Parse(await page.Locator("#map .legend b").First.InnerTextAsync(), System.Globalization.CultureInfo.InvariantCulture);

    private static async Task ShootAsync(IPage page, string name) => Assert.Equal(0, await Screens.TakeAsync(page, $"dashboard-{name}"));

    // What a browser complains of: a script's error, something that the policy forbids.
    private static List<string> Complaints(IPage page)
    {
        var complaints = new List<string>();
        page.PageError += (_, error) => complaints.Add(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                complaints.Add(message.Text);
            }
        };
        return complaints;
    }
}
