using Microsoft.Extensions.Logging;
using Rollcall.Loading.Accounts;
using Rollcall.Loading.Databases;
using Rollcall.Loading.Datasets;
using Rollcall.Loading.Mapping;
using Rollcall.Loading.Undoing;

namespace Rollcall.Loading.Loads;

/// <summary>Settles a load at its end: what stays, what is taken back, how the account has it. Not thread safe.</summary>
internal sealed class LoadClosing(DatasetDefinition dataset, DatabaseSession database, LoadAccount account, LoadOptions options, LoadSurroundings around)
{
    public (LoadEntry Entry, LoadEnd End) Close(LoadEntry entry, LoadEnd end, IReadOnlyList<string> findings)
    {
        foreach (var finding in findings)
        {
            around.Log.WholeNotValid(entry.LoadId, finding);
        }

        if (options.DryRun)
        {
            database.Rollback();
            return (entry with { Status = LoadStatus.RolledBack }, end);
        }

        var isEnd = end.Status != LoadStatus.Unfinished;
        entry = entry with { Status = end.Status, EndedAt = isEnd ? ValueReader.FormatTimestamp(around.Time.GetUtcNow()) : null };
        return options.EnableBatchProcessing ? CloseBatches(entry, end, findings) : CloseWhole(entry, end, findings);
    }

    private (LoadEntry Entry, LoadEnd End) CloseBatches(LoadEntry entry, LoadEnd end, IReadOnlyList<string> findings)
    {
        // From here on the load is believed: this commit is on disk when it returns, and so is every batch before it.
        database.SetCommits(CommitMode.OnDisk);
        database.Begin();
        Commit(entry);
        if (findings.Count == 0 || !options.Strict)
        {
            return (entry, end);
        }

        var (undo, conflicts) = new UndoRun(dataset, database, account, options, around).Run(entry, account.Batches(entry.LoadId), force: false, backup: null);
        return undo is null
            ? (entry, end with { Error = $"The load could not be taken back: {conflicts[0].Message}." })
            : (account.Find(entry.LoadId)!, end with { Error = $"The whole did not pass, so the load was taken back by {undo.LoadId}." });
    }

    // One transaction: whatever is not right takes everything with it. Only the account remembers.
    private (LoadEntry Entry, LoadEnd End) CloseWhole(LoadEntry entry, LoadEnd end, IReadOnlyList<string> findings)
    {
        var passes = end.Status == LoadStatus.Complete || (end.Reason == "whole_not_valid" && entry.Progress.RecordsQuarantined == 0 && !options.Strict);
        if (passes)
        {
            Commit(entry);
            return (entry, end);
        }

        database.Rollback();
        var counts = entry.Progress;
        entry = entry with
        {
            Status = LoadStatus.RolledBack,
            EndedAt = ValueReader.FormatTimestamp(around.Time.GetUtcNow()),
            Progress = counts with
            {
                BatchesSucceeded = 0,
                BatchesFailed = counts.Batches,
                RecordsInserted = 0,
                RecordsUpdated = 0,
                RecordsUnchanged = 0,
                Rows = new Dictionary<string, RowCounts>(),
            },
        };
        account.Enter(entry);
        var why = end.Status == LoadStatus.Unfinished ? "the load did not reach its end"
            : findings.Count > 0 ? findings[0]
            : $"{counts.RecordsQuarantined} of {counts.RecordsRead} records were refused";
        return (entry, end with
        {
            Error = end.Error ?? $"Nothing was loaded: batches are switched off, and {why}. Mend the source and run the same command again.",
        });
    }

    private void Commit(LoadEntry entry)
    {
        account.Update(entry);
        if (entry.EndedAt is not null)
        {
            account.DropChangesBefore(ValueReader.FormatTimestamp(around.Time.GetUtcNow() - options.ChangesetRetention));
        }

        database.Commit();
    }
}
