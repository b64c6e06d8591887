using Microsoft.Extensions.Logging.Abstractions;
using Rollcall.Ledger;
using Rollcall.Tests.Support;
using static Rollcall.Tests.Support.SomeLedger;

namespace Rollcall.Tests.Ledger;

public sealed class LedgerReaderTests : IDisposable
{
    private readonly Account _account = new();

    public void Dispose() => _account.Dispose();

    [Fact]
    public async Task An_account_can_be_looked_at_while_a_run_works_on_it()
    {
        await using var ledger = await _account.OpenAsync();
        await ledger.AppendAsync(Found(1), Absent(2));

        var seen = Read()!;
        await ledger.AppendAsync(Found(3));

        Assert.Equal(ledger.Run.RunId, seen.Run.RunId);
        Assert.Null(seen.LastStop);
        Assert.Equal((1, 1), (seen.View.Totals.Succeeded, seen.View.Totals.NoRecord));
        Assert.Equal(2, Read()!.View.Totals.Succeeded);
        Assert.Empty(_account.Log.Of("batch.checkpoint.written"));
    }

    [Fact]
    public async Task An_ended_run_says_why_it_ended()
    {
        await _account.RunAsync(Found(1), Stop(StopReason.SafeStopNoRecords));

        var seen = Read()!;

        Assert.Equal((StopReason.SafeStopNoRecords, "d1"), (seen.LastStop, seen.DefinitionHash));
        Assert.Single(seen.Journals);
    }

    [Fact]
    public async Task The_journals_of_all_partitions_are_listed_newest_first_and_rubbish_is_passed_over()
    {
        await _account.RunAsync(Stop(StopReason.Completed));
        _account.Time.Advance(TimeSpan.FromHours(1));
        await using (await _account.OpenAsync(Request(_account.Folder, partition: "24")))
        {
        }

        _account.Time.Advance(TimeSpan.FromHours(1));
        await _account.RunAsync(Stop(StopReason.Completed));
        await File.WriteAllTextAsync(Path.Combine(_account.Folder, "audit_x.ndjson"), "x", TestContext.Current.CancellationToken);

        var journals = LedgerReader.Journals(_account.Folder, _account.Log);

        Assert.Equal(["25", "24", "25"], journals.Select(j => j.Header.Identity.Partition));
        Assert.True(journals[0].Header.StartedAt > journals[2].Header.StartedAt);
        Assert.Single(_account.Log.Of("batch.journal.unreadable"));
    }

    [Fact]
    public void Nothing_is_seen_where_there_is_nothing()
    {
        Assert.Null(Read());
        Assert.Empty(LedgerReader.Journals(_account.Folder, NullLogger.Instance));
        Assert.Empty(LedgerReader.Journals(Path.Combine(_account.Folder, "nowhere"), NullLogger.Instance));
    }

    private PartitionAccount? Read() => LedgerReader.Read(_account.Folder, "court", "25", _account.Log);
}
