using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Rollcall.Fetching;
using Rollcall.Ledger;
using Rollcall.Registries;
using Rollcall.Reporting;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Reporting;

public sealed class ReportFilesTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2025, 11, 22, 10, 0, 0, TimeSpan.Zero);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_report_holds_exactly_what_the_contract_lists()
    {
        Assert.Equal(new ReportWritten("report-20251122T110000Z.json", "audit_run-1.json", null), ReportFiles.Write(_folder.Path, Report()));
        Assert.Equal(["audit_run-1.json", "report-20251122T110000Z.json"], _folder.Files());
        var text = File.ReadAllText(_folder.At("report-20251122T110000Z.json"));
        Assert.Equal(text, File.ReadAllText(_folder.At("audit_run-1.json")));
        using var json = JsonDocument.Parse(text);
        const string Contract =
            "run_id, registry, partition, start, end, start_id, end_id, high_water_mark, total, succeeded, unavailable, no_record, failed, "
            + "skipped, unsettled, attempts, retries, requests, duration_seconds, stop_reason, exit_code, errors, failure_analytics";
        Assert.Equal(Contract, string.Join(", ", json.RootElement.EnumerateObject().Select(p => p.Name)));
        Assert.Equal("2025-11-22T10:00:00.000Z", json.RootElement.GetProperty("start").GetString());
        Assert.Equal("completed_with_failures", json.RootElement.GetProperty("stop_reason").GetString());
        Assert.Equal(3, json.RootElement.GetProperty("exit_code").GetInt32());
        Assert.Equal(
            "class, count, first_id, message, html_path",
            string.Join(", ", json.RootElement.GetProperty("errors")[0].EnumerateObject().Select(p => p.Name)));
    }

    [Fact]
    public void What_was_written_can_be_read()
    {
        var report = Report();
        ReportFiles.Write(_folder.Path, report);
        Assert.True(ReportFiles.TryRead(ReportFiles.SummaryOf(_folder.Path, "run-1"), out var read, out var problem), problem);
        Assert.Equal(report.Errors, read.Errors);
        Assert.Equal(report.FailureAnalytics.ToJson(), read.FailureAnalytics.ToJson());
        Assert.Equal(report with { Errors = read.Errors, FailureAnalytics = read.FailureAnalytics }, read);
        Assert.True(read.AddsUp);
    }

    [Fact]
    public void A_damaged_or_missing_report_says_what_is_wrong()
    {
        Assert.False(ReportFiles.TryRead(_folder.At("none.json"), out _, out var missing));
        Assert.Contains("none.json", missing, StringComparison.Ordinal);
        File.WriteAllText(_folder.At("damaged.json"), "{\"run_id\": \"x\"}");
        Assert.False(ReportFiles.TryRead(_folder.At("damaged.json"), out _, out var damaged));
        Assert.Contains("missing required properties", damaged, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_stop_of_a_run_has_its_report_and_the_summary_is_the_latest()
    {
        ReportFiles.Write(_folder.Path, Report());
        Assert.Equal("report-20251122T110000Z-1.json", ReportFiles.Write(_folder.Path, Report() with { Skipped = 7 }).ReportPath);
        Assert.True(ReportFiles.TryRead(ReportFiles.SummaryOf(_folder.Path, "run-1"), out var read, out _));
        Assert.Equal(7, read.Skipped);
        Assert.Equal(3, _folder.Files().Count);
    }

    [Fact]
    public void A_report_that_cannot_be_written_says_why_and_leaves_nothing_behind()
    {
        using var disk = new SmallDisk();
        disk.Fill();
        var written = ReportFiles.Write(disk.Path, Report());
        Assert.Equal((null, null), (written.ReportPath, written.SummaryPath));
        Assert.Contains("No space left", written.Trouble, StringComparison.Ordinal);
        Assert.Equal(["ballast"], Directory.EnumerateFileSystemEntries(disk.Path).Select(Path.GetFileName));
        Assert.NotNull(ReportFiles.Write("/proc/nowhere", Report()).Trouble);
    }

    [Fact]
    public async Task The_report_of_a_resumed_run_covers_all_its_processes()
    {
        var time = new ManualTime();
        var request = new LedgerRequest
        {
            OutputFolder = _folder.Path,
            Identity = new PartitionIdentity(new RegistryIdentity("court", "range", "{number}", "http://127.0.0.1/"), "2025"),
            DefinitionHash = "hash",
        };
        var stop = TestContext.Current.CancellationToken;
        await using (var first = await FileLedger.OpenAsync(request, time, NullLogger.Instance, stop))
        {
            time.Advance(TimeSpan.FromSeconds(30));
            await first.AppendAsync([Failed(1, time), Settled(2, time, Outcome.Success)], stop);
        }

        time.Advance(TimeSpan.FromHours(5));
        await using var second = await FileLedger.OpenAsync(request, time, NullLogger.Instance, stop);
        time.Advance(TimeSpan.FromSeconds(10));
        await second.AppendAsync([Settled(1, time, Outcome.NoRecord)], stop);
        var report = RunReport.Of(new RunFacts
        {
            Run = second.Run,
            Totals = second.View.Totals,
            Tally = RunTally.OfJournal(_folder.Path, second.Run),
            StopReason = StopReason.Completed,
            EndedAt = time.GetUtcNow(),
            HighWaterMark = second.View.HighestSeen,
        });
        Assert.Equal((1, 1, 2, true), (report.Succeeded, report.NoRecord, report.Total, report.AddsUp));
        Assert.Equal(1, report.FailureAnalytics.Classes[0].RetrySuccessShare);
        Assert.Equal(40, report.DurationSeconds);
        Assert.Equal(("timeout", 1), (report.Errors[0].Class, report.Errors[0].Count));
    }

    private static LedgerEvent Failed(long number, ManualTime time) => RunTallyTests.Failed(number, 0, FailureClass.Timeout, "slow") with { At = time.GetUtcNow() };

    private static LedgerEvent Settled(long number, ManualTime time, Outcome outcome) => RunTallyTests.Settled(number, 0, outcome) with { At = time.GetUtcNow() };

    private static RunReport Report()
    {
        var tally = new RunTally(Start);
        tally.Add(RunTallyTests.Failed(7, 5, FailureClass.Timeout, "no answer within 30 s"));
        return RunReport.Of(new RunFacts
        {
            Run = new RunIdentity("run-1", "court", "2025", Start, IsResumed: false),
            Totals = new RunTotals
            {
                Succeeded = 5,
                Unavailable = 1,
                NoRecord = 2,
                Failed = 1,
                Attempts = 11,
                Retries = 3,
                Requests = 12,
                Errors = [new ErrorSample("timeout", 4, "7", "no answer within 30 s", "html_failed/run-1/7.html")],
            },
            Tally = tally,
            StopReason = StopReason.CompletedWithFailures,
            EndedAt = Start.AddHours(1),
            StartId = "1",
            EndId = "9",
            HighWaterMark = 9,
            Skipped = 1,
            Unsettled = 0,
        });
    }
}
