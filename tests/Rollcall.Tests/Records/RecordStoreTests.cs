using System.Collections.Concurrent;
using System.Globalization;
using Rollcall.Records;
using Rollcall.Storage;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Records;

public sealed class RecordStoreTests : IDisposable
{
    private readonly RecordsFolder _folder = new();

    private static ParallelOptions Sixteen => new() { MaxDegreeOfParallelism = 16, CancellationToken = TestContext.Current.CancellationToken };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_taken_name_gets_a_suffix_and_the_older_file_stays()
    {
        var store = _folder.Open();
        Assert.Equal("json/2025/1-20251122.json", await RecordsFolder.SaveAsync(store, RecordsFolder.Record("1", "old")));
        Assert.Equal("json/2025/1-20251122-1.json", await RecordsFolder.SaveAsync(store, RecordsFolder.Record("1", "new")));
        Assert.Equal("old", _folder.Read("json/2025/1-20251122.json").Content.Fields[0].Value.Text);
    }

    [Fact]
    public async Task Ids_whose_names_sanitise_alike_each_keep_their_file_whoever_saves_at_the_same_time()
    {
        // Two stores stand for two processes in two partitions; sixteen tasks; six spellings of one name.
        string[] spellings = ["a/b", "a:b", "a b", "a-b", "a--b", "../a/b"];
        var stores = new[] { _folder.Open(partition: "2024"), _folder.Open(partition: "2025") };
        var paths = new ConcurrentBag<(string Partition, string Id, string Path)>();
        await Parallel.ForAsync(0, 96, Sixteen, async (i, _) =>
        {
            var id = spellings[i % spellings.Length];
            paths.Add((i % 2 == 0 ? "2024" : "2025", id, await RecordsFolder.SaveAsync(stores[i % 2], RecordsFolder.Record(id, $"{i}"))));
        });
        Assert.Equal(96, paths.Select(p => p.Path).Distinct().Count());
        Assert.All(paths, p =>
        {
            var document = _folder.Read(p.Path);
            Assert.Equal((p.Partition, p.Id), (document.Partition, document.CaseId));
        });
        Assert.Equal(96, _folder.Files().Count);
    }

    [Fact]
    public async Task After_a_hundred_suffixes_the_record_is_refused_and_others_go_on()
    {
        var store = _folder.Open();
        for (var i = 0; i <= 100; i++)
        {
            await RecordsFolder.SaveAsync(store, RecordsFolder.Record("1"));
        }

        var refused = Assert.IsType<SaveResult.Refused>(await store.SaveAsync(RecordsFolder.Record("1"), TestContext.Current.CancellationToken));
        Assert.Contains("100 suffixes are taken", refused.Reason, StringComparison.Ordinal);
        Assert.Equal("json/2025/2-20251122.json", await RecordsFolder.SaveAsync(store, RecordsFolder.Record("2")));
        Assert.Equal(102, _folder.Files().Count);
    }

    [Fact]
    public async Task Force_overwrite_replaces_the_same_ids_file_and_no_other()
    {
        await RecordsFolder.SaveAsync(_folder.Open(partition: "2024"), RecordsFolder.Record("1", "of another partition"));
        var store = RecordStore.Open(_folder.Options() with { ForceOverwrite = true });
        Assert.Equal("json/2025/1-20251122-1.json", await RecordsFolder.SaveAsync(store, RecordsFolder.Record("1", "old")));
        Assert.Equal("json/2025/1-20251122-1.json", await RecordsFolder.SaveAsync(store, RecordsFolder.Record("1", "new")));
        Assert.Equal("of another partition", _folder.Read("json/2025/1-20251122.json").Content.Fields[0].Value.Text);
        Assert.Equal("new", _folder.Read("json/2025/1-20251122-1.json").Content.Fields[0].Value.Text);
        Assert.Equal(2, _folder.Files().Count);
    }

    [Fact]
    public async Task Force_overwrite_leaves_a_file_alone_that_does_not_say_whose_it_is()
    {
        var store = RecordStore.Open(_folder.Options() with { ForceOverwrite = true });
        await RecordsFolder.SaveAsync(store, RecordsFolder.Record("1"));
        await File.WriteAllTextAsync(_folder.At("json/2025/1-20251122.json"), "{}", TestContext.Current.CancellationToken);
        Assert.Equal("json/2025/1-20251122-1.json", await RecordsFolder.SaveAsync(store, RecordsFolder.Record("1")));
    }

