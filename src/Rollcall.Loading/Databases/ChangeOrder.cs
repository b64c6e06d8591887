using Rollcall.Loading.Datasets;

namespace Rollcall.Loading.Databases;

/// <summary>
/// Changes in an order in which no statement meets a key that another one is about to free: deletes (children first), updates, inserts
/// (parents first). A row that changes a key is deleted and inserted again; foreign keys are judged at the end.
/// </summary>
internal sealed class ChangeOrder
{
    private readonly List<object?[]>?[] _deletes;
    private readonly List<object?[]>?[] _updates;
    private readonly List<object?[]>?[] _inserts;
    private readonly DatasetDefinition _dataset;

    public ChangeOrder(DatasetDefinition dataset, IReadOnlyList<RowChange> changes)
    {
        _dataset = dataset;
        _deletes = new List<object?[]>?[dataset.Tables.Length];
        _updates = new List<object?[]>?[dataset.Tables.Length];
        _inserts = new List<object?[]>?[dataset.Tables.Length];
        foreach (var change in changes)
        {
            var table = change.Table;
            if (change is { Before: { } before, After: { } after } && !table.UniqueKeys.Any(k => k.Differ(before, after)))
            {
                (_updates[table.Ordinal] ??= []).Add(after);
                continue;
            }

            if (change.Before is { } old)
            {
                (_deletes[table.Ordinal] ??= []).Add(old);
            }

            if (change.After is { } fresh)
            {
                (_inserts[table.Ordinal] ??= []).Add(fresh);
            }
        }
    }

    public IEnumerable<(TableDefinition Table, List<object?[]> Rows)> Deletes => InOrder(_deletes).Reverse();

    public IEnumerable<(TableDefinition Table, List<object?[]> Rows)> Updates => InOrder(_updates);

    public IEnumerable<(TableDefinition Table, List<object?[]> Rows)> Inserts => InOrder(_inserts);

    private IEnumerable<(TableDefinition Table, List<object?[]> Rows)> InOrder(List<object?[]>?[] rows) =>
        _dataset.Tables.Where(t => rows[t.Ordinal] is not null).Select(t => (t, rows[t.Ordinal]!));
}
