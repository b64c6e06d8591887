using Rollcall.Loading.Databases;
using Rollcall.Loading.Datasets;

namespace Rollcall.Loading.Batches;

/// <summary>Makes one change of several to the same row: from before the first to after the last.</summary>
internal sealed class ChangeFold
{
    private readonly Dictionary<(int Table, RowKey Key), int> _places = [];
    private readonly List<RowChange> _changes = [];

    public void Add(IEnumerable<RowChange> changes)
    {
        foreach (var change in changes)
        {
            if (_places.TryGetValue((change.Table.Ordinal, change.Key), out var place))
            {
                _changes[place] = _changes[place] with { After = change.After };
            }
            else
            {
                _places.Add((change.Table.Ordinal, change.Key), _changes.Count);
                _changes.Add(change);
            }
        }
    }

    /// <summary>The changes, by table; what came to nothing is left out.</summary>
    public IReadOnlyList<RowChange> Fold(DatasetDefinition dataset) =>
    [
        .. dataset.Tables.SelectMany(t => _changes.Where(c => c.Table == t && !PlannedRow.Same(c.Before, c.After))),
    ];
}
