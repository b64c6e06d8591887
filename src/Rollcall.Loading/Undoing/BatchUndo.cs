using Rollcall.Loading.Batches;
using Rollcall.Loading.Databases;
using Rollcall.Loading.Datasets;

namespace Rollcall.Loading.Undoing;

/// <summary>
/// Takes one batch back, as if what is in the way were overridden, and names all that is. Whoever calls decides whether that stands. Not
/// thread safe.
/// </summary>
internal sealed class BatchUndo
{
    private readonly DatasetDefinition _dataset;
    private readonly DatabaseSession _database;
    private readonly long _batch;
    private readonly Draft _draft;
    private readonly List<UndoConflict> _conflicts = [];

    private BatchUndo(DatasetDefinition dataset, DatabaseSession database, TimeProvider time, long batch)
    {
        _dataset = dataset;
        _database = database;
        _batch = batch;
        _draft = new Draft(dataset, new Checkpoint(dataset, database, time));
    }

    /// <param name="changes">What the batch changed.</param>
    /// <returns>What was changed back, and what was in the way.</returns>
    public static (IReadOnlyList<RowChange> Changes, IReadOnlyList<UndoConflict> Conflicts) Run(
        DatasetDefinition dataset, DatabaseSession database, TimeProvider time, long batch, IReadOnlyList<RowChange> changes)
    {
        var undo = new BatchUndo(dataset, database, time, batch);
        undo.Plan(changes);
        undo.MakeWhole();
        return (undo.Apply(), undo._conflicts);
    }

    private void Plan(IReadOnlyList<RowChange> changes)
    {
        foreach (var table in changes.GroupBy(c => c.Table))
        {
            _draft.Checkpoint.Fetch(table.Key, table.Key.PrimaryKey, table.Select(c => c.Key));
            foreach (var change in table)
            {
                var found = _draft.Checkpoint.Find(table.Key, table.Key.PrimaryKey, change.Key);
                var current = found.Count > 0 ? found[0] : null;
                if (!PlannedRow.Same(current, change.After))
                {
                    Note(change, current);
                }

                Restore(table.Key, current, change.Before);
            }
        }
    }

    private void Restore(TableDefinition table, object?[]? current, object?[]? before)
    {
        if (current is not null)
        {
            _draft.Touch(table, current).After = before;
        }
        else if (before is not null)
        {
            _draft.Add(table, before);
        }
    }

    private void Note(RowChange change, object?[]? current)
    {
        var what = current is null ? "was deleted since"
            : change.After is null ? "was inserted again since"
            : $"was changed since ({Differing(change.Table, change.After, current)})";
        Add(change.Table, change.Key, what, canBeForced: true);
    }

    private static string Differing(TableDefinition table, object?[] one, object?[] other) =>
        string.Join(", ", table.Columns.Where(c => !Equals(one[c.Ordinal], other[c.Ordinal])).Select(c => c.Name));

    // Rows in the way go too, and what refers to them: each is named, and each is in the undo's own changeset.
    private void MakeWhole()
    {
        while (true)
        {
            _draft.Reindex();
            var progress = false;
            foreach (var violation in Integrity.Violations(_draft).ToList())
            {
                progress |= Override(violation);
            }

            if (!progress)
            {
                return;
            }
        }
    }

    private bool Override(Violation violation)
    {
        switch (violation)
        {
            case Violation.KeyTaken { Prior: { } prior } taken:
                Add(taken.Row.Table, taken.Row.Table.KeyOf(prior), $"has {taken.Key} {taken.Value}, which a row to be restored had", canBeForced: true);
                return Remove(taken.Row.Table, prior);
            case Violation.StillReferenced referenced:
                Add(
                    referenced.By,
                    referenced.By.KeyOf(referenced.Referring),
                    $"refers to {referenced.Row.Table.Name} {referenced.Row.Table.KeyOf(referenced.Row.Before!)}, which would go",
                    canBeForced: true);
                return Remove(referenced.By, referenced.Referring);
            case Violation.TargetMissing missing:
                Add(
                    missing.Row.Table,
                    missing.Row.Table.KeyOf(missing.Row.After!),
                    $"cannot be restored: {missing.Target.Name} {missing.Key}, which it refers to, is gone",
                    canBeForced: false);
                return Drop(missing.Row);
            case Violation.KeyTaken { Planned: { } planned } taken:
                Add(taken.Row.Table, taken.Row.Table.KeyOf(taken.Row.After!), $"would share {taken.Key} {taken.Value} with {planned.Table.KeyOf(planned.After!)}", canBeForced: false);
                return Drop(taken.Row);
            default:
                return false;
        }
    }

    private bool Remove(TableDefinition table, object?[] row)
    {
        var planned = _draft.Touch(table, row);
        var changes = planned.After is not null;
        planned.After = null;
        return changes;
    }

    private static bool Drop(PlannedRow row)
    {
        var changes = !ReferenceEquals(row.After, row.Before);
        row.After = row.Before;
        return changes;
    }

    private List<RowChange> Apply()
    {
        var changes = _draft.Changes();
        if (changes.Count > 0)
        {
            _database.Mark();
            if (_database.Apply(_dataset, changes) is { } refusal)
            {
                _database.BackToMark();
                _conflicts.Add(new UndoConflict(_batch, changes[0].Table.Name, "", $"the database refuses: {refusal.Message}", CanBeForced: false));
                return [];
            }

            _database.KeepSinceMark();
        }

        return changes;
    }

    private void Add(TableDefinition table, RowKey key, string message, bool canBeForced) =>
        _conflicts.Add(new UndoConflict(_batch, table.Name, key.ToString(), $"{table.Name} {key} {message}", canBeForced));
}
