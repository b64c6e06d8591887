using Rollcall.Faults;
using Rollcall.Ledger;
using Rollcall.Storage;
using Rollcall.Tests.Support;
using static Rollcall.Tests.Support.SomeLedger;

namespace Rollcall.Tests.Ledger;

public sealed class StorageTroubleTests : IDisposable
{
    private readonly SmallDisk _disk = new(kilobytes: 256);

    public void Dispose() => _disk.Dispose();

    [Fact]
    public async Task A_full_disk_fails_the_append_shows_nothing_of_it_and_leaves_the_journal_sound()
    {
        using var account = new Account(_disk.Path);
        string ballast;
        await using (var ledger = await account.OpenAsync())
        {
            await ledger.AppendAsync(Found(1));
            ballast = _disk.Fill();

            var stop = await Assert.ThrowsAsync<StorageException>(() => ledger.AppendAsync([.. Enumerable.Range(2, 100).Select(n => Found(n))]));

            Assert.Equal((ExitCode.StorageUnavailable, StopReason.DiskFull), (stop.ExitCode, stop.Trouble.Reason()));
            Assert.Contains(ledger.JournalPath, stop.Message, StringComparison.Ordinal);
            Assert.Equal(1, ledger.View.Totals.Total);
            Assert.Equal("2-101", ledger.Open(101));
            Assert.All(JournalFile.Open(ledger.JournalPath).Lines(), l => Assert.IsType<JournalLine.Entry>(l));

            File.Delete(ballast);
            await ledger.AppendAsync(Found(2));
        }

        await using var resumed = await account.OpenAsync();
        Assert.Equal("3", resumed.Open(3));
        Assert.Empty(account.Log.Of("batch.journal.torn"));
        Assert.Empty(account.Log.Of("batch.journal.damaged"));
    }

    [Fact]
    public async Task A_run_that_ran_out_of_disk_is_resumed_when_there_is_room_again()
    {
        using var account = new Account(_disk.Path);
        var first = await account.RunAsync(Found(1));
        var ballast = _disk.Fill();

        // What is left of the journal's last page still takes some lines; no more.
        await Assert.ThrowsAsync<StorageException>(() => account.RunAsync([.. Enumerable.Range(2, 100).Select(n => Found(n))]));
        File.Delete(ballast);

        await using var resumed = await account.OpenAsync();
        Assert.Equal(first.RunId, resumed.Run.RunId);
        Assert.Equal("2-3", resumed.Open(3));
    }

    [Fact]
    public async Task A_read_only_folder_is_told_from_a_full_one()
    {
        using var account = new Account(_disk.Path);
        _disk.MakeReadOnly();

        var stop = await Assert.ThrowsAsync<StorageException>(() => account.OpenAsync());

        Assert.Equal((ExitCode.StorageUnavailable, StopReason.NotWritable), (stop.ExitCode, stop.Trouble.Reason()));
    }

    [Fact]
    public async Task A_new_run_on_a_full_disk_leaves_no_journal_without_a_header()
    {
        using var account = new Account(_disk.Path);
        await account.RunAsync(Found(1), Stop(StopReason.Completed));
        var ballast = _disk.Fill();

        await Assert.ThrowsAsync<StorageException>(() => account.OpenAsync());

        Assert.Single(account.Journals());
        File.Delete(ballast);
        await using var second = await account.OpenAsync();
        Assert.Equal("2", second.Open(2));
    }

    [Fact]
    public async Task Short_trouble_of_the_journal_is_waited_out_as_the_settings_say()
    {
        using var account = new Account();
        await using var ledger = await account.OpenAsync(Full(account) with { Retries = new WriteRetries(1, TimeSpan.FromSeconds(1), account.Time) });

        var (first, second) = (ledger.AppendAsync(Found(1)), ledger.AppendAsync(Found(2)));
        await account.Time.RunUntilAsync(Task.WhenAll(first, second));

        Assert.Equal(Noon + TimeSpan.FromSeconds(1), account.Time.GetUtcNow());
        Assert.Equal("3", ledger.Open(3));
        Assert.Equal(2, JournalFile.Open(ledger.JournalPath).Lines().OfType<JournalLine.Entry>().Count());
    }

    [Fact]
    public async Task A_run_that_is_told_to_stop_waits_for_no_disk()
    {
        using var account = new Account();
        using var hurry = new CancellationTokenSource();
        await using var ledger = await account.OpenAsync(Full(account) with { Retries = new WriteRetries(100, TimeSpan.FromHours(1), account.Time), Hurry = hurry.Token });
        var append = ledger.AppendAsync(Found(1));
        var begun = TimeProvider.System.GetTimestamp();
        while (account.Time.NextDue is null && TimeProvider.System.GetElapsedTime(begun) < TimeSpan.FromMinutes(1))
        {
            await Task.Yield();
        }

        Assert.False(append.IsCompleted);
        await hurry.CancelAsync();

        Assert.Equal(StorageTrouble.DiskFull, (await Assert.ThrowsAsync<StorageException>(() => append)).Trouble);
        await ledger.AppendAsync(Found(1));
        Assert.Equal("2", ledger.Open(2));
    }

    [Fact]
    public async Task A_disk_that_hangs_does_not_keep_the_ledger_from_closing_nor_lets_another_process_in()
    {
        using var account = new Account();
        using var goesOn = new ManualResetEventSlim();
        using var hangs = new ManualResetEventSlim();
        var kill = KillPoints.At(LedgerSteps.JournalWritten, () =>
        {
            hangs.Set();
            goesOn.Wait(TimeSpan.FromMinutes(1));
        });
        var ledger = await account.OpenAsync(Request(account.Folder) with { KillPoints = kill });
        var append = ledger.AppendAsync(Found(1));
        Assert.True(hangs.Wait(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));

        var before = account.Time.Waiting;
        var closing = ledger.DisposeAsync().AsTask();
        Assert.True(account.Time.Waiting > before);
        account.Time.Advance(TimeSpan.FromSeconds(10));
        await closing;

        Assert.False(append.IsCompleted);
        await Assert.ThrowsAsync<AlreadyRunningException>(() => account.OpenAsync());

        // The disk comes back: what was under way is kept, and the lock goes with the process, here with a second close.
        goesOn.Set();
        await append;
        await ledger.DisposeAsync();
        await using var next = await account.OpenAsync();
        Assert.Equal("2", next.Open(2));
    }

    /// <summary>A disk that is full when the first events come, and then no more.</summary>
    private static LedgerRequest Full(Account account) => Request(account.Folder) with
    {
        KillPoints = KillPoints.At(LedgerSteps.JournalWritten, () => throw new IOException("No space left on device", 28)),
    };
}
