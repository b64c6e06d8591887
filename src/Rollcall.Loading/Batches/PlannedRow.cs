using Rollcall.Loading.Datasets;
using Rollcall.Loading.Mapping;

namespace Rollcall.Loading.Batches;

/// <summary>One row that a plan touches: as it is, as it will be, and for whose sake.</summary>
internal sealed class PlannedRow(TableDefinition table, object?[]? before)
{
    private List<MappedRecord>? _others;

    public TableDefinition Table { get; } = table;

    /// <summary>The row in the database; null when there is none.</summary>
    public object?[]? Before { get; } = before;

    /// <summary>The row as it will be; null when it will be gone. Never changed in place while it is also <see cref="Before"/>.</summary>
    public object?[]? After { get; set; } = before;

    /// <summary>The record that touched it first; null in an undo.</summary>
    public MappedRecord? Owner { get; private set; }

    /// <summary>Whether the plan changes anything.</summary>
    public bool IsChanged => !ReferenceEquals(Before, After) && !Same(Before, After);

    /// <summary>All records that speak of it.</summary>
    public IEnumerable<MappedRecord> Owners => Owner is null ? [] : _others is null ? [Owner] : [Owner, .. _others];

    /// <summary>The last of them.</summary>
    public MappedRecord? LastOwner => _others is null ? Owner : _others[^1];

    /// <summary>Whether two rows of a table hold the same values.</summary>
    public static bool Same(object?[]? one, object?[]? other)
    {
        if (one is null || other is null)
        {
            return one is null && other is null;
        }

        for (var i = 0; i < one.Length; i++)
        {
            if (!Equals(one[i], other[i]))
            {
                return false;
            }
        }

        return true;
    }

    public void AddOwner(MappedRecord record)
    {
        if (Owner is null)
        {
            Owner = record;
        }
        else if (!ReferenceEquals(LastOwner, record))
        {
            (_others ??= []).Add(record);
        }
    }
}
