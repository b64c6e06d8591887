using Rollcall.Loading.Databases;
using Rollcall.Loading.Datasets;

namespace Rollcall.Loading.Batches;

/// <summary>
/// What one plan makes of the rows in a checkpoint: the state after it, answered from the plan first and from the checkpoint where the
/// plan touches nothing. Not thread safe.
/// </summary>
internal sealed class Draft(DatasetDefinition dataset, Checkpoint checkpoint)
{
    private readonly List<PlannedRow>[] _rows = [.. dataset.Tables.Select(_ => new List<PlannedRow>())];
    private readonly Dictionary<object?[], PlannedRow> _byPrior = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<RowKey, PlannedRow>?[][] _index =
        [.. dataset.Tables.Select(t => new Dictionary<RowKey, PlannedRow>?[t.ColumnSets.Length])];

    public DatasetDefinition Dataset => dataset;

    public Checkpoint Checkpoint => checkpoint;

    /// <summary>The rows touched in a table, in the order in which they were.</summary>
    public IReadOnlyList<PlannedRow> RowsOf(TableDefinition table) => _rows[table.Ordinal];

    /// <summary>The plan's row for one of the checkpoint's.</summary>
    public PlannedRow Touch(TableDefinition table, object?[] prior)
    {
        if (!_byPrior.TryGetValue(prior, out var row))
        {
            row = new PlannedRow(table, prior);
            _byPrior.Add(prior, row);
            _rows[table.Ordinal].Add(row);
        }

        return row;
    }

    /// <summary>The plan's row for one of the checkpoint's, if the plan touches it.</summary>
    public PlannedRow? Touched(object?[] prior) => _byPrior.GetValueOrDefault(prior);

    /// <summary>A row that the database does not have.</summary>
    public PlannedRow Add(TableDefinition table, object?[] after)
    {
        var row = new PlannedRow(table, before: null) { After = after };
        _rows[table.Ordinal].Add(row);
        return row;
    }

    /// <summary>
    /// The row that will have this key, as (planned, prior): both null when none will.
    /// </summary>
    public (PlannedRow? Planned, object?[]? Prior) Find(TableDefinition table, ColumnSet key, RowKey value)
    {
        if (Index(table, key).TryGetValue(value, out var planned))
        {
            return (planned, null);
        }

        foreach (var prior in checkpoint.Find(table, key, value))
        {
            // A row that the plan touches and that no longer has the key is not the one.
            if (Touched(prior) is null)
            {
                return (null, prior);
            }
        }

        return (null, null);
    }

    /// <summary>Forgets the indexes: rows were changed after they were built.</summary>
    public void Reindex()
    {
        foreach (var indexes in _index)
        {
            Array.Clear(indexes);
        }
    }

    /// <summary>Every change, each table after those it refers to.</summary>
    public List<RowChange> Changes() =>
    [
        .. dataset.Tables.SelectMany(RowsOf).Where(r => r.IsChanged).Select(r => new RowChange(r.Table, r.Before, r.After)),
    ];

    /// <summary>The planned rows by their coming values in a unique key. Built when first asked for: a table must be planned by then.</summary>
    public Dictionary<RowKey, PlannedRow> Index(TableDefinition table, ColumnSet key)
    {
        if (_index[table.Ordinal][key.Id] is { } built)
        {
            return built;
        }

        var index = new Dictionary<RowKey, PlannedRow>();
        foreach (var row in _rows[table.Ordinal])
        {
            if (row.After is { } after && key.Of(after) is { } value)
            {
                index.TryAdd(value, row);
            }
        }

        return _index[table.Ordinal][key.Id] = index;
    }
}
