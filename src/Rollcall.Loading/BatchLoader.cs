using Rollcall.Loading.Databases;
using Rollcall.Loading.Datasets;
using Rollcall.Loading.Loads;
using Rollcall.Loading.Sources;

namespace Rollcall.Loading;

/// <summary>
/// Brings records into a database in validated batches: what is good is committed, what is not is set aside with every reason, and every
/// batch can be taken back. Killed at any point it leaves whole batches only; called again in the same way it goes on with the next one.
/// One load at a time works on a database.
/// </summary>
public static class BatchLoader
{
    /// <summary>Loads the sources.</summary>
    /// <param name="dataset">How records become rows.</param>
    /// <param name="sources">Files (NDJSON, JSON, CSV), folders of records, finished runs, <c>-</c> for the standard input. At least one.</param>
    /// <param name="address">The database. A SQLite file is created when it is missing, tables are created where they are missing.</param>
    /// <param name="options">How the load behaves.</param>
    /// <param name="around">Clock, log, standard input.</param>
    /// <param name="progress">Told after every batch.</param>
    /// <param name="stop">Ends the load after the batch at work; it can go on later.</param>
    /// <returns>What was done; also when the load was stopped, by whatever: see <see cref="LoadReport.StopReason"/>.</returns>
    /// <exception cref="RollcallException">
    /// Nothing was loaded: a source is missing, the tables differ, another load is at work, the database cannot be opened.
    /// </exception>
    public static Task<LoadReport> RunAsync(
        DatasetDefinition dataset,
        IReadOnlyList<string> sources,
        DatabaseAddress address,
        LoadOptions options,
        LoadSurroundings around,
        IProgress<LoadState>? progress = null,
        CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(around);
        ArgumentOutOfRangeException.ThrowIfZero(sources?.Count ?? 0, nameof(sources));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BatchSize, 1, nameof(options));
        // Databases are spoken to synchronously: SQLite knows no other way, and one connection does one thing at a time.
        return Task.Run(
            () =>
            {
                var found = RecordSources.Find(dataset, sources!, options.Format, options.OutputDirectory, around.StandardInput);
                using var metrics = new LoadMetrics();
                using var database = DatabaseSession.Open(address, new SessionOptions(options.BusyTimeout, options.DryRun));
                return new LoadRun(dataset, database, options, around, metrics).Run(found, progress, stop);
            },
            CancellationToken.None);
    }
}
