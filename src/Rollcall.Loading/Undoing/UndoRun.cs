using Microsoft.Extensions.Logging;
using Rollcall.Loading.Accounts;
using Rollcall.Loading.Databases;
using Rollcall.Loading.Datasets;
using Rollcall.Loading.Loads;
using Rollcall.Loading.Mapping;

namespace Rollcall.Loading.Undoing;

/// <summary>
/// Takes a load, or one batch of it, back in one transaction: the newest batch first, so that each finds the rows as it left them. An undo
/// is a load of its own and can be taken back the same way. Not thread safe.
/// </summary>
internal sealed class UndoRun(DatasetDefinition dataset, DatabaseSession database, LoadAccount account, LoadOptions options, LoadSurroundings around)
{
    private const int MostConflicts = 1000;

    /// <param name="target">The load to take back.</param>
    /// <param name="batches">Its batches that are to go, newest first.</param>
    /// <param name="force">Whether rows in the way are overridden.</param>
    /// <returns>The undo, and what was in the way; no undo, and nothing changed, when that forbids it.</returns>
    public (LoadEntry? Undo, IReadOnlyList<UndoConflict> Conflicts) Run(LoadEntry target, IReadOnlyList<BatchEntry> batches, bool force, string? backup)
    {
        var started = around.Time.GetTimestamp();
        database.Begin();
        try
        {
            database.LockTables(dataset);
            var undo = Enter(target, batches, backup);
            var conflicts = new List<UndoConflict>();
            foreach (var (batch, number) in batches.Select((b, i) => (b, i + 1)))
            {
                undo = TakeBack(undo, target, batch, number, conflicts);
            }

            if (conflicts.Exists(c => !force || !c.CanBeForced))
            {
                database.Rollback();
                return (null, [.. conflicts.Take(MostConflicts)]);
            }

            undo = Close(undo, target, around.Time.GetElapsedTime(started));
            around.KillPoints.Reach(LoadSteps.Recorded);
            database.Commit();
            around.KillPoints.Reach(LoadSteps.Committed);
            return (undo, [.. conflicts.Take(MostConflicts)]);
        }
        catch
        {
            database.Rollback();
            throw;
        }
    }

    private LoadEntry Enter(LoadEntry target, IReadOnlyList<BatchEntry> batches, string? backup)
    {
        var now = around.Time.GetUtcNow();
        var undo = target with
        {
            LoadId = LoadOpening.FreeId(account, $"{dataset.Name}-undo", options.OutputDirectory, now),
            Number = account.NextNumber(),
            Kind = LoadKind.Undo,
            Source = target.LoadId,
            Status = LoadStatus.Unfinished,
            StartedAt = ValueReader.FormatTimestamp(now),
            EndedAt = null,
            Progress = new LoadProgress { Backup = backup },
            UndoneBy = null,
            Undoes = target.LoadId,
            UndoesBatch = batches.Count == 1 ? batches[0].Batch : null,
            ChangesKept = true,
        };
        account.Enter(undo);
        return undo;
    }

    private LoadEntry TakeBack(LoadEntry undo, LoadEntry target, BatchEntry batch, int number, List<UndoConflict> conflicts)
    {
        var (changes, found) = BatchUndo.Run(dataset, database, around.Time, batch.Batch, account.ChangesOf(dataset, target.LoadId, batch.Batch));
        conflicts.AddRange(found.Take(MostConflicts - conflicts.Count));
        account.RecordUndo(undo.LoadId, number, changes, batch.Batch);
        MarkChain(target, batch, undo.LoadId);

        return undo with
        {
            Progress = undo.Progress with
            {
                Batches = number,
                BatchesSucceeded = number,
                Rows = Tally.AddRows(undo.Progress.Rows, changes),
            },
        };
    }

    private LoadEntry Close(LoadEntry undo, LoadEntry target, TimeSpan took)
    {
        undo = undo with
        {
            Status = LoadStatus.Complete,
            EndedAt = ValueReader.FormatTimestamp(around.Time.GetUtcNow()),
            Progress = undo.Progress with { Seconds = took.TotalSeconds },
        };
        account.Update(undo);
        for (var entry = target; entry is not null; entry = entry.Undoes is { } original ? account.Find(original) : null)
        {
            Restate(entry);
        }

        var rows = undo.Progress.Rows.Values.Sum(r => r.Inserted + r.Updated + r.Deleted);
        around.Log.Undoing(undo.LoadId, target.LoadId, rows);
        return undo;
    }

    // What an undo took back is there again when the undo is taken back, and gone again when that is taken back, and so on.
    private void MarkChain(LoadEntry target, BatchEntry batch, string undoId)
    {
        string? by = undoId;
        while (true)
        {
            account.MarkUndone(target.LoadId, batch.Batch, by);
            if (target.Undoes is not { } original || batch.Undoes is not { } number || account.Find(original) is not { } next)
            {
                return;
            }

            by = by is null ? target.LoadId : null;
            (target, batch) = (next, account.Batches(original).First(b => b.Batch == number));
        }
    }

    // A load counts as undone when nothing of it is left.
    private void Restate(LoadEntry entry)
    {
        var batches = account.Batches(entry.LoadId);
        var undone = batches.All(b => b.UndoneBy is not null);
        var standing = entry.EndedAt is null ? LoadStatus.Unfinished
            : entry.Progress.RecordsQuarantined > 0 ? LoadStatus.Incomplete
            : LoadStatus.Complete;
        account.Update(entry with { Status = undone ? LoadStatus.Undone : standing, UndoneBy = undone ? batches[0].UndoneBy : null });
    }
}