    [Fact]
    public async Task No_id_leaves_the_folder_or_takes_another_ids_file()
    {
        var store = RecordStore.Open(_folder.Options() with { ForceOverwrite = true });
        var random = new Random(4711);
        var ids = Enumerable.Range(0, Amount.Of(taste: 1500, full: 10_000)).Select(_ => Gibberish.Text(random)).Where(t => t.Length > 0).Distinct().ToList();
        var saved = new ConcurrentDictionary<string, string>();
        await Parallel.ForEachAsync(ids, Sixteen, async (id, stop) =>
        {
            if (await store.SaveAsync(RecordsFolder.Record(id), stop) is SaveResult.Saved { Path: var path })
            {
                Assert.True(saved.TryAdd(path, id), $"seed 4711: '{id}' and '{saved.GetValueOrDefault(path)}' both lie at {path}");
                Assert.Matches(@"^json/2025/[^/]+-20251122(-\d+)?\.json$", path);
            }
        });

        Assert.True(saved.Count > 0.95 * ids.Count, $"{saved.Count} of {ids.Count}");
        Assert.Equal(saved.Keys.Order(StringComparer.Ordinal), _folder.Files());
    }

    [Fact]
    public async Task Leftovers_of_a_killed_process_are_cleared_but_only_those_of_the_same_partition()
    {
        var store = _folder.Open();
        await RecordsFolder.SaveAsync(store, RecordsFolder.Record("1"));
        var names = new TemporaryNames("court", "2025");
        using var first = names.Lend();
        using var second = names.Lend();
        using var foreign = new TemporaryNames("court", "2024").Lend();
        Assert.Equal(3, new[] { first.Name, second.Name, foreign.Name }.Distinct().Count());
        foreach (var name in new[] { first.Name, second.Name, foreign.Name })
        {
            await File.WriteAllTextAsync(_folder.At("json/2025/" + name), "{", TestContext.Current.CancellationToken);
        }

        Assert.Equal(2, _folder.Open().LeftoversCleared);
        Assert.Equal([$"json/2025/{foreign.Name}", "json/2025/1-20251122.json"], _folder.Files());
    }

    [Fact]
    public async Task A_dry_run_names_what_it_would_write_and_writes_nothing()
    {
        var store = RecordStore.Open(_folder.Options() with { DryRun = true });
        Assert.Equal("json/2025/1-20251122.json", await RecordsFolder.SaveAsync(store, RecordsFolder.Record("1")));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Theory]
    [InlineData("..")]
    [InlineData("../json")]
    [InlineData("/tmp")]
    [InlineData(".")]
    [InlineData("")]
    public void A_records_folder_outside_the_output_folder_is_a_usage_error(string folder) =>
        Assert.Equal(ExitCode.Usage, Assert.Throws<RollcallException>(() => RecordStore.Open(_folder.Options() with { RecordsFolder = folder })).ExitCode);

    [Fact]
    public async Task Another_folder_name_is_part_of_the_path()
    {
        var store = RecordStore.Open(_folder.Options() with { RecordsFolder = "records/court" });
        Assert.Equal("records/court/2025/1-20251122.json", await RecordsFolder.SaveAsync(store, RecordsFolder.Record("1")));
    }

    [Fact]
    public async Task The_day_is_that_of_utc()
    {
        var evening = new DateTimeOffset(2025, 12, 31, 22, 0, 0, TimeSpan.FromHours(-5));
        Assert.Equal("json/2026/1-20260101.json", await RecordsFolder.SaveAsync(_folder.Open(), RecordsFolder.Record("1", at: evening)));
    }

    [Fact]
    public async Task Secrets_reach_neither_the_address_nor_the_fields()
    {
        var store = RecordStore.Open(_folder.Options() with { Secrets = new SecretMask(["s3cr&t!"]) });
        var path = await RecordsFolder.SaveAsync(
            store, RecordsFolder.Record("1", "you sent s3cr&t!") with { SourceUrl = new Uri("http://127.0.0.1/?key=s3cr%26t!&n=1") });
        var document = _folder.Read(path);
        Assert.Equal("http://127.0.0.1/?key=***&n=1", document.SourceUrl);
        Assert.Equal("you sent ***", document.Content.Fields[0].Value.Text);
    }

    [Fact]
    public async Task A_folder_that_somebody_took_away_is_made_again()
    {
        var store = _folder.Open();
        await RecordsFolder.SaveAsync(store, RecordsFolder.Record("1"));
        Directory.Delete(_folder.At("json/2025"), recursive: true);
        var save = RecordsFolder.SaveAsync(store, RecordsFolder.Record("2"));
        await _folder.Time.RunUntilAsync(save);
        Assert.Equal("json/2025/2-20251122.json", await save);
    }

    [Fact]
    public async Task Sixteen_savers_leave_no_temporary_file()
    {
        var store = _folder.Open();
        await Parallel.ForAsync(0, 400, Sixteen, async (i, _) =>
            await RecordsFolder.SaveAsync(store, RecordsFolder.Record(i.ToString(CultureInfo.InvariantCulture))));
        Assert.Equal(400, RecordFile.ReadFolder(_folder.At("json")).Count(r => r.Read is RecordRead.Sound));
        Assert.Equal(400, _folder.Files().Count);
    }
}
