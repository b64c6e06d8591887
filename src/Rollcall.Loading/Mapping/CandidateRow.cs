using Rollcall.Loading.Datasets;

namespace Rollcall.Loading.Mapping;

/// <summary>What a record says about one row of one table. References to other rows are filled in when the batch is planned.</summary>
internal sealed class CandidateRow(TableDefinition table, MappedRecord record, string? at)
{
    /// <summary>Stands for a field that the record lacks and that leaves an existing row's value alone.</summary>
    public static readonly object Kept = new();

    public TableDefinition Table { get; } = table;

    public MappedRecord Record { get; } = record;

    /// <summary>Where in the record it came from: <c>witnesses[2]</c>; null for the record itself.</summary>
    public string? At { get; } = at;

    /// <summary>By column; what comes from other rows is null until planned.</summary>
    public object?[] Values { get; } = new object?[table.Columns.Length];

    /// <summary>By column, the key to look up in another table; null where there is nothing to look up.</summary>
    public RowKey?[]? Lookups { get; set; }

    /// <summary>By table, the row that the same element or one around it gave; null where none did.</summary>
    public CandidateRow?[]? Around { get; set; }

    /// <summary>The row planned for it; set anew by every plan.</summary>
    public Batches.PlannedRow? Planned { get; set; }

    public override string ToString() => At is null ? Table.Name : $"{Table.Name} from {At}";
}
