using Rollcall.Fetching;
using Rollcall.Ids;
using Rollcall.Ledger;
using Rollcall.Tests.Support;
using static Rollcall.Tests.Support.SomeLedger;

namespace Rollcall.Tests.Ledger;

/// <summary>Whatever happens to a journal's bytes, nothing is believed that was never said.</summary>
public sealed class JournalDamageTests : IDisposable
{
    private const int Tail = 2048;

    private static readonly byte[] Masks = [0x01, 0x20, 0xFF];

    /// <summary>For each id of <see cref="FillAsync"/>, the outcomes that were true at some time.</summary>
    private static readonly Dictionary<long, Outcome[]> Said = new()
    {
        [1] = [Outcome.Success], [2] = [Outcome.NoRecord], [3] = [], [4] = [Outcome.Failed, Outcome.Success], [5] = [Outcome.Success], [6] = [], [7] = [Outcome.NoRecord],
        [8] = [Outcome.Success], [9] = [Outcome.NoRecord], [10] = [Outcome.Failed], [11] = [Outcome.Success], [12] = [], [13] = [Outcome.Failed],
    };

    private readonly Account _account = new();

    public void Dispose() => _account.Dispose();

    [Fact]
    public async Task A_torn_last_line_is_cut_and_the_run_goes_on()
    {
        await _account.RunAsync(Found(1), Found(2));
        await File.AppendAllTextAsync(_account.Journal(), "{\"seq\":4,\"kind\":\"settle\",\"run_id\":\"2025", TestContext.Current.CancellationToken);

        await _account.RunAsync(Found(3));

        Assert.Contains("line 4", Assert.Single(_account.Log.Of("batch.journal.torn")), StringComparison.Ordinal);
        Assert.All(JournalFile.Open(_account.Journal()).Lines(), l => Assert.IsType<JournalLine.Entry>(l));
        await using var ledger = await _account.OpenAsync();
        Assert.Equal("4", ledger.Open(4));
    }

