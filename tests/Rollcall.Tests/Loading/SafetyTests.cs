using Rollcall.Faults;
using Rollcall.Loading;
using Rollcall.Loading.Accounts;
using Rollcall.Loading.Databases;
using Rollcall.Loading.Undoing;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Loading;

/// <summary>Backups, full disks, damage, and how long changesets are kept.</summary>
public sealed class SafetyTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly LoadBench _bench;

    public SafetyTests() => _bench = new LoadBench(TestDatabase.Sqlite(_folder.At("hearings.db")), _folder);

    private static LoadOptions WithBackups => LoadBench.Options with { BackupKeep = 2 };

    [Fact]
    public async Task A_backup_made_before_a_load_is_a_sound_copy_of_what_was_there()
    {
        var first = await _bench.LoadAsync(SomeHearings.AllCommittees(), WithBackups);
        var before = _bench.Database.Dump();

        var second = await _bench.LoadAsync([SomeHearings.Hearing(1)], WithBackups);

        Assert.Null(first.Backup);
        var backup = TestDatabase.Sqlite(second.Backup!);
        Assert.Equal(before, backup.Dump());
        backup.AssertSound();
        Assert.Single(_bench.Log.Of("batch.load.backup"));
    }

    [Fact]
    public async Task Only_the_newest_backups_of_this_database_are_kept()
    {
        await _bench.LoadAsync(SomeHearings.AllCommittees(), WithBackups);
        var folder = Directory.CreateDirectory(Path.Combine(_bench.Output, "backups")).FullName;
        string[] others = [Path.Combine(folder, "hearings-2-20200101T000000Z.db"), Path.Combine(folder, "hearings-of-mine.db")];
        others.ToList().ForEach(f => File.WriteAllText(f, "not ours"));
        var backups = new List<string>();
        for (var n = 1; n <= 4; n++)
        {
            _bench.Time.Advance(TimeSpan.FromMinutes(1));
            backups.Add((await _bench.LoadAsync([SomeHearings.Hearing(n)], WithBackups)).Backup!);
        }

        Assert.Equal(others.Concat(backups.TakeLast(2)).Order(StringComparer.Ordinal), Directory.GetFiles(folder).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_damaged_database_is_not_loaded_into_and_spoils_no_backup()
    {
        await _bench.LoadAsync([.. SomeHearings.AllCommittees(), .. Enumerable.Range(0, 200).Select(n => SomeHearings.Hearing(n))]);
        var path = _bench.Database.Given;
        using (var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite))
        {
            // The later pages, so that the schema can still be read: the check must find it.
            file.Position = file.Length / 2;
            file.Write(new byte[file.Length / 4]);
        }

        var damaged = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);

        var error = await Assert.ThrowsAnyAsync<RollcallException>(() => _bench.LoadAsync([SomeHearings.Hearing(500)], WithBackups));

        Assert.Equal(ExitCode.StorageUnavailable, error.ExitCode);
        Assert.Contains("backup", error.Remedy, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.Combine(_bench.Output, "backups"), "*.db"));
        Assert.Equal(damaged, await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_full_disk_ends_the_load_between_batches_and_the_same_command_goes_on()
    {
        using var disk = new SmallDisk(kilobytes: 3000);
        var database = TestDatabase.Sqlite(Path.Combine(disk.Path, "hearings.db"));
        var bench = new LoadBench(database, _folder);
        var twin = new LoadBench(TestDatabase.Sqlite(_folder.At("twin.db")), _folder);
        var source = bench.File([.. SomeHearings.AllCommittees(), .. Enumerable.Range(0, 600).Select(n => SomeHearings.Hearing(n))]);
        await twin.LoadFileAsync(source);
        var ballast = Path.Combine(disk.Path, "ballast");
        await File.WriteAllBytesAsync(ballast, new byte[2_400_000], TestContext.Current.CancellationToken);

        var full = await bench.LoadFileAsync(source);
        File.Delete(ballast);
        var resumed = await bench.LoadFileAsync(source);

        Assert.Equal(("disk_full", (int)ExitCode.StorageUnavailable, LoadStatus.Unfinished), (full.StopReason, full.ExitCode, full.Status));
        Assert.Contains("same command", full.Error, StringComparison.Ordinal);
        Assert.InRange(full.BatchCount, 1, 12);
        Assert.True(resumed.Resumed);
        Assert.Equal(full.Load, resumed.Load);
        Assert.Equal(twin.Database.Dump(), database.Dump());
        database.AssertSound();
    }

    [Fact]
    public async Task A_quarantine_file_that_cannot_be_written_ends_the_load_with_its_batch_uncommitted()
    {
        using var disk = new SmallDisk();
        disk.Fill();
        var source = _bench.File([.. SomeHearings.AllCommittees(), SomeHearings.Hearing(1), .. Enumerable.Range(2, 60).Select(n => SomeHearings.Hearing(n).With("title", null))]);

        var report = await BatchLoader.RunAsync(
            _bench.Dataset, [source], _bench.Database.Address, LoadBench.Options with { OutputDirectory = disk.Path, BatchSize = 9 }, _bench.Around(), progress: null, TestContext.Current.CancellationToken);

        Assert.Equal("disk_full", report.StopReason);
        Assert.Equal((1, 0), (report.BatchCount, report.RecordsQuarantined));
        Assert.Equal(1, _bench.Database.Count("hearings"));
    }

    [Fact]
    public async Task What_an_uncommitted_batch_left_in_the_quarantine_file_is_cut_off_before_it_is_read_torn_lines_too()
    {
        var (source, options) = await CrashInTheFourthBatchAsync(LoadSteps.Quarantined);
        var file = Directory.GetFiles(_bench.Output, "quarantine-*.ndjson").Single();
        await File.AppendAllTextAsync(file, "{\"_refused\": {\"load\": \"hear", TestContext.Current.CancellationToken);

        var report = await _bench.LoadFileAsync(source, options);

        Assert.True(report.Resumed);
        Assert.Equal([12, 22, 32, 42], report.BatchErrors.SelectMany(e => e.Records).Select(r => (int)r.Record));
        Assert.Equal(4, LoadBench.Quarantine(report).Count);
    }

    [Fact]
    public async Task A_quarantine_file_that_was_taken_away_in_mid_load_is_begun_anew()
    {
        var (source, options) = await CrashInTheFourthBatchAsync(LoadSteps.Begun);
        File.Delete(Directory.GetFiles(_bench.Output, "quarantine-*.ndjson").Single());

        var report = await _bench.LoadFileAsync(source, options);

        Assert.Equal(4, report.RecordsQuarantined);
        Assert.Equal([32, 42], LoadBench.Quarantine(report).Select(l => (int)l["_refused"]!["record"]!));
    }

    [Fact]
    public async Task After_the_retention_changesets_are_dropped_and_an_undo_says_so()
    {
        var options = LoadBench.Options with { ChangesetRetention = TimeSpan.FromDays(30) };
        var old = await _bench.LoadAsync(SomeHearings.AllCommittees(), options);
        _bench.Time.Advance(TimeSpan.FromDays(20));
        var newer = await _bench.LoadAsync([SomeHearings.Hearing(1)], options);
        _bench.Time.Advance(TimeSpan.FromDays(11));
        await _bench.LoadAsync([SomeHearings.Hearing(2)], options);

        var error = await Assert.ThrowsAsync<RollcallException>(() => _bench.UndoAsync(old.Load));
        var undone = await _bench.UndoAsync(newer.Load);

        Assert.Contains("older than changeset_retention", error.Message, StringComparison.Ordinal);
        Assert.IsType<UndoResult.Done>(undone);
        Assert.Equal(["0", "1", "1", "1"], _bench.Database.Query("select changes_kept from rollcall_loads order by number"));
        Assert.Empty(_bench.Database.Query($"select 1 from rollcall_changes where load_id = '{old.Load}'"));
    }

    [Fact]
    public async Task A_database_in_use_for_longer_than_allowed_is_unavailable_not_broken()
    {
        await _bench.LoadAsync(SomeHearings.AllCommittees());
        using var other = _bench.Database.Open();
        using var command = other.CreateCommand();
        command.CommandText = "begin immediate";
        command.ExecuteNonQuery();

        var error = await Assert.ThrowsAnyAsync<DatabaseException>(
            () => _bench.LoadAsync([SomeHearings.Hearing(1)], LoadBench.Options with { BusyTimeout = TimeSpan.FromMilliseconds(50) }));

        Assert.Equal(StopReason.DatabaseUnavailable, error.Reason);
        Assert.Contains("in use by another program", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_made_by_a_load_is_in_wal_mode_with_strict_tables()
    {
        await _bench.LoadAsync(SomeHearings.AllCommittees());

        Assert.Equal(["wal"], _bench.Database.Query("pragma journal_mode"));
        Assert.Equal(["1"], _bench.Database.Query("select strict from pragma_table_list where name = 'hearings'"));
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>A load of which every tenth hearing is refused dies in its fourth batch.</summary>
    private async Task<(string Source, LoadOptions Options)> CrashInTheFourthBatchAsync(string step)
    {
        var source = _bench.File([.. SomeHearings.AllCommittees(), .. Enumerable.Range(0, 40).Select(n => n % 10 == 3 ? SomeHearings.Hearing(n).With("title", "") : SomeHearings.Hearing(n))]);
        var options = LoadBench.Options with { BatchSize = 10 };
        _bench.KillPoints = KillPoints.At($"{step}:4", () => throw new SimulatedCrashException());
        await Assert.ThrowsAsync<SimulatedCrashException>(() => _bench.LoadFileAsync(source, options));
        _bench.KillPoints = KillPoints.None;
        return (source, options);
    }
}
