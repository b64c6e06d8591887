using Rollcall.Loading.Datasets;
using Rollcall.Loading.Mapping;

namespace Rollcall.Loading.Batches;

/// <summary>
/// The keys that refused records of this load would have brought, so that whoever depends on one is told the true reason. Bounded: beyond
/// <see cref="Most"/> keys the plain reason (no such row) is given. Not thread safe.
/// </summary>
/// <param name="before">What was refused before this batch; null for the load's own.</param>
internal sealed class RefusedKeys(RefusedKeys? before = null)
{
    /// <summary>How many keys are remembered.</summary>
    public const int Most = 100_000;

    private readonly Dictionary<(string Table, string Key, string Value), long> _records = [];

    /// <summary>Remembers the rows that a refused record would have brought to its main table.</summary>
    public void Add(MappedRecord record)
    {
        foreach (var (key, value) in KeysOf(record))
        {
            Add(record.Main!.Table.Name, key, value, record.Source.Number);
        }
    }

    /// <summary>Remembers one key, as a quarantine file tells it.</summary>
    public void Add(string table, string key, string value, long record)
    {
        if (_records.Count < Most)
        {
            _records.TryAdd((table, key, value), record);
        }
    }

    /// <summary>The number of the refused record that would have brought this row; null when none would.</summary>
    public long? Find(TableDefinition table, ColumnSet by, RowKey key) =>
        _records.TryGetValue((table.Name, by.ToString(), key.ToString()), out var number) ? number : before?.Find(table, by, key);

    /// <summary>The unique keys, by their columns, of the row that a record would bring to its main table.</summary>
    public static IEnumerable<(string Key, string Value)> KeysOf(MappedRecord record)
    {
        if (record.Main is not { } main)
        {
            yield break;
        }

        foreach (var key in main.Table.ColumnSets)
        {
            if (key.IsUnique && key.Of(main.Values) is { } value && !value.Values.Contains(CandidateRow.Kept))
            {
                yield return (key.ToString(), value.ToString());
            }
        }
    }
}
