using Rollcall.Faults;
using Rollcall.Fetching;
using Rollcall.Ids;
using Rollcall.Ledger;
using Rollcall.Planning;
using Rollcall.Reading;
using Rollcall.Records;
using Rollcall.Reporting.Certificates;
using Rollcall.Storage;
using Rollcall.Sweeping;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Sweeping;

/// <summary>A sweep whose disk gives out, wherever that is, and one that a killed process left behind.</summary>
public sealed class SweepTroubleTests : IDisposable
{
    private const int NoSpace = 28; // ENOSPC

    private readonly SweepBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(9)]
    public async Task A_journal_that_takes_no_more_ends_the_run_with_7_wherever_that_is(int write)
    {
        // The first line is the plan, the others belong to ids: with one worker, one write for each.
        _bench.Settings = _bench.Settings with { Concurrency = 1, ExportWriteRetries = 0 };
        _bench.KillPoints = KillPoints.At($"{LedgerSteps.JournalWritten}:{write}", () => throw new IOException("No space left on device", NoSpace));

        var (cause, before, _) = await _bench.RunAsync(Site(), Walk(20));

        Assert.Equal(StopReason.DiskFull, cause.Reason);
        Assert.Contains("Make room on the disk", cause.Detail, StringComparison.Ordinal);
        Assert.True(before.Total < 20);

        _bench.KillPoints = KillPoints.None;
        var (end, totals, _) = await _bench.RunAsync(Site(), Walk(20));
        Assert.Equal((StopReason.Completed, 20), (end.Reason, totals.Total));
        Assert.Equal(20, _bench.RecordFiles.Count);
    }

    [Fact]
    public async Task Trouble_while_a_killed_processs_records_are_settled_ends_with_7_and_they_are_settled_the_next_time()
    {
        await KilledAsync(records: 5);

        // The first line says that the run is resumed, the second is the plan.
        _bench.Settings = _bench.Settings with { ExportWriteRetries = 0 };
        _bench.KillPoints = KillPoints.At($"{LedgerSteps.JournalWritten}:3", () => throw new IOException("No space left on device", NoSpace));
        var site = Site();
        var (cause, _, _) = await _bench.RunAsync(site, Walk(20));
        Assert.Equal(StopReason.DiskFull, cause.Reason);
        Assert.Empty(site.Asked);

        _bench.KillPoints = KillPoints.None;
        var (end, totals, _) = await _bench.RunAsync(site, Walk(20));
        Assert.Equal((StopReason.Completed, 20, 15), (end.Reason, totals.Total, site.Asked.Count));
        Assert.Equal(20, _bench.RecordFiles.Count);
    }

    [Fact]
    public async Task What_many_workers_saved_before_a_kill_is_found_by_a_process_with_one()
    {
        // 60 workers may be so far ahead; one worker's own window is 8.
        await KilledAsync(records: 60);
        _bench.Settings = _bench.Settings with { Concurrency = 1 };
        var site = Site();

        var (end, totals, _) = await _bench.RunAsync(site, Walk(100));

        Assert.Equal((StopReason.Completed, 100), (end.Reason, totals.Total));
        Assert.Equal(100, _bench.RecordFiles.Count);
        Assert.Equal(40, site.Asked.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_record_saved_when_its_failed_id_was_asked_once_more_is_settled_by_the_next_process(bool fresh)
    {
        // Four records in the first round; the fifth is that of the id which failed in it.
        _bench.Settings = _bench.Settings with { Concurrency = 1, MaxRetries = 0 };
        var first = new ScriptedSource((id, ask) => id.Ordinal == 2 && ask == 1 ? ScriptedSource.Html(id, "?") : ScriptedSource.Found(id));
        await DiesAsync(first, Walk(5), $"{RecordSteps.Named}:5");
        Assert.Contains(CertificateFinding.RecordUnknown, Certificate().FindingCounts.Keys);

        var site = Site();
        var (end, totals, view) = await _bench.RunAsync(site, Walk(5), fresh: fresh);

        Assert.Equal((StopReason.Completed, 0, fresh ? 1 : 5), (end.Reason, totals.Failed, totals.Total));
        Assert.Equal(Outcome.Success, view.OutcomeOf(2));
        Assert.Empty(_bench.AskedIds(site));
        Assert.Equal(5, _bench.RecordFiles.Count);
        Assert.True(Certificate().IsComplete);
    }

    [Fact]
    public async Task What_a_killed_run_saved_is_settled_by_a_fresh_one_that_leaves_it_behind()
    {
        _bench.Settings = _bench.Settings with { Concurrency = 1 };
        await DiesAsync(Site(), Walk(5), $"{RecordSteps.Named}:3");

        var site = Site();
        var (end, totals, _) = await _bench.RunAsync(site, Walk(5), fresh: true);

        Assert.Equal((StopReason.Completed, 3), (end.Reason, totals.Total));
        Assert.Equal(["4", "5"], _bench.AskedIds(site));
        Assert.Equal(5, _bench.RecordFiles.Count);
        Assert.True(Certificate().IsComplete);
    }

    [Fact]
    public async Task What_a_killed_run_saved_is_settled_also_when_the_fresh_one_was_killed_as_it_began()
    {
        _bench.Settings = _bench.Settings with { Concurrency = 1 };
        await DiesAsync(Site(), Walk(5), $"{RecordSteps.Named}:3");
        _bench.KillPoints = KillPoints.At(LedgerSteps.JournalNamed, () => throw new InvalidOperationException("killed"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => _bench.RunAsync(Site(), Walk(5), fresh: true));
        _bench.KillPoints = KillPoints.None;

        var (end, _, _) = await _bench.RunAsync(Site(), Walk(5));

        Assert.Equal(StopReason.Completed, end.Reason);
        Assert.Equal(2, Directory.GetFiles(_bench.Folder, "audit_*.ndjson").Length);
        Assert.Equal(5, _bench.RecordFiles.Count);
        Assert.True(Certificate().IsComplete);
    }

    [Fact]
    public async Task A_job_that_does_not_end_when_it_is_given_up_is_left_behind()
    {
        using var stop = new StopSignal();
        using var abort = new CancellationTokenSource();
        var deaf = new TaskCompletionSource<Fetched>();
        ScriptedSource site = null!;
        site = new ScriptedSource(async (id, _, _) =>
        {
            if (id.Ordinal < 3)
            {
                return ScriptedSource.Found(id);
            }

            stop.Request(StopReason.Sigterm, "test");
            await abort.CancelAsync();
            await site.HangAsync(deaf.Task);
            return await deaf.Task;
        });

        var (cause, totals, view) = await _bench.RunAsync(site, Walk(5), stop, abort: abort);

        Assert.Equal(StopReason.Sigterm, cause.Reason);
        Assert.InRange(totals.Total, 0, 2);
        Assert.Null(view.OutcomeOf(3));
    }

    /// <summary>A run that goes no further than a step, and leaves what it has done by then.</summary>
    private async Task DiesAsync(ScriptedSource site, WalkRequest walk, string step)
    {
        _bench.KillPoints = KillPoints.At(step, () => throw new InvalidOperationException("killed"));
        var (cause, _, _) = await _bench.RunAsync(site, walk);
        Assert.Equal(StopReason.InternalError, cause.Reason);
        _bench.KillPoints = KillPoints.None;
    }

    private Certificate Certificate() => Certifier.Certify(
        new CertificateRequest { OutputFolder = _bench.Folder, Registry = _bench.Definition.Name, Partition = "all", RecordsFolder = "json" },
        _bench.Time, _bench.Log, TestContext.Current.CancellationToken);

    /// <summary>What a process leaves that saved so many records and was killed before it could tell the ledger.</summary>
    private async Task KilledAsync(int records)
    {
        using var stop = new StopSignal();
        stop.Request(StopReason.Sigterm, "test");
        await _bench.RunAsync(Site(), Walk(100), stop);
        var run = JournalFile.RunIdOf(Directory.EnumerateFiles(_bench.Folder, "audit_*.ndjson").Single())!;
        var store = RecordStore.Open(new RecordStoreOptions
        {
            OutputFolder = _bench.Folder,
            Registry = _bench.Definition.Name,
            Partition = "all",
            RunId = run,
            Retries = new WriteRetries(0, TimeSpan.Zero, _bench.Time),
        });
        foreach (var number in Enumerable.Range(1, records))
        {
            var id = new RecordId(number, $"{number}");
            Assert.IsType<SaveResult.Saved>(await store.SaveAsync(
                new CollectedRecord(id, RecordContent.Empty, new Uri($"http://site.test/plain/{number}"), _bench.Time.GetUtcNow()), TestContext.Current.CancellationToken));
        }
    }

    private static WalkRequest Walk(long end) => new() { Start = 1, End = end };

    private static ScriptedSource Site() => new((id, _) => ScriptedSource.Found(id));
}
