using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Playwright;
using Rollcall.Dashboard.Reports;
using Rollcall.Fetching;
using Rollcall.Ledger;
using Rollcall.Reporting;
using Rollcall.Reporting.Pictures;
using Rollcall.Tests.Browser;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Dashboard;

/// <summary>The report of 100,000 ids, from a real journal to a real browser.</summary>
[Collection(ChromiumFixture.Name)]
[Trait("Category", "Long")]
public sealed class LargeReportTests(ChromiumFixture chromium) : IDisposable
{
    private const int Ids = 100_000;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_is_small_and_has_few_nodes()
    {
        var (page, size, _) = await OpenAsync();
        var nodes = await page.EvaluateAsync<int>("document.querySelectorAll('*').length");
        Say($"{Ids:N0} ids: {size:N0} bytes, {nodes:N0} elements");
        Assert.InRange(size, 100_000, 3_000_000 - 1);
        Assert.InRange(nodes, 5000, 20_000);
        Assert.Equal(5000, await page.EvaluateAsync<int>("document.querySelectorAll('.cells i').length"));
        await page.CloseAsync();
    }

    [Fact]
    public async Task It_opens_in_under_two_seconds()
    {
        var (page, size, _) = await OpenAsync();
        var took = new List<double>();
        for (var i = 0; i < 5; i++)
        {
            await page.ReloadAsync();

            // Loaded, laid out and painted: the second frame comes after the first was on the screen.
            took.Add(await page.EvaluateAsync<double>("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))))"));
        }

        Say($"{Ids:N0} ids, {size:N0} bytes: painted after {string.Join(", ", took.Select(t => $"{t:0}"))} ms");

        // The best of five: the others may have had to share the machine.
        Assert.InRange(took.Min(), 1, 2000);
        await page.CloseAsync();
    }

    private static void Say(string figures) => TestContext.Current.TestOutputHelper!.WriteLine(figures);

    private async Task<(IPage Page, int Size, string Path)> OpenAsync()
    {
        var html = await RenderAsync();
        var path = _folder.At("report.html");
        await File.WriteAllTextAsync(path, html, TestContext.Current.CancellationToken);
        var page = await chromium.BlankPageAsync();
        await page.GotoAsync(new Uri(path).AbsoluteUri);
        return (page, Encoding.UTF8.GetByteCount(html), path);
    }

    private async Task<string> RenderAsync()
    {
        var time = new ManualTime(SomeLedger.Noon);
        var request = SomeLedger.Request(_folder.Path) with { Origin = new RunOrigin("court.yaml", new Dictionary<string, string> { ["yy"] = "25" }, null, null) };
        await using (var ledger = await FileLedger.OpenAsync(request, time, NullLogger.Instance, TestContext.Current.CancellationToken))
        {
            await ledger.AppendAsync(new LedgerEvent.Planned(SomeLedger.Noon, $"1-{Ids}"));
            for (var first = 1; first <= Ids; first += 500)
            {
                await ledger.AppendAsync([.. Enumerable.Range(first, 500).SelectMany(Of)]);
            }

            await ledger.AppendAsync(SomeLedger.Stop(StopReason.CompletedWithFailures));
        }

        var watch = Stopwatch.StartNew();
        var account = LedgerReader.Read(_folder.Path, "court", "25", NullLogger.Instance)!;
        var read = watch.Elapsed;
        var tally = RunTally.OfJournal(_folder.Path, account.Run);
        var tallied = watch.Elapsed;
        var report = RunReport.Of(new RunFacts { Run = account.Run, Totals = account.View.Totals, Tally = tally, StopReason = StopReason.CompletedWithFailures, EndedAt = SomeLedger.Noon.AddDays(2), HighWaterMark = Ids });
        var html = await ReportHtml.RenderAsync(RunPicture.Of(_folder.Path, report, "some failed", account.View.Sets, tally), _folder.Path);
        Say($"account read in {read.TotalMilliseconds:0} ms, journal ({new FileInfo(JournalFile.PathOf(_folder.Path, account.Run.RunId)).Length / 1e6:0} MB) added up in {(tallied - read).TotalMilliseconds:0} ms, page rendered in {(watch.Elapsed - tallied).TotalMilliseconds:0} ms");
        return html;
    }

    /// <summary>Every fiftieth is absent, every seventieth is asked twice, every thousandth fails with words of its own.</summary>
    private static IEnumerable<LedgerEvent> Of(int number)
    {
        var at = SomeLedger.Noon.AddSeconds(number * 1.7);
        LedgerEvent.Attempted Asked(int attempt, string? error) => new(
            at, SomeLedger.Id(number), attempt, error is null ? SomeLedger.Note(AnswerKind.Found) : SomeLedger.Note(AnswerKind.Fault, FailureClass.Timeout) with { Error = error }, TimeSpan.FromMilliseconds(200 + (number % 900)), 1);

        if (number % 1000 == 0)
        {
            yield return Asked(1, $"{Word(number)}: no answer within {number} ms");
            yield return ((LedgerEvent.Settled)SomeLedger.Failed(number)) with { At = at };
            yield break;
        }

        if (number % 70 == 0)
        {
            yield return Asked(1, $"no answer for IMM-{number}-25 within 30 s");
        }

        yield return Asked(number % 70 == 0 ? 2 : 1, null);
        yield return number % 50 == 0 ? SomeLedger.Absent(number, at) : ((LedgerEvent.Settled)SomeLedger.Found(number)) with { At = at };
    }

    private static string Word(int number) => string.Concat($"{number}".Select(digit => (char)('a' + digit - '0')));
}
