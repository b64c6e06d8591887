using Microsoft.Playwright;
using Rollcall.Dashboard.Reports;
using Rollcall.Ledger;
using Rollcall.Reporting.Pictures;
using Rollcall.Tests.Browser;
using Rollcall.Tests.Reporting.Maps;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Dashboard;

[Collection(ChromiumFixture.Name)]
public sealed class ReportInChromiumTests(ChromiumFixture chromium) : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_run_with_failures_fits_wide_and_narrow_windows_and_paper()
    {
        var absent = string.Join(',', Enumerable.Range(1, 60).Select(i => i * 40));
        var sets = SomeAccounts.Sets("1-2400", succeeded: "1-1205,1212-2400", absent: absent, failed: "1206-1211", seen: 2399);
        sets.Succeeded.ExceptWith(sets.Absent);
        await KeepPictureAsync("html_failed/r/IMM-1206-25.png");
        var picture = SomePictures.Of(SomePictures.Eventful(), sets, StopReason.CompletedWithFailures);
        var analysis = picture.Report.FailureAnalytics;
        var pictured = analysis with { Classes = [.. analysis.Classes.Select(c => c.SamplePage is null ? c : c with { SampleScreenshot = Path.ChangeExtension(c.SamplePage, ".png") })] };
        await ShootAsync("report", picture with { Report = picture.Report with { FailureAnalytics = pictured } });
    }

    [Fact]
    public async Task A_run_without_failures_or_search_says_so()
    {
        var events = Enumerable.Range(1, 30).SelectMany(i => new[] { SomePictures.Attempt(i, i), SomePictures.Settled(i, i) });
        await ShootAsync("report-clean", SomePictures.Of(events, SomeAccounts.Sets("1-30", succeeded: "1-30", seen: 30), StopReason.Completed));
    }

    [Fact]
    public async Task A_run_that_was_stopped_before_it_began_is_shown_too() =>
        await ShootAsync("report-empty", SomePictures.Of([], SomeAccounts.Sets(""), StopReason.Unreachable, "court.example did not answer for 30 min"));

    private async Task ShootAsync(string name, RunPicture picture)
    {
        var path = _folder.At(name + ".html");
        await File.WriteAllTextAsync(path, await ReportHtml.RenderAsync(picture, _folder.Path), TestContext.Current.CancellationToken);
        var page = await chromium.BlankPageAsync();
        var complaints = new List<string>();
        page.Console += (_, message) => complaints.Add(message.Text);
        await page.GotoAsync(new Uri(path).AbsoluteUri);
        Assert.Equal(0, await Screens.TakeAsync(page, name));
        Assert.Empty(complaints);
        await page.CloseAsync();
    }

    private async Task KeepPictureAsync(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.At(path))!);
        await File.WriteAllTextAsync(Path.ChangeExtension(_folder.At(path), ".html"), "<!DOCTYPE html>\n<title>Recorded Entry Information</title>\n<p>IMM-1205-25", TestContext.Current.CancellationToken);
        var page = await chromium.BlankPageAsync();
        await page.SetContentAsync("<h1>Recorded Entry Information: IMM-1205-25</h1><p>Nature of proceeding: application</p>");
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = _folder.At(path) });
        await page.CloseAsync();
    }
}
