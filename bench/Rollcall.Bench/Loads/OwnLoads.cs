using Rollcall.Loading;
using Rollcall.Loading.Databases;
using Rollcall.Loading.Datasets;

namespace Rollcall.Bench.Loads;

/// <summary>Loads within this process, with the settings a user has who sets none.</summary>
internal sealed class OwnLoads(DatasetDefinition dataset, string folder)
{
    private int _files;

    /// <summary>A database file that is not there yet.</summary>
    public string NewFile() => Path.Combine(folder, $"load-{++_files}.db");

    /// <summary>Removes the database files made so far.</summary>
    public void Clear()
    {
        foreach (var file in Directory.EnumerateFiles(folder, "load-*.db*").ToList())
        {
            File.Delete(file);
        }
    }

    public async Task<LoadReport> RunAsync(string source, string database, LoadOptions options)
    {
        var report = await BatchLoader.RunAsync(
            dataset, [source], DatabaseAddress.Parse(database), options with { OutputDirectory = Path.Combine(folder, "output") }, new LoadSurroundings { Time = TimeProvider.System });
        return report.StopReason == "completed" ? report : throw new InvalidOperationException(report.ToJson());
    }

    /// <summary>The rows a load inserted.</summary>
    public static long RowsOf(LoadReport report) => report.Rows.Values.Sum(r => r.Inserted);
}
