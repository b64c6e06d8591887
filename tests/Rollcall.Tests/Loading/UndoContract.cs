using System.Text.Json.Nodes;
using Rollcall.Loading;
using Rollcall.Loading.Accounts;
using Rollcall.Loading.Undoing;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Loading;

/// <summary>What taking back means, on every database.</summary>
public abstract class UndoContract : IDisposable
{
    private readonly TempFolder _folder = new();
    private int _count;

    [Fact]
    public async Task After_an_undo_the_database_is_what_it_was_before_the_load()
    {
        var bench = await LoadedAsync();
        var before = bench.Database.Dump();
        var load = await bench.LoadAsync(Enumerable.Range(20, 60).Select(n => SomeHearings.Hearing(n, version: 2)), Batches(7));
        Assert.NotEqual(before, bench.Database.Dump());

        var undone = Assert.IsType<UndoResult.Done>(await bench.UndoAsync(load.Load));

        Assert.Equal(before, bench.Database.Dump());
        Assert.Equal("completed", undone.Report.StopReason);
        bench.Database.AssertSound();
    }

    [Fact]
    public async Task An_undo_can_be_taken_back_and_that_again()
    {
        var bench = await LoadedAsync();
        var before = bench.Database.Dump();
        var load = await bench.LoadAsync(Enumerable.Range(20, 30).Select(n => SomeHearings.Hearing(n, version: 2)), Batches(7));
        var after = bench.Database.Dump();

        var undo = Assert.IsType<UndoResult.Done>(await bench.UndoAsync(load.Load));
        var redo = Assert.IsType<UndoResult.Done>(await bench.UndoAsync(undo.Report.Load));
        Assert.Equal(after, bench.Database.Dump());
        Assert.IsType<UndoResult.Done>(await bench.UndoAsync(redo.Report.Load));
        Assert.Equal(before, bench.Database.Dump());

        // The load is undone again, so its own undo must say so rather than work twice.
        var twice = await Assert.ThrowsAsync<RollcallException>(() => bench.UndoAsync(load.Load));
        Assert.Contains("taken back already", twice.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_batch_is_taken_back_and_the_others_stay()
    {
        var bench = await LoadedAsync();
        var records = Enumerable.Range(100, 30).Select(n => SomeHearings.Hearing(n)
            .With("witnesses", new JsonArray(SomeHearings.Witness($"Only at {n}", "x", "y")))).ToList();
        var load = await bench.LoadAsync(records, Batches(10));

        await bench.UndoAsync(load.Load, batch: 2);

        Assert.Equal(["100100", "100109", "100120", "100129"], bench.Database.Query(
            "select event_id from hearings where event_id in ('100100', '100109', '100110', '100119', '100120', '100129') order by event_id"));
        Assert.Empty(bench.Database.Query("select name from witnesses where name = 'Only at 115'"));
        Assert.Equal(2, bench.Database.Query("select distinct batch from rollcall_changes where undone_by is null and load_id = '" + load.Load + "'").Count);
    }

    [Fact]
    public async Task Later_changes_of_the_same_rows_forbid_it_and_are_listed()
    {
        var bench = await LoadedAsync();
        var first = await bench.LoadAsync([SomeHearings.Hearing(5, version: 2), SomeHearings.Hearing(6, version: 2), SomeHearings.Hearing(300)]);
        await bench.LoadAsync([SomeHearings.Hearing(6, version: 3)]);
        bench.Database.Execute("update hearings set location = 'elsewhere' where event_id = '100005'");
        var before = bench.Database.Dump();

        var refused = Assert.IsType<UndoResult.Refused>(await bench.UndoAsync(first.Load));

        Assert.Equal(before, bench.Database.Dump());
        Assert.All(refused.Conflicts, c => Assert.Equal(1, c.Batch));
        Assert.Contains(refused.Conflicts, c => c.Table == "hearings" && c.Message.Contains("changed since (location)", StringComparison.Ordinal));
        Assert.Contains(refused.Conflicts, c => c.Table == "documents" && c.Message.Contains("was deleted since", StringComparison.Ordinal));
        Assert.DoesNotContain(refused.Conflicts, c => c.Message.Contains("100300", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_row_that_others_refer_to_by_now_is_not_pulled_from_under_them()
    {
        var bench = await NewAsync();
        var committees = await bench.LoadAsync(SomeHearings.AllCommittees());
        await bench.LoadAsync([SomeHearings.Hearing(3)]);
        var before = bench.Database.Dump();

        var refused = Assert.IsType<UndoResult.Refused>(await bench.UndoAsync(committees.Load));

        Assert.Contains("refers to committees", Assert.Single(refused.Conflicts).Message, StringComparison.Ordinal);
        Assert.Equal(before, bench.Database.Dump());
    }

    [Fact]
    public async Task Force_overrides_the_rows_in_the_way_after_a_backup_and_can_be_taken_back()
    {
        var bench = await LoadedAsync();
        var start = bench.Database.Query("select title from hearings where event_id = '100005'");
        var first = await bench.LoadAsync([SomeHearings.Hearing(5, version: 2)]);
        await bench.LoadAsync([SomeHearings.Hearing(5, version: 3)]);
        var before = bench.Database.Dump();

        var forced = Assert.IsType<UndoResult.Done>(await bench.UndoAsync(first.Load, force: true));

        Assert.Equal(start, bench.Database.Query("select title from hearings where event_id = '100005'"));
        Assert.NotEmpty(forced.Overridden);
        Assert.True(BackupHolds(bench, forced.Report.Backup!, "Hearing 5, version 3"));
        bench.Database.AssertSound();
        Assert.IsType<UndoResult.Done>(await bench.UndoAsync(forced.Report.Load));
        Assert.Equal(before, bench.Database.Dump());
    }

    [Fact]
    public async Task Force_cannot_restore_a_row_whose_parent_is_gone()
    {
        var bench = await NewAsync();
        await bench.LoadAsync(SomeHearings.AllCommittees());
        var hearing = await bench.LoadAsync([SomeHearings.Hearing(3)]);
        var update = await bench.LoadAsync([SomeHearings.Hearing(3, version: 2)]);
        Assert.IsType<UndoResult.Done>(await bench.UndoAsync(hearing.Load, force: true));
        var before = bench.Database.Dump();

        var refused = Assert.IsType<UndoResult.Refused>(await bench.UndoAsync(update.Load, force: true));

        Assert.Contains(refused.Conflicts, c => !c.CanBeForced && c.Message.Contains("cannot be restored", StringComparison.Ordinal));
        Assert.Equal(before, bench.Database.Dump());
    }

    [Fact]
    public async Task A_load_that_changed_nothing_has_nothing_to_take_back()
    {
        var bench = await LoadedAsync();
        var load = await bench.LoadAsync([SomeHearings.Hearing(5)]);

        Assert.IsType<UndoResult.NothingToDo>(await bench.UndoAsync(load.Load));
    }

    [Fact]
    public async Task Changesets_past_their_retention_are_gone_and_an_undo_says_so()
    {
        var bench = await LoadedAsync();
        var load = await bench.LoadAsync([SomeHearings.Hearing(5, version: 2)]);
        bench.Time.Advance(TimeSpan.FromDays(91));
        await bench.LoadAsync([SomeHearings.Hearing(6, version: 2)]);

        var gone = await Assert.ThrowsAsync<RollcallException>(() => bench.UndoAsync(load.Load));

        Assert.Contains("changeset_retention", gone.Message, StringComparison.Ordinal);
        Assert.Single(bench.Database.Query("select distinct load_id from rollcall_changes"));
    }

    [Fact]
    public async Task Last_means_the_newest_load_that_changed_something_and_is_not_taken_back()
    {
        var bench = await LoadedAsync();
        var before = bench.Database.Dump();
        await bench.LoadAsync([SomeHearings.Hearing(5, version: 2)]);
        await bench.LoadAsync([SomeHearings.Hearing(5, version: 2)]);

        await bench.UndoAsync(LoadUndo.LastLoad);

        Assert.Equal(before, bench.Database.Dump());
    }

    [Fact]
    public async Task Undoing_puts_back_what_an_unmanaged_column_held()
    {
        var dataset = Rollcall.Loading.Datasets.DatasetReader.Parse("notes.yaml", """
            dataset: notes
            tables:
              cases:
                from: record
                columns:
                  case_id: id
                  number: { type: text, required: true }
                  title: text
                  price: number
                  open: boolean
                  seen: timestamp
                  extra: json
                  note: { type: text, managed: false }
                unique: [number]
            """);
        var bench = await NewAsync(dataset);
        await bench.LoadAsync([Json("""{"number": "a", "title": "one", "price": 1.5, "open": true, "seen": "2025-01-01T10:00:00.25+01:00", "extra": {"x": [1, 2]}}""")]);
        bench.Database.Execute("update cases set note = 'mine'");
        var before = bench.Database.Dump();
        var load = await bench.LoadAsync([Json("""{"number": "a", "title": "two", "price": 2, "open": false, "seen": null, "extra": []}""")]);
        Assert.Equal(["mine"], bench.Database.Query("select note from cases"));

        await bench.UndoAsync(load.Load);

        Assert.Equal(before, bench.Database.Dump());
        Assert.Equal(LoadStatus.Complete, (await bench.LoadAsync([Json("""{"number": "a", "title": "one", "price": 1.5, "open": true, "seen": "2025-01-01T09:00:00.250Z", "extra": {"x": [1, 2]}}""")])).Status);
        Assert.Equal(before, bench.Database.Dump());
    }

    // Seeds 1 to 5 on SQLite and 1 on PostgreSQL; with ROLLCALL_FULL=1 1 to 200 on both.
    [Fact]
    public async Task For_random_sequences_of_loads_and_undos_each_undo_restores_the_dump_before_its_load()
    {
        for (var seed = 1; seed <= Amount.Of(RandomSeeds, full: RandomSeedsFull); seed++)
        {
            await RunSequenceAsync(seed, await NewAsync());
        }
    }

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected abstract int RandomSeeds { get; }

    private protected abstract int RandomSeedsFull { get; }

    private protected abstract Task<TestDatabase> CreateAsync(string path);

    private protected abstract bool BackupHolds(object bench, string backup, string title);

    private protected async Task<LoadBench> NewAsync(Rollcall.Loading.Datasets.DatasetDefinition? dataset = null)
    {
        _count++;
        return new LoadBench(await CreateAsync(_folder.At($"{_count}.db")), _folder, dataset);
    }

    // A stack of loads: the newest is taken back, or, now and then, one further down, which must be refused or leave all others' rows alone.
    private static async Task RunSequenceAsync(int seed, LoadBench bench)
    {
        var random = new Random(seed);
        var source = new RandomHearings(seed);
        var stack = new Stack<(string Load, string Before)>();
        await bench.LoadAsync(SomeHearings.AllCommittees());
        for (var step = 0; step < 10; step++)
        {
            var before = bench.Database.Dump();
            if (stack.Count == 0 || random.Next(5) < 3)
            {
                var file = bench.File(RandomHearings.Lines(source.Next(random.Next(1, 40), badShare: 0.1, poison: false)));
                var report = await bench.LoadFileAsync(file, Batches(random.Next(1, 15)));
                if (bench.Database.Dump() != before)
                {
                    stack.Push((report.Load, before));
                }
            }
            else if (random.Next(3) == 0 && stack.Count > 1)
            {
                var result = await bench.UndoAsync(stack.ElementAt(random.Next(1, stack.Count)).Load);
                if (result is UndoResult.Done done)
                {
                    // Nothing stood in the way; taken back itself, it must leave no trace.
                    await bench.UndoAsync(done.Report.Load);
                }

                Assert.True(before == bench.Database.Dump(), $"seed {seed}, step {step}: an undo out of order changed something ({result.GetType().Name})");
            }
            else
            {
                var (load, expected) = stack.Pop();
                var result = await bench.UndoAsync(load);
                Assert.True(result is UndoResult.Done, $"seed {seed}, step {step}: {(result as UndoResult.Refused)?.Conflicts[0].Message}");
                Assert.True(expected == bench.Database.Dump(), $"seed {seed}, step {step}: not what it was before {load}");
                bench.Database.AssertSound();
            }
        }
    }

    private static LoadOptions Batches(int size) => LoadBench.Options with { BatchSize = size };

    private static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();

    private async Task<LoadBench> LoadedAsync()
    {
        var bench = await NewAsync();
        await bench.LoadAsync([.. SomeHearings.AllCommittees(), .. Enumerable.Range(0, 50).Select(n => SomeHearings.Hearing(n))]);
        return bench;
    }
}

public sealed class SqliteUndoTests : UndoContract
{
    private protected override int RandomSeeds => 5;

    private protected override int RandomSeedsFull => 200;

    private protected override Task<TestDatabase> CreateAsync(string path) => Task.FromResult(TestDatabase.Sqlite(path));

    private protected override bool BackupHolds(object bench, string backup, string title) =>
        TestDatabase.Sqlite(backup).Query("select title from hearings").Contains(title);
}

public sealed class PostgresUndoTests(PostgresServer server) : UndoContract
{
    private protected override int RandomSeeds => 1;

    private protected override int RandomSeedsFull => 200;

    private protected override Task<TestDatabase> CreateAsync(string path) => TestDatabase.PostgresAsync(server);

    private protected override bool BackupHolds(object bench, string backup, string title) =>
        ((LoadBench)bench).Database.Query($"select title from \"{backup}\".hearings").Contains(title);
}
