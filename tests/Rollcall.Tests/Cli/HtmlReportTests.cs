using Rollcall.Cli.Running;
using Rollcall.Practice;
using Rollcall.Practice.Registries;
using Rollcall.Reporting;
using Rollcall.Sweeping;
using Rollcall.Tests.Dashboard;
using Rollcall.Tests.Reporting.Maps;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Cli;

public sealed class HtmlReportTests : IDisposable
{
    private readonly CliBench _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task A_run_leaves_a_page_beside_its_report_and_says_where()
    {
        await using var site = await PracticeSite.StartAsync(new PracticeOptions { Synthetic = new Numbering { Mark = 10 } }, TestContext.Current.CancellationToken);
        _cli.Variables["ROLLCALL_PROXY"] = "none";
        Assert.Equal(0, await _cli.RunAsync("run", CliBench.Plain, "--base-url", $"{site.Address}", "--end", "10", "--output", _cli.Output));

        var json = Directory.EnumerateFiles(_cli.Output, "report-*.json").Single();
        var page = Directory.EnumerateFiles(_cli.Output, "report-*.html").Single();
        Assert.Equal(Path.ChangeExtension(json, ".html"), page);
        Assert.Contains($"look at  {page}", _cli.Out, StringComparison.Ordinal);
        var html = await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken);
        Assert.StartsWith("<!DOCTYPE html>", html, StringComparison.Ordinal);
        Assert.Contains("Every id is accounted for.", html, StringComparison.Ordinal);
        Assert.Contains("ROLLCALL_PROXY", html, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(_cli.Output, ".*.tmp"));
    }

    [Fact]
    public async Task A_dry_run_leaves_none()
    {
        await using var site = await PracticeSite.StartAsync(new PracticeOptions { Synthetic = new Numbering { Mark = 3 } }, TestContext.Current.CancellationToken);
        Assert.Equal(0, await _cli.RunAsync("run", CliBench.Plain, "--base-url", $"{site.Address}", "--end", "3", "--output", _cli.Output, "--dry-run"));
        Assert.False(Directory.Exists(_cli.Output) && Directory.EnumerateFiles(_cli.Output, "*.html").Any());
    }

    [Fact]
    public async Task A_page_that_cannot_be_written_changes_nothing_but_is_told()
    {
        Directory.CreateDirectory(Path.Combine(_cli.Folder, "report-1.html", "in the way"));
        var result = await AddAsync("report-1.json", TimeSpan.FromSeconds(60));
        Assert.Null(result.Files!.HtmlPath);
        Assert.StartsWith("the HTML report: ", result.Files.Trouble, StringComparison.Ordinal);
        Assert.Equal(["report-1.html"], Directory.EnumerateFileSystemEntries(_cli.Folder).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_page_that_takes_too_long_is_not_waited_for()
    {
        var result = await AddAsync("report-1.json", TimeSpan.Zero);
        Assert.Equal("the HTML report took longer than 0 s", result.Files!.Trouble);
    }

    [Fact]
    public async Task Where_the_report_could_not_be_written_no_page_is_tried() =>
        Assert.Equal("no room", (await AddAsync(null, TimeSpan.FromSeconds(60), "no room")).Files!.Trouble);

    private Task<CollectionResult> AddAsync(string? report, TimeSpan within, string? trouble = null)
    {
        var picture = SomePictures.Of([], SomeAccounts.Sets("1-3", succeeded: "1-3", seen: 3), StopReason.Completed);
        var result = new CollectionResult(new StopCause(StopReason.Completed, ""), picture.Report, new ReportWritten(report, "audit_1.json", trouble)) { Picture = picture };
        return HtmlReport.AddToAsync(_cli.Folder, result, () => [], within, TimeProvider.System);
    }
}
