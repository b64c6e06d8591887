using Rollcall.Ids;
using Rollcall.Reading;
using Rollcall.Records;
using Rollcall.Storage;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Records;

/// <summary>An output folder, and stores over it as runs would open them.</summary>
public sealed class RecordsFolder : IDisposable
{
    public static readonly DateTimeOffset Noon = new(2025, 11, 22, 12, 0, 0, 123, TimeSpan.Zero);

    private readonly TempFolder _folder = new();

    public string Path => _folder.Path;

    public ManualTime Time { get; } = new();

    public IReadOnlyList<string> Files() => _folder.Files();

    public string At(string relative) => System.IO.Path.Combine(Path, relative);

    public RecordStoreOptions Options(string run = "run-1", string partition = "2025", string? output = null) => new()
    {
        OutputFolder = output ?? Path,
        Registry = "court",
        Partition = partition,
        RunId = run,
        Retries = new WriteRetries(3, TimeSpan.FromSeconds(1), Time),
    };

    public RecordStore Open(string run = "run-1", string partition = "2025") => RecordStore.Open(Options(run, partition));

    public static CollectedRecord Record(string id, string title = "A title", DateTimeOffset? at = null) => new(
        new RecordId(1, id),
        new RecordContent([new("title", FieldValue.Of(title))], []),
        new Uri("http://127.0.0.1/plain/1"),
        at ?? Noon);

    public static async Task<string> SaveAsync(RecordStore store, CollectedRecord record) =>
        Assert.IsType<SaveResult.Saved>(await store.SaveAsync(record, TestContext.Current.CancellationToken)).Path;

    public RecordDocument Read(string relative) => Assert.IsType<RecordRead.Sound>(RecordFile.Read(At(relative))).Document;

    public void Dispose() => _folder.Dispose();
}
