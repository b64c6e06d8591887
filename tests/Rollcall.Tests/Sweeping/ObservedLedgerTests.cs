using Microsoft.Extensions.Logging.Abstractions;
using Rollcall.Fetching;
using Rollcall.Ids;
using Rollcall.Ledger;
using Rollcall.Observing;
using Rollcall.Reading;
using Rollcall.Sweeping;
using Rollcall.Tests.Ledger;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Sweeping;

/// <summary>What is journalled is what is measured.</summary>
public sealed class ObservedLedgerTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly TempFolder _folder = new();
    private readonly RunMetrics _metrics;
    private readonly MeterReadings _readings;

    public ObservedLedgerTests()
    {
        _metrics = new RunMetrics("court", "2025", _time);
        _readings = _metrics.Collect();
    }

    public void Dispose()
    {
        _readings.Dispose();
        _metrics.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Every_event_is_measured_once_it_is_durable()
    {
        await using var ledger = Open();
        var now = _time.GetUtcNow();
        var id = new RecordId(7, "IMM-7-25");
        var absent = new AnswerNote(AnswerKind.Absent, "No data", 200, null, null);
        var fault = new AnswerNote(AnswerKind.Fault, null, null, FailureClass.Timeout, "no answer");
        await ledger.AppendAsync(
            [
                new LedgerEvent.Attempted(now, id, 1, fault, TimeSpan.FromSeconds(30), 2),
                new LedgerEvent.Attempted(now, id, 2, absent, TimeSpan.FromSeconds(1), 1),
                new LedgerEvent.Settled(now, id, Outcome.NoRecord, 2, absent),
                new LedgerEvent.CanaryAsked(now, new RecordId(1, "IMM-1-25"), Truthful: false, absent, 1),
                new LedgerEvent.Voided(now, "7", "a canary failed"),
                new LedgerEvent.Parked(now, On: true, "blocked: 403: Forbidden"),
                new LedgerEvent.Parked(now, On: false, "canary answered"),
            ],
            CancellationToken.None);

        Assert.Equal((1, 1), (Value("batch.attempts", ("answer", "fault"), ("error_class", "timeout")), Value("batch.attempts", ("answer", "absent"))));
        Assert.Equal((3, 1), (Value("batch.requests", ("purpose", "id")), Value("batch.requests", ("purpose", "canary"))));
        Assert.Equal((1, 1), (Value("batch.ids.settled", ("outcome", "no_record")), Value("batch.ids.voided")));
        Assert.Equal((1, 1, 0), (Value("batch.canaries", ("truthful", "false")), Value("batch.run.parks", ("reason", "blocked")), Value("batch.run.parked")));
    }

    [Fact]
    public async Task Browsers_that_were_replaced_are_journalled_once_with_what_comes_next()
    {
        using var account = new Account(_folder.Path);
        await using var ledger = new ObservedLedger(await account.OpenAsync(), _metrics);
        var browsers = new BrowserCounts(1, 0, 0);
        ledger.Browsers = () => browsers;
        var now = _time.GetUtcNow();
        await ledger.AppendAsync([new LedgerEvent.Planned(now, "1-9")], CancellationToken.None);
        browsers = new BrowserCounts(4, 2, 1);
        await ledger.AppendAsync([new LedgerEvent.Parked(now, On: true, "blocked")], CancellationToken.None);
        await ledger.AppendAsync([new LedgerEvent.Parked(now, On: false, "canary answered")], CancellationToken.None);

        var journalled = JournalFile.Open(account.Journal()).Lines().OfType<JournalLine.Entry>().Select(l => l.Event);
        Assert.Equal(["replaced", "replaced", "lost"], journalled.OfType<LedgerEvent.BrowserRestarted>().Select(e => e.Reason));
    }

    [Fact]
    public async Task What_the_storage_refused_is_not_measured()
    {
        var ledger = Open();
        await ledger.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await ledger.AppendAsync([new LedgerEvent.Probed(_time.GetUtcNow(), new RecordId(7, "IMM-7-25"), Seen: true, 3)], CancellationToken.None));

        Assert.Null(Value("batch.probe.requests"));
    }

    private ObservedLedger Open() => new(MemoryLedger.Open(SomeLedger.Request(_folder.Path), _time, NullLogger.Instance), _metrics);

    private double? Value(string name, params (string Name, string Value)[] labels) =>
        _readings.Read().SingleOrDefault(r => r.Name == name && labels.All(l => r.Labels.GetValueOrDefault(l.Name) == l.Value))?.Value;
}
