using System.Text;
using System.Text.Json;
using Rollcall.Fetching;
using Rollcall.Ledger;
using Rollcall.Ledger.Checkpoints;
using Rollcall.Ledger.Journals;
using Rollcall.Ledger.State;
using Rollcall.Reading;
using Rollcall.Observing;
using Rollcall.Tests.Support;
using static Rollcall.Tests.Support.SomeLedger;

namespace Rollcall.Tests.Ledger;

public sealed class CheckpointTests : IDisposable
{
    private readonly Account _account = new();

    public void Dispose() => _account.Dispose();

    [Fact]
    public async Task The_end_of_a_run_leaves_a_checkpoint_that_says_where_it_stands()
    {
        var run = await _account.RunAsync(
            new LedgerEvent.Planned(Noon, "1-20"), Found(1), Found(2), Unavailable(3), Absent(4), Failed(5, FailureClass.WrongId), new LedgerEvent.Probed(Noon, Id(9), Seen: true, 1), Stop(StopReason.Sigterm));

        var json = JsonDocument.Parse(await File.ReadAllTextAsync(_account.Checkpoints().Single(), TestContext.Current.CancellationToken)).RootElement;

        Assert.EndsWith("/checkpoints/court/25/checkpoint-1.json", _account.Checkpoints().Single(), StringComparison.Ordinal);
        Assert.Equal((1, 1, run.RunId, "sigterm"), (json.GetProperty("schema_version").GetInt32(), json.GetProperty("sequence").GetInt32(), json.GetProperty("run_id").GetString(), json.GetProperty("status").GetString()));
        Assert.Equal(Path.GetFileName(_account.Journal()), json.GetProperty("journal").GetString());
        Assert.Equal(new FileInfo(_account.Journal()).Length, json.GetProperty("journal_offset").GetInt64());
        Assert.Equal(("1-3", "3", "4"), (json.GetProperty("success").GetString(), json.GetProperty("unavailable").GetString(), json.GetProperty("no_record").GetString()));
        Assert.Equal("5", json.GetProperty("failed").GetProperty("wrong_id").GetString());
        Assert.Equal((9, 3), (json.GetProperty("marks").GetProperty("observed").GetInt32(), json.GetProperty("marks").GetProperty("collected").GetInt32()));
        Assert.Equal("9", json.GetProperty("probe").GetProperty("seen").GetString());
        Assert.Equal(Noon, json.GetProperty("created_at").GetDateTimeOffset());
        Assert.Single(_account.Log.Of("batch.checkpoint.written"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_checkpoint_and_the_tail_give_the_same_state_as_the_whole_journal(int seed)
    {
        var random = new Random(seed);
        for (var process = 0; process < 6; process++)
        {
            await _account.RunAsync([.. Enumerable.Range(0, 60).Select(_ => Some(random)), .. process % 3 == 2 ? [Stop(StopReason.Completed)] : Array.Empty<LedgerEvent>()]);
            _account.Time.Advance(TimeSpan.FromHours(9));
        }

        // The newest but one: what the last process wrote is the tail.
        foreach (var kept in _account.Checkpoints().SkipLast(1).ToList())
        {
            foreach (var other in _account.Checkpoints().Where(c => c != kept))
            {
                File.Move(other, other + ".away");
            }

            var withTail = PartitionHistory.Load(PartitionFiles.Of(Request(_account.Folder)), _account.Log);
            File.Move(kept, kept + ".away");
            var alone = PartitionHistory.Load(PartitionFiles.Of(Request(_account.Folder)), _account.Log);

            Assert.Equal(Describe(alone), Describe(withTail));
            Directory.GetFiles(_account.Folder, "*.away", SearchOption.AllDirectories).ToList().ForEach(f => File.Move(f, f[..^5]));
        }

        Assert.DoesNotContain(_account.Log.Lines, l => l.Level > Microsoft.Extensions.Logging.LogLevel.Information);
    }

    [Fact]
    public async Task One_is_written_after_so_many_settled_ids_and_after_so_much_time()
    {
        await using var ledger = await _account.OpenAsync();
        await ledger.AppendAsync([.. Enumerable.Range(1, 99).Select(n => Found(n)), Attempt(100)]);
        Assert.Empty(_account.Checkpoints());

        await ledger.AppendAsync(Found(100));
        await _account.Log.SeenAsync("batch.checkpoint.written", 1);

        await ledger.AppendAsync(Found(101));
        _account.Time.Advance(TimeSpan.FromSeconds(29));
        Assert.Single(_account.Checkpoints());
        _account.Time.Advance(TimeSpan.FromSeconds(1));
        await _account.Log.SeenAsync("batch.checkpoint.written", 2);
    }

    [Fact]
    public async Task When_nothing_happened_none_is_written()
    {
        await _account.RunAsync(Found(1));
        await using var ledger = await _account.OpenAsync();
        await ledger.AppendAsync(Found(2));
        _account.Time.Advance(TimeSpan.FromSeconds(30));
        await _account.Log.SeenAsync("batch.checkpoint.written", 2);

        _account.Time.Advance(TimeSpan.FromMinutes(10));
        await ledger.DisposeAsync();

        Assert.Equal(2, _account.Checkpoints().Count);
    }

    [Fact]
    public async Task The_newest_three_are_kept()
    {
        for (var process = 1; process <= 6; process++)
        {
            await _account.RunAsync(Found(process));
        }

        Assert.Equal(["checkpoint-4.json", "checkpoint-5.json", "checkpoint-6.json"], _account.Checkpoints().Select(Path.GetFileName));
    }

    [Fact]
    public async Task What_a_process_left_that_was_killed_while_writing_one_is_cleared_away()
    {
        await _account.RunAsync(Found(1));
        var leftover = _account.Checkpoints().Single().Replace("checkpoint-1", "checkpoint-2", StringComparison.Ordinal) + ".tmp";
        await File.WriteAllTextAsync(leftover, "{", TestContext.Current.CancellationToken);

        await _account.RunAsync(Found(2));

        Assert.False(File.Exists(leftover));
        Assert.Equal(2, _account.Checkpoints().Count);
    }

    [Fact]
    public async Task A_damaged_one_is_named_with_the_one_used_instead()
    {
        await _account.RunAsync(Found(1));
        await _account.RunAsync(Found(2));
        var (before, newest) = (_account.Checkpoints()[0], _account.Checkpoints()[1]);
        await File.AppendAllTextAsync(newest, " ", TestContext.Current.CancellationToken);

        await using var ledger = await _account.OpenAsync();

        var line = Assert.Single(_account.Log.Of("batch.checkpoint.damaged"));
        Assert.StartsWith(newest, line, StringComparison.Ordinal);
        Assert.Contains("sha256", line, StringComparison.Ordinal);
        Assert.EndsWith($"Used instead: {before}.", line, StringComparison.Ordinal);
        Assert.Equal("3", ledger.Open(3));
    }

    [Fact]
    public async Task With_none_sound_the_journals_rebuild_the_state()
    {
        await _account.RunAsync(Found(1));
        await _account.RunAsync(Found(2));
        _account.Checkpoints().ToList().ForEach(c => File.WriteAllBytes(c, []));

        await using var ledger = await _account.OpenAsync();

        Assert.Equal("3", ledger.Open(3));
        Assert.All(_account.Log.Of("batch.checkpoint.damaged"), l => Assert.EndsWith("Used instead: the journals alone.", l, StringComparison.Ordinal));
        Assert.Equal(2, _account.Log.Of("batch.checkpoint.damaged").Count);
    }

    [Fact]
    public async Task Any_changed_byte_is_noticed()
    {
        var sound = await FillAsync();
        for (var at = 0; at < sound.Length; at++)
        {
            var damaged = (byte[])sound.Clone();
            damaged[at] ^= (byte)(1 << (at % 8));
            await CheckAsync(damaged, $"byte {at}");
        }
    }

    [Fact]
    public async Task A_cut_at_any_length_is_noticed()
    {
        var sound = await FillAsync();
        for (var length = 0; length < sound.Length; length++)
        {
            await CheckAsync(sound[..length], $"length {length}");
        }
    }

    [Fact]
    public async Task One_of_another_partition_is_not_believed()
    {
        await _account.RunAsync(Found(1));
        await using (await _account.OpenAsync(Request(_account.Folder, partition: "24")))
        {
        }

        var (other, own) = (_account.Checkpoints()[0], _account.Checkpoints()[1]);
        Assert.Contains("/24/", other, StringComparison.Ordinal);
        File.Copy(other, own, overwrite: true);

        await using var ledger = await _account.OpenAsync();

        Assert.Equal("2", ledger.Open(2));
        Assert.Contains("partition 24", Assert.Single(_account.Log.Of("batch.checkpoint.damaged")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_whose_journal_was_cut_and_written_on_differently_is_not_believed()
    {
        await _account.RunAsync(Found(1), Found(7));
        var lines = await File.ReadAllLinesAsync(_account.Journal(), TestContext.Current.CancellationToken);
        await File.WriteAllLinesAsync(_account.Journal(), lines[..2], TestContext.Current.CancellationToken);
        var kept = await File.ReadAllBytesAsync(_account.Checkpoints().Single(), TestContext.Current.CancellationToken);
        _account.ForgetCheckpoints();

        // A line as long as the one that is gone.
        var (header, end) = (JournalFile.Open(_account.Journal()), new FileInfo(_account.Journal()).Length);
        using (var writer = new LineWriter())
        {
            var line = LineMapping.ToLine(Found(8));
            (line.Seq, line.RunId) = (3, header.Header.RunId);
            writer.Add(line);
            await File.AppendAllTextAsync(_account.Journal(), Encoding.UTF8.GetString(writer.Written), TestContext.Current.CancellationToken);
        }

        await File.WriteAllBytesAsync(Path.Combine(_account.Folder, "checkpoints", "court", "25", "checkpoint-1.json"), kept, TestContext.Current.CancellationToken);

        await using var ledger = await _account.OpenAsync();
        Assert.True(new FileInfo(_account.Journal()).Length > end);
        Assert.Equal("2-7", ledger.Open(8));
        Assert.Contains("another by now", Assert.Single(_account.Log.Of("batch.checkpoint.damaged")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_of_a_later_version_is_refused_with_the_remedy()
    {
        await _account.RunAsync(Found(1));
        await ChangeVersionAsync(2);

        var refusal = await Assert.ThrowsAsync<RollcallException>(() => _account.OpenAsync());

        Assert.Equal(ExitCode.Usage, refusal.ExitCode);
        Assert.Contains("schema version 2", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_of_an_earlier_version_is_replaced_by_a_replay_of_the_journals()
    {
        await _account.RunAsync(Found(1), Absent(2));
        await ChangeVersionAsync(0);

        await _account.RunAsync(Found(3));

        Assert.Single(_account.Log.Of("batch.checkpoint.outdated"));
        Assert.Empty(_account.Log.Of("batch.checkpoint.damaged"));
        Assert.Contains("\"schema_version\": 1", await File.ReadAllTextAsync(_account.Checkpoints()[^1], TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await using var ledger = await _account.OpenAsync();
        Assert.Equal("4", ledger.Open(4));
    }

    [Fact]
    public async Task A_checkpoint_that_cannot_be_written_does_not_stop_the_run()
    {
        using var metrics = new RunMetrics("court", "25", _account.Time);
        using var readings = metrics.Collect();
        await using (var ledger = await _account.OpenAsync(SomeLedger.Request(_account.Folder) with { Metrics = metrics }))
        {
            // A folder where the file should go: what a root user meets too.
            Directory.CreateDirectory(Path.Combine(_account.Folder, "checkpoints", "court", "25", "checkpoint-1.json.tmp"));
            await ledger.AppendAsync(Found(1));
        }

        Assert.Single(_account.Log.Of("batch.checkpoint.not_written"));
        Assert.Equal(1, Assert.Single(readings.Read(), r => r.Name == "batch.checkpoint.failures").Value);
        Directory.Delete(Path.Combine(_account.Folder, "checkpoints", "court", "25", "checkpoint-1.json.tmp"));
        await using var resumed = await _account.OpenAsync();
        Assert.Equal("2", resumed.Open(2));
    }

    /// <summary>Everything a state holds, as text.</summary>
    private static string Describe(PartitionHistory history)
    {
        var content = CheckpointMapping.ToContent(new LedgerSnapshot(history.Newest!.Header.RunId, history.State, history.End), PartitionFiles.Of(Request("x")), 1, Noon);
        return Encoding.UTF8.GetString(CheckpointFile.Write(content));
    }

    private LedgerEvent Some(Random random)
    {
        var number = random.Next(1, 40);
        var at = _account.Time.GetUtcNow();
        return random.Next(14) switch
        {
            0 or 1 or 2 => Found(number),
            3 => Unavailable(number),
            4 or 5 or 6 => Absent(number, at),
            7 => Failed(number, (FailureClass)random.Next(3)),
            8 => Attempt(number, (FailureClass)random.Next(5), random.Next(1, 3)),
            9 => Seal($"{number}-{number + 6}"),
            10 => Void($"{number}-{number + 3}"),
            11 => new LedgerEvent.Reopened(at, $"{number}", "retry"),
            12 => new LedgerEvent.Probed(at, Id(number), random.Next(3) switch { 0 => null, 1 => true, _ => false }, 1),
            _ => new LedgerEvent.MarkFound(at, number, 0.9, 3),
        };
    }

    /// <summary>An older checkpoint, then a newer one, which is returned. Between them an absence was taken back.</summary>
    private async Task<byte[]> FillAsync()
    {
        await _account.RunAsync(Found(1), Absent(2), Failed(3));
        await _account.RunAsync(Void("2"), Found(4), Found(3));
        return await File.ReadAllBytesAsync(_account.Checkpoints()[^1], TestContext.Current.CancellationToken);
    }

    private async Task CheckAsync(byte[] checkpoint, string damage)
    {
        await File.WriteAllBytesAsync(_account.Checkpoints()[^1], checkpoint, TestContext.Current.CancellationToken);
        var log = new RecordingLog();
        await using var seen = MemoryLedger.Open(Request(_account.Folder), _account.Time, log);

        Assert.True("2,5" == seen.Open(5), damage);
        Assert.Equal(Outcome.Success, seen.View.OutcomeOf(3));
        Assert.True(log.Of("batch.checkpoint.damaged") is [var line] && line.EndsWith($"Used instead: {_account.Checkpoints()[0]}.", StringComparison.Ordinal), damage);
    }

    private async Task ChangeVersionAsync(int version)
    {
        var path = _account.Checkpoints().Single();
        var content = CheckpointFile.Read(await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken), path)!;
        content.SchemaVersion = version;
        await File.WriteAllBytesAsync(path, CheckpointFile.Write(content), TestContext.Current.CancellationToken);
    }
}
