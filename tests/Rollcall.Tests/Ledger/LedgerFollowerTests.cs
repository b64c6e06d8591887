using Rollcall.Fetching;
using Rollcall.Ledger;
using Rollcall.Tests.Support;
using static Rollcall.Tests.Support.SomeLedger;

namespace Rollcall.Tests.Ledger;

public sealed class LedgerFollowerTests : IDisposable
{
    private readonly Account _account = new();
    private readonly LedgerFollower _follower;

    public LedgerFollowerTests() => _follower = new LedgerFollower(_account.Folder, "court", "25", _account.Log);

    public void Dispose() => _account.Dispose();

    [Fact]
    public async Task What_a_run_adds_shows_at_the_next_look()
    {
        await using var ledger = await _account.OpenAsync();
        await ledger.AppendAsync(new LedgerEvent.Planned(Noon, "1-9"), Found(1), Absent(2));
        Assert.Equal(("1", "2", "1-9"), Sets(_follower.Refresh()!));

        await ledger.AppendAsync(Found(3), Failed(4, FailureClass.Reset));

        var picture = _follower.Refresh()!;
        Assert.Equal(("1,3", "2", "1-9"), Sets(picture));
        Assert.Equal("4", picture.FailedByClass[FailureClass.Reset].ToString());
        Assert.Equal(ledger.Run.RunId, picture.Run.RunId);
        Assert.Null(picture.LastStop);
    }

    [Fact]
    public async Task An_account_to_which_nothing_was_added_is_the_same_as_before()
    {
        await _account.RunAsync(Found(1), Stop(StopReason.Completed));
        var before = _follower.Refresh();

        Assert.Same(before, _follower.Refresh());
    }

    [Fact]
    public async Task A_look_after_every_line_sees_what_one_look_at_the_end_does()
    {
        await using var ledger = await _account.OpenAsync();
        LedgerEvent[] events = [Found(1), Absent(2), Failed(3), Absent(5), Seal("2"), Void("5"), Unavailable(6), Found(3), Absent(9)];
        foreach (var happened in events)
        {
            await ledger.AppendAsync(happened);
            _follower.Refresh();
        }

        var whole = new LedgerFollower(_account.Folder, "court", "25", _account.Log).Refresh()!;
        Assert.Equal(Sets(whole), Sets(_follower.Refresh()!));
        Assert.Equal("9", whole.Sets.Unconfirmed.ToString());
    }

    [Fact]
    public async Task A_line_that_is_being_written_is_not_there_yet_and_is_when_it_is_whole()
    {
        await _account.RunAsync(Found(1));
        var journal = _account.Journal();
        var before = await File.ReadAllBytesAsync(journal, TestContext.Current.CancellationToken);
        await _account.RunAsync(Found(2));
        var after = await File.ReadAllBytesAsync(journal, TestContext.Current.CancellationToken);
        _account.ForgetCheckpoints();

        for (var length = before.Length; length <= after.Length; length++)
        {
            await File.WriteAllBytesAsync(journal, after[..length], TestContext.Current.CancellationToken);
            var seen = _follower.Refresh()!.Sets.Succeeded.ToString();

            // A last line that lacks its newline alone is whole.
            Assert.Equal(length >= after.Length - 1 ? "1-2" : "1", seen);
        }

        Assert.Empty(_account.Log.Of("batch.journal.damaged"));
    }

    [Fact]
    public async Task The_next_run_of_the_partition_is_followed_too()
    {
        await _account.RunAsync(Found(1), Stop(StopReason.Completed));
        _follower.Refresh();
        _account.Time.Advance(TimeSpan.FromHours(1));

        var run = await _account.RunAsync(Found(2));

        var picture = _follower.Refresh()!;
        Assert.Equal(("1-2", "", ""), Sets(picture));
        Assert.Equal(run.RunId, picture.Run.RunId);
        Assert.Equal(2, picture.Journals.Count);
    }

    [Fact]
    public async Task Looking_leaves_the_folder_as_it_is()
    {
        await using var ledger = await _account.OpenAsync();
        await ledger.AppendAsync(Found(1));
        var before = Directory.EnumerateFiles(_account.Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();

        _follower.Refresh();
        await ledger.AppendAsync(Found(2));
        _follower.Refresh();

        Assert.Equal(before, Directory.EnumerateFiles(_account.Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_journal_that_is_gone_is_an_account_that_is_gone()
    {
        await _account.RunAsync(Found(1));
        _follower.Refresh();
        File.Delete(_account.Journal());

        Assert.Null(_follower.Refresh());
    }

    [Fact]
    public async Task The_tail_of_a_journal_has_its_newest_lines()
    {
        await using var ledger = await _account.OpenAsync();
        await ledger.AppendAsync([.. Enumerable.Range(1, 3000).Select(n => Found(n))]);

        var tail = JournalTail.Read(JournalFile.Open(_account.Journal()), 5);

        Assert.Equal([2996, 2997, 2998, 2999, 3000], tail.Select(e => ((LedgerEvent.Settled)e.Event).Id.Ordinal));
    }

    private static (string Found, string Absent, string Walked) Sets(LedgerPicture picture) =>
        (picture.Sets.Succeeded.ToString(), picture.Sets.Absent.ToString(), picture.Sets.Walked.ToString());
}
