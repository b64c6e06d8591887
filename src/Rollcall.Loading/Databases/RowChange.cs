using Rollcall.Loading.Datasets;

namespace Rollcall.Loading.Databases;

/// <summary>What happens to one row: inserted (no before), deleted (no after) or updated. Immutable.</summary>
internal sealed record RowChange(TableDefinition Table, object?[]? Before, object?[]? After)
{
    /// <summary>The row's primary key; an update never changes it.</summary>
    public RowKey Key => Table.KeyOf(After ?? Before!);
}
