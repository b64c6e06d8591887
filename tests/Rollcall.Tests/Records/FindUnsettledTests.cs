using Rollcall.Ids;
using Rollcall.Records;

namespace Rollcall.Tests.Records;

public sealed class FindUnsettledTests : IDisposable
{
    private static readonly DateOnly Today = new(2025, 11, 22);

    private readonly RecordsFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_record_saved_before_the_kill_is_found()
    {
        var path = await RecordsFolder.SaveAsync(_folder.Open(), RecordsFolder.Record("1", "mine"));
        var found = Assert.Single(Find(_folder.Open()));
        Assert.Equal((new RecordId(1, "1"), path, "mine"), (found.Id, found.Path, found.Document.Content.Fields[0].Value.Text));
        Assert.Equal(_folder.Read(path).ContentSha256, found.Document.ContentSha256);
    }

    [Fact]
    public async Task A_record_of_the_day_after_the_last_known_event_is_found()
    {
        await RecordsFolder.SaveAsync(_folder.Open(), RecordsFolder.Record("1", at: RecordsFolder.Noon.AddDays(1)));
        Assert.Single(Find(_folder.Open()));
    }

    [Fact]
    public async Task Behind_a_file_of_somebody_else_the_own_one_is_found()
    {
        await RecordsFolder.SaveAsync(_folder.Open(partition: "2024"), RecordsFolder.Record("1"));
        await RecordsFolder.SaveAsync(_folder.Open(run: "run-0"), RecordsFolder.Record("1"));
        await RecordsFolder.SaveAsync(_folder.Open(), RecordsFolder.Record("1", "mine"));
        Assert.Equal("json/2025/1-20251122-2.json", Assert.Single(Find(_folder.Open())).Path);
    }

    [Fact]
    public async Task Of_several_the_latest_is_taken()
    {
        var store = _folder.Open();
        await RecordsFolder.SaveAsync(store, RecordsFolder.Record("1", "late", RecordsFolder.Noon.AddHours(1)));
        await RecordsFolder.SaveAsync(store, RecordsFolder.Record("1", "early"));
        Assert.Equal("late", Assert.Single(Find(store)).Document.Content.Fields[0].Value.Text);
    }

    [Fact]
    public async Task Files_of_another_run_partition_or_id_are_never_taken()
    {
        await RecordsFolder.SaveAsync(_folder.Open(partition: "2024"), RecordsFolder.Record("1"));
        await RecordsFolder.SaveAsync(_folder.Open(run: "run-0"), RecordsFolder.Record("1"));
        await RecordsFolder.SaveAsync(_folder.Open(), RecordsFolder.Record("/1"));
        Assert.Empty(Find(_folder.Open()));
    }

    [Fact]
    public async Task What_a_run_left_behind_is_found_by_its_name()
    {
        await RecordsFolder.SaveAsync(_folder.Open(run: "run-0"), RecordsFolder.Record("1", "theirs"));
        await RecordsFolder.SaveAsync(_folder.Open(), RecordsFolder.Record("1", "mine", RecordsFolder.Noon.AddHours(1)));
        Assert.Equal("theirs", Assert.Single(Find(_folder.Open(), "run-0")).Document.Content.Fields[0].Value.Text);
    }

    [Fact]
    public async Task A_file_cut_off_or_changed_is_never_taken()
    {
        var path = _folder.At(await RecordsFolder.SaveAsync(_folder.Open(), RecordsFolder.Record("1", "mine")));
        var text = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        foreach (var damaged in new[] { "", text[..^20], text.Replace("mine", "mind", StringComparison.Ordinal) })
        {
            await File.WriteAllTextAsync(path, damaged, TestContext.Current.CancellationToken);
            Assert.Empty(Find(_folder.Open()));
        }
    }

    private static IReadOnlyList<UnsettledRecord> Find(RecordStore store, string run = "run-1") =>
        store.FindUnsettled(run, [new RecordId(1, "1"), new RecordId(2, "2")], Today, Today.AddDays(1));
}
