using Rollcall.Loading.Accounts;
using Rollcall.Loading.Batches;
using Rollcall.Loading.Databases;

namespace Rollcall.Loading.Loads;

/// <summary>Adds batches to a load's progress. Pure.</summary>
internal static class Tally
{
    public static LoadProgress Add(LoadProgress progress, FeedBatch batch, BatchOutcome outcome, long quarantineBytes, double seconds) => progress with
    {
        Batches = progress.Batches + 1,
        BatchesSucceeded = progress.BatchesSucceeded + (outcome.Refused.Count == 0 ? 1 : 0),
        BatchesFailed = progress.BatchesFailed + (outcome.Refused.Count == 0 ? 0 : 1),
        RecordsRead = progress.RecordsRead + batch.Records.Count,
        RecordsInserted = progress.RecordsInserted + outcome.Counts.Inserted,
        RecordsUpdated = progress.RecordsUpdated + outcome.Counts.Updated,
        RecordsUnchanged = progress.RecordsUnchanged + outcome.Counts.Unchanged,
        RecordsQuarantined = progress.RecordsQuarantined + outcome.Refused.Count,
        Rows = AddRows(progress.Rows, outcome.Changes),
        SourceHash = batch.SourceHash,
        QuarantineBytes = quarantineBytes,
        Seconds = seconds,
    };

    /// <summary>Adds changes to the counts of rows, table by table.</summary>
    public static IReadOnlyDictionary<string, RowCounts> AddRows(IReadOnlyDictionary<string, RowCounts> rows, IReadOnlyList<RowChange> changes)
    {
        if (changes.Count == 0)
        {
            return rows;
        }

        var sums = rows.ToDictionary();
        foreach (var table in changes.GroupBy(c => c.Table.Name))
        {
            var before = sums.GetValueOrDefault(table.Key) ?? new RowCounts(0, 0, 0);
            sums[table.Key] = new RowCounts(
                before.Inserted + table.LongCount(c => c.Before is null),
                before.Updated + table.LongCount(c => c is { Before: not null, After: not null }),
                before.Deleted + table.LongCount(c => c.After is null));
        }

        return sums;
    }
}
