using System.Text;
using System.Text.Json.Nodes;
using Rollcall.Faults;
using Rollcall.Loading;
using Rollcall.Loading.Datasets;
using Rollcall.Loading.Undoing;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Loading;

/// <summary>A database, an output folder and a dataset to load into and undo from.</summary>
internal sealed class LoadBench(TestDatabase database, TempFolder folder, DatasetDefinition? dataset = null)
{
    private int _files;

    public static DatasetDefinition Hearings { get; } = DatasetReader.Read(Repository.PathOf("datasets/hearings.yaml"));

    public TestDatabase Database => database;

    public DatasetDefinition Dataset { get; } = dataset ?? Hearings;

    public string Output => folder.At("output");

    public ManualTime Time { get; } = new();

    public RecordingLog Log { get; } = new();

    public KillPoints KillPoints { get; set; } = KillPoints.None;

    /// <summary>Options for a test: a validation that is slow on a busy machine is not what it is about.</summary>
    public static LoadOptions Options { get; } = new() { BatchValidationTimeout = TimeSpan.FromMinutes(1), BackupKeep = 0 };

    /// <summary>Writes records to a file of their own.</summary>
    public string File(IEnumerable<JsonObject> records) => File(string.Concat(records.Select(r => r.ToJsonString() + "\n")));

    public string File(string text, string extension = ".ndjson")
    {
        var path = folder.At($"source-{++_files}{extension}");
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    public Task<LoadReport> LoadAsync(IEnumerable<JsonObject> records, LoadOptions? options = null) => LoadFileAsync(File(records), options);

    public Task<LoadReport> LoadFileAsync(string file, LoadOptions? options = null, string? input = null) => BatchLoader.RunAsync(
        Dataset,
        [file],
        database.Address,
        (options ?? Options) with { OutputDirectory = Output },
        Around() with { StandardInput = new MemoryStream(Encoding.UTF8.GetBytes(input ?? "")) },
        progress: null,
        TestContext.Current.CancellationToken);

    public Task<UndoResult> UndoAsync(string load, long? batch = null, bool force = false, LoadOptions? options = null) =>
        LoadUndo.RunAsync(database.Address, load, batch, force, (options ?? Options) with { OutputDirectory = Output }, Around());

    public LoadSurroundings Around() => new() { Time = Time, Log = Log, KillPoints = KillPoints };

    /// <summary>The lines of a load's quarantine file.</summary>
    public static IReadOnlyList<JsonObject> Quarantine(LoadReport report) => report.QuarantineFile is null
        ? []
        : [.. System.IO.File.ReadLines(report.QuarantineFile).Select(l => JsonNode.Parse(l)!.AsObject())];
}
