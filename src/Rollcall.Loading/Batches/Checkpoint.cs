using Rollcall.Loading.Databases;
using Rollcall.Loading.Datasets;

namespace Rollcall.Loading.Batches;

/// <summary>
/// The rows a batch may touch or depends on, as they stand in the database before it: what a changeset and an undo are made from. Filled
/// by key, within the batch's transaction; one row is one array however it was asked for. Not thread safe.
/// </summary>
internal sealed class Checkpoint(DatasetDefinition dataset, DatabaseSession database, TimeProvider time)
{
    private static readonly IReadOnlyList<object?[]> None = [];

    private readonly Dictionary<RowKey, object?[]>[] _rows = [.. dataset.Tables.Select(_ => new Dictionary<RowKey, object?[]>())];

    private readonly Dictionary<RowKey, List<object?[]>?>[][] _asked =
        [.. dataset.Tables.Select(t => t.ColumnSets.Select(_ => new Dictionary<RowKey, List<object?[]>?>()).ToArray())];

    private readonly long?[] _highest = new long?[dataset.Tables.Length];

    /// <summary>How long the database took to answer, all in all.</summary>
    public TimeSpan Took { get; private set; }

    /// <summary>Fetches the rows that have these values in these columns, unless they were asked for before.</summary>
    public void Fetch(TableDefinition table, ColumnSet by, IEnumerable<RowKey> keys)
    {
        var asked = _asked[table.Ordinal][by.Id];
        var known = ReferenceEquals(by, table.PrimaryKey) ? _rows[table.Ordinal] : null;
        var open = new List<RowKey>();
        foreach (var key in keys)
        {
            if (known?.TryGetValue(key, out var row) == true)
            {
                asked[key] = [row];
            }
            else if (asked.TryAdd(key, value: null))
            {
                open.Add(key);
            }
        }

        if (open.Count > 0)
        {
            var started = time.GetTimestamp();
            database.Fetch(table, by, open, row => Keep(table, by, row));
            Took += time.GetElapsedTime(started);
        }
    }

    /// <summary>Notes that no row can have these values, such as a number given just now: they are not asked for.</summary>
    public void NoteAbsent(TableDefinition table, ColumnSet by, RowKey key) => _asked[table.Ordinal][by.Id].TryAdd(key, value: null);

    /// <summary>The rows that have these values in these columns; fetched now when nobody fetched them together with others.</summary>
    public IReadOnlyList<object?[]> Find(TableDefinition table, ColumnSet by, RowKey key)
    {
        if (!_asked[table.Ordinal][by.Id].TryGetValue(key, out var rows))
        {
            Fetch(table, by, [key]);
            rows = _asked[table.Ordinal][by.Id][key];
        }

        return rows ?? None;
    }

    /// <summary>The highest number given in a table that the load numbers; 0 when it is empty.</summary>
    public long Highest(TableDefinition table)
    {
        if (_highest[table.Ordinal] is not { } highest)
        {
            var started = time.GetTimestamp();
            _highest[table.Ordinal] = highest = database.Highest(table);
            Took += time.GetElapsedTime(started);
        }

        return highest;
    }

    private void Keep(TableDefinition table, ColumnSet by, object?[] row)
    {
        var rows = _rows[table.Ordinal];
        var primary = table.KeyOf(row);
        if (!rows.TryAdd(primary, row))
        {
            row = rows[primary];
        }

        // A column that ignores case can answer with a key nobody asked for; such a row is not the one meant.
        var asked = _asked[table.Ordinal][by.Id];
        if (by.Of(row) is { } key && asked.TryGetValue(key, out var found))
        {
            asked[key] = found ?? [];
            asked[key]!.Add(row);
        }
    }
}