    [Fact]
    public async Task A_damaged_line_is_named_and_its_id_is_open_again()
    {
        await _account.RunAsync(Found(1), Found(2), Found(3));
        await ChangeAsync("IMM-2-25\",\"ordinal\":2", "IMM-2-25\",\"ordinal\":9");

        await using var ledger = await _account.OpenAsync();

        Assert.Equal("2,4", ledger.Open(4));
        var warning = Assert.Single(_account.Log.Of("batch.journal.damaged"));
        Assert.Contains(_account.Journal() + ", line 3", warning, StringComparison.Ordinal);
        Assert.Contains("crc", warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_line_may_have_been_a_void_so_unconfirmed_absences_are_asked_again()
    {
        await _account.RunAsync(Absent(1), Absent(2), Found(3), Seal("1"), Void("2"), Found(4));
        await ChangeAsync("\"kind\":\"void\"", "\"kind\":\"vold\"");

        await using var ledger = await _account.OpenAsync();

        Assert.Equal("2", ledger.Open(4));
        Assert.Equal(1, ledger.View.Totals.NoRecord);
    }

    [Fact]
    public async Task Lines_that_are_gone_are_noticed_by_their_numbers()
    {
        await _account.RunAsync(Found(1), Found(2), Found(3), Found(4));
        var lines = await File.ReadAllLinesAsync(_account.Journal(), TestContext.Current.CancellationToken);
        _account.ForgetCheckpoints();
        await File.WriteAllLinesAsync(_account.Journal(), [lines[0], lines[1], lines[4]], TestContext.Current.CancellationToken);

        await using var ledger = await _account.OpenAsync();

        Assert.Equal("2-3", ledger.Open(4));
        Assert.Contains("seq 3 to 4 are missing", Assert.Single(_account.Log.Of("batch.journal.damaged")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_that_stands_twice_counts_once()
    {
        await _account.RunAsync(Attempt(1), Found(1));
        var lines = await File.ReadAllLinesAsync(_account.Journal(), TestContext.Current.CancellationToken);
        _account.ForgetCheckpoints();
        await File.WriteAllLinesAsync(_account.Journal(), [.. lines, lines[1]], TestContext.Current.CancellationToken);

        await using var ledger = await _account.OpenAsync();

        Assert.Equal(1, ledger.View.Totals.Attempts);
    }

    [Fact]
    public async Task A_line_of_another_run_is_not_believed()
    {
        await _account.RunAsync(Found(1), Stop(StopReason.Completed));
        await _account.RunAsync(Absent(1));
        var first = await File.ReadAllLinesAsync(_account.Journals()[0], TestContext.Current.CancellationToken);
        await File.AppendAllTextAsync(_account.Journals()[1], first[1] + "\n", TestContext.Current.CancellationToken);

        await using var ledger = await _account.OpenAsync();

        Assert.Contains("belongs to run", Assert.Single(_account.Log.Of("batch.journal.damaged")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_journal_without_its_header_is_refused_with_the_remedy()
    {
        await _account.RunAsync(Found(1));
        await ChangeAsync("\"kind\":\"run\"", "\"kind\":\"rum\"");

        var refusal = await Assert.ThrowsAsync<RollcallException>(() => _account.OpenAsync());

        Assert.Equal(ExitCode.StorageUnavailable, refusal.ExitCode);
        Assert.Contains(_account.Journal() + ", line 1", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_checkpoint_knows_from_before_the_damage_is_not_lost()
    {
        await _account.RunAsync(Found(1), Found(2), Found(3));
        var text = await File.ReadAllTextAsync(_account.Journal(), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(_account.Journal(), text.Replace("\"ordinal\":2", "\"ordinal\":9", StringComparison.Ordinal), TestContext.Current.CancellationToken);

        await using var ledger = await _account.OpenAsync();

        Assert.Equal("4", ledger.Open(4));
    }

    [Fact]
    public async Task An_end_that_a_checkpoint_vouches_for_and_that_is_gone_is_reported_and_may_have_been_a_void()
    {
        await _account.RunAsync(Absent(1), Found(2), Void("1"), Found(3));
        var lines = await File.ReadAllLinesAsync(_account.Journal(), TestContext.Current.CancellationToken);
        await File.WriteAllLinesAsync(_account.Journal(), lines[..3], TestContext.Current.CancellationToken);

        await using var ledger = await _account.OpenAsync();

        Assert.Equal("1,3", ledger.Open(3));
        Assert.Contains("up to 5", Assert.Single(_account.Log.Of("batch.journal.end_missing")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_journal_of_another_partition_is_no_hindrance()
    {
        await _account.RunAsync(Found(1));
        await ChangeAsync("\"kind\":\"run\"", "\"kind\":\"rum\"");

        await using var other = await _account.OpenAsync(Request(_account.Folder, partition: "24"));

        Assert.Single(_account.Log.Of("batch.journal.unreadable"));
    }

    [Fact]
    public async Task A_journal_of_another_partition_and_a_later_version_is_no_hindrance()
    {
        await _account.RunAsync(Found(1));
        await JournalFormatTests.RaiseVersionAsync(_account.Journal());

        await using var other = await _account.OpenAsync(Request(_account.Folder, partition: "24"));

        Assert.Contains("version 2", Assert.Single(_account.Log.Of("batch.journal.unreadable")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Any_changed_byte_of_the_last_two_kilobytes_leaves_no_wrong_state()
    {
        var sound = await FillAsync();
        for (var at = sound.Length - Tail; at < sound.Length; at++)
        {
            var mask = Masks[at % Masks.Length];
            var damaged = (byte[])sound.Clone();
            damaged[at] ^= mask;
            
            // With a changed newline behind it the last line is still whole, and nothing stands behind that.
            await CheckAsync(damaged, [], $"byte {at} ^ {mask}", goesOn: at % 32 == 0, told: at < sound.Length - 1);
        }
    }

    [Fact]
    public async Task A_cut_at_any_length_of_the_last_two_kilobytes_leaves_no_wrong_state()
    {
        var sound = await FillAsync();
        var (checkpoint, vouches) = (_account.Checkpoints()[^1], await File.ReadAllBytesAsync(_account.Checkpoints()[^1], TestContext.Current.CancellationToken));
        for (var length = sound.Length - Tail; length < sound.Length; length++)
        {
            var (betweenLines, loses) = (sound[length - 1] == '\n' || sound[length] == '\n', length < sound.Length - 1);

            // Between two lines only a checkpoint can tell that there was more.
            await File.WriteAllBytesAsync(_account.Journal(), sound[..length], TestContext.Current.CancellationToken);
            await File.WriteAllBytesAsync(checkpoint, vouches, TestContext.Current.CancellationToken);
            Assert.Equal(loses ? 1 : 0, LookAt("batch.journal.end_missing"));

            // A void that was cut off cannot be known. What it took back is unconfirmed then, and stands for no later run.
            await CheckAsync(sound[..length], [3, 6, 12], $"length {length}", goesOn: length % 32 == 0, told: !betweenLines);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0xFF)]
    [InlineData('\n')]
    public async Task A_block_of_rubbish_in_the_middle_leaves_no_wrong_state(int filler)
    {
        var damaged = await FillAsync();
        damaged.AsSpan(damaged.Length - 1500, 1000).Fill((byte)filler);

        await CheckAsync(damaged, [], $"filled with {filler}", goesOn: true, told: true);
    }

    /// <summary>A journal with every way an outcome can change.</summary>
    private async Task<byte[]> FillAsync()
    {
        await _account.RunAsync(
            Found(1), Absent(2), Seal("2"), Absent(3), Failed(4, FailureClass.Timeout), Attempt(5), Unavailable(5), Absent(6), Void("3-6"), Absent(7), Found(8), Seal("7"),
            new LedgerEvent.Reopened(Noon, "4", "retry"), Found(4), Absent(9), Failed(10), Found(11), Absent(12), Void("12"), Failed(13), Stop(StopReason.Sigterm));
        return await File.ReadAllBytesAsync(_account.Journal(), TestContext.Current.CancellationToken);
    }

    /// <summary>How many lines of an event are logged when the files are looked at.</summary>
    private int LookAt(string eventName)
    {
        using var next = new Account(_account.Folder);
        MemoryLedger.Open(Request(next.Folder), next.Time, next.Log);
        return next.Log.Of(eventName).Count;
    }

    /// <summary>
    /// Looks at a damaged journal: no outcome may show that never stood, and what is lost is told. Then asks what is open: the account must be whole again.
    /// </summary>
    private async Task CheckAsync(byte[] journal, long[] maybeUnconfirmed, string damage, bool goesOn, bool told)
    {
        await File.WriteAllBytesAsync(_account.Journal(), journal, TestContext.Current.CancellationToken);
        _account.ForgetCheckpoints();
        using var next = new Account(_account.Folder);
        await using (var seen = MemoryLedger.Open(Request(next.Folder), next.Time, next.Log))
        {
            foreach (var (number, outcomes) in Said)
            {
                var outcome = seen.View.OutcomeOf(number);
                Assert.True(
                    outcome is null || outcomes.Contains(outcome.Value) || (outcome == Outcome.NoRecord && maybeUnconfirmed.Contains(number)),
                    $"{damage}: {number} is {outcome}");
            }
        }

        var lines = next.Log.Of("batch.journal.damaged").Concat(next.Log.Of("batch.journal.torn")).ToList();
        Assert.True(told == lines.Count > 0, $"{damage}: {string.Join("; ", lines)}");
        Assert.All(lines, line => Assert.Contains(_account.Journal() + ", line ", line, StringComparison.Ordinal));
        if (goesOn)
        {
            await GoOnAsync(next, damage);
        }
    }

    private static async Task GoOnAsync(Account account, string damage)
    {
        await using (var ledger = await account.OpenAsync())
        {
            await ledger.AppendAsync([.. Said.Keys.Where(n => ledger.View.OutcomeOf(n) is null).Select(Found)]);
            await ledger.AppendAsync(Stop(StopReason.Completed));
        }

        await using (var later = await account.OpenAsync())
        {
            Assert.False(later.Run.IsResumed, damage);
            var open = later.View.OpenIn(new IdRange(1, 13), Noon, Month);
            Assert.All(Said, said => Assert.True(
                later.View.OutcomeOf(said.Key) == Outcome.Success || (said.Value.Contains(Outcome.NoRecord) && !open.Contains(said.Key)) || open.Contains(said.Key), damage));
            File.Delete(later.JournalPath);
        }
    }

    private async Task ChangeAsync(string from, string to)
    {
        var text = await File.ReadAllTextAsync(_account.Journal(), TestContext.Current.CancellationToken);
        Assert.Contains(from, text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(_account.Journal(), text.Replace(from, to, StringComparison.Ordinal), TestContext.Current.CancellationToken);
        _account.ForgetCheckpoints();
    }
}
