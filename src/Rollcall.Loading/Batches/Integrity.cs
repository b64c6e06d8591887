using Rollcall.Loading.Datasets;
using Rollcall.Loading.Mapping;

namespace Rollcall.Loading.Batches;

/// <summary>Whether the rows of a draft hold together with each other and with the database: foreign keys both ways, unique keys.</summary>
internal static class Integrity
{
    public static IEnumerable<Violation> Violations(Draft draft)
    {
        foreach (var table in draft.Dataset.Tables)
        {
            foreach (var key in table.UniqueKeys.Append(table.PrimaryKey))
            {
                foreach (var violation in TakenKeys(draft, table, key))
                {
                    yield return violation;
                }
            }

            foreach (var foreignKey in table.ForeignKeys)
            {
                foreach (var violation in MissingTargets(draft, table, foreignKey).Concat(DanglingRows(draft, table, foreignKey)))
                {
                    yield return violation;
                }
            }
        }
    }

    private static IEnumerable<Violation> TakenKeys(Draft draft, TableDefinition table, ColumnSet key)
    {
        // New rows with new numbers, and rows found by this very key, cannot clash; asking the database for them would be waste.
        var open = draft.RowsOf(table)
            .Where(r => r.After is { } after && (r.Before is null ? !IsNumbered(table, key) : key.Differ(r.Before, after)))
            .Select(r => (Row: r, Key: key.Of(r.After!)))
            .Where(r => r.Key is not null)
            .Select(r => (r.Row, Key: r.Key!.Value))
            .ToList();
        if (open.Count == 0)
        {
            yield break;
        }

        draft.Checkpoint.Fetch(table, key, open.Select(o => o.Key));
        var index = draft.Index(table, key);
        foreach (var (row, value) in open)
        {
            if (index[value] is var first && !ReferenceEquals(first, row))
            {
                yield return new Violation.KeyTaken(row, key, value, first, Prior: null);
            }

            foreach (var prior in draft.Checkpoint.Find(table, key, value))
            {
                if (draft.Touched(prior) is null)
                {
                    yield return new Violation.KeyTaken(row, key, value, Planned: null, prior);
                }
            }
        }
    }

    private static bool IsNumbered(TableDefinition table, ColumnSet key) => key.Ordinals is [var only] && only == table.NumberedColumn;

    private static IEnumerable<Violation> MissingTargets(Draft draft, TableDefinition table, ForeignKey foreignKey)
    {
        var target = draft.Dataset.Tables[foreignKey.Target];
        var open = new List<(PlannedRow Row, RowKey Key)>();
        foreach (var row in draft.RowsOf(table))
        {
            if (row.After is { } after
                && (row.Before is null || foreignKey.Columns.Differ(row.Before, after))
                && foreignKey.Columns.Of(after) is { } key)
            {
                open.Add((row, key));
            }
        }

        var index = draft.Index(target, foreignKey.TargetColumns);
        draft.Checkpoint.Fetch(target, foreignKey.TargetColumns, open.Select(o => o.Key).Where(k => !index.ContainsKey(k)));
        foreach (var (row, key) in open)
        {
            if (draft.Find(target, foreignKey.TargetColumns, key) is (null, null))
            {
                yield return new Violation.TargetMissing(row, foreignKey, target, key);
            }
        }
    }

    private static IEnumerable<Violation> DanglingRows(Draft draft, TableDefinition table, ForeignKey foreignKey)
    {
        var target = draft.Dataset.Tables[foreignKey.Target];
        var index = draft.Index(target, foreignKey.TargetColumns);
        var gone = new List<(PlannedRow Row, RowKey Key)>();
        foreach (var row in draft.RowsOf(target))
        {
            if (row.Before is { } before && foreignKey.TargetColumns.Of(before) is { } key && !index.ContainsKey(key))
            {
                gone.Add((row, key));
            }
        }

        draft.Checkpoint.Fetch(table, foreignKey.Columns, gone.Select(g => g.Key));
        foreach (var (row, key) in gone)
        {
            foreach (var referring in draft.Checkpoint.Find(table, foreignKey.Columns, key))
            {
                var after = draft.Touched(referring) is { } planned ? planned.After : referring;
                if (after is not null && foreignKey.Columns.Of(after) == key)
                {
                    yield return new Violation.StillReferenced(row, foreignKey, table, referring);
                }
            }
        }
    }
}
