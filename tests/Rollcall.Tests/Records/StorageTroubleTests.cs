using Rollcall.Records;
using Rollcall.Storage;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Records;

public sealed class StorageTroubleTests : IDisposable
{
    private readonly RecordsFolder _folder = new();
    private readonly SmallDisk _disk = new(kilobytes: 256);

    public void Dispose()
    {
        _disk.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_full_disk_ends_the_run_and_leaves_nothing_half_written()
    {
        var store = RecordStore.Open(_folder.Options(output: _disk.Path));
        await RecordsFolder.SaveAsync(store, RecordsFolder.Record("1"));
        _disk.Fill();
        var ex = await EndsAsync(store);
        Assert.Equal((ExitCode.StorageUnavailable, StorageTrouble.DiskFull), (ex.ExitCode, ex.Trouble));
        Assert.Equal(["1-20251122.json"], Names());
    }

    [Fact]
    public async Task Room_made_during_the_retries_lets_the_run_go_on()
    {
        var store = RecordStore.Open(_folder.Options(output: _disk.Path));
        await RecordsFolder.SaveAsync(store, RecordsFolder.Record("1"));
        var ballast = _disk.Fill();
        var save = RecordsFolder.SaveAsync(store, RecordsFolder.Record("2"));
        Assert.False(save.IsCompleted);
        File.Delete(ballast);
        await _folder.Time.RunUntilAsync(save);
        Assert.Equal("json/2025/2-20251122.json", await save);
        Assert.Equal(["1-20251122.json", "2-20251122.json"], Names());
    }

    [Fact]
    public async Task A_disk_that_became_read_only_ends_the_run()
    {
        var store = RecordStore.Open(_folder.Options(output: _disk.Path));
        await RecordsFolder.SaveAsync(store, RecordsFolder.Record("1"));
        _disk.MakeReadOnly();
        Assert.Equal(StorageTrouble.NotWritable, (await EndsAsync(store)).Trouble);
    }

    [Fact]
    public void A_read_only_or_full_folder_is_found_out_before_the_first_request()
    {
        _disk.Fill();
        Assert.Equal(StorageTrouble.DiskFull, Assert.Throws<StorageException>(() => RecordStore.Open(_folder.Options(output: _disk.Path))).Trouble);
        _disk.MakeReadOnly();
        Assert.Equal(StorageTrouble.NotWritable, Assert.Throws<StorageException>(() => RecordStore.Open(_folder.Options(output: _disk.Path))).Trouble);
    }

    [Fact]
    public async Task A_stop_ends_the_wait_for_the_storage()
    {
        var store = RecordStore.Open(_folder.Options(output: _disk.Path));
        _disk.Fill();
        using var stop = new CancellationTokenSource();
        var save = store.SaveAsync(RecordsFolder.Record("1"), stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await save);
    }

    private async Task<StorageException> EndsAsync(RecordStore store)
    {
        var begun = _folder.Time.GetUtcNow();
        var save = store.SaveAsync(RecordsFolder.Record("2"), TestContext.Current.CancellationToken).AsTask();
        var ex = await Assert.ThrowsAsync<StorageException>(() => _folder.Time.RunUntilAsync(save));
        Assert.Equal(TimeSpan.FromSeconds(3), _folder.Time.GetUtcNow() - begun);
        return ex;
    }

    private IEnumerable<string?> Names() => Directory.EnumerateFiles(Path.Combine(_disk.Path, "json", "2025")).Select(Path.GetFileName).Order(StringComparer.Ordinal);
}
