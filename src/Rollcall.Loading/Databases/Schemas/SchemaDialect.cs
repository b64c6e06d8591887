using System.Text;
using Rollcall.Loading.Datasets;

namespace Rollcall.Loading.Databases;

/// <summary>How one kind of database writes and describes tables.</summary>
internal abstract class SchemaDialect
{
    /// <summary>The SQL that a check has for this database.</summary>
    public abstract string SqlOf(DatasetCheck check);

    /// <summary>The name of a column type.</summary>
    public abstract string TypeOf(ColumnType type);

    /// <summary>Whether a column declared with this type can hold these values and give them back unchanged.</summary>
    public abstract bool Fits(ColumnType type, string declared);

    /// <summary>The table as it is; null when there is none.</summary>
    public abstract TableShape? Describe(DatabaseSession session, string table);

    /// <summary>What stands after a table's closing parenthesis.</summary>
    protected abstract string TableSuffix { get; }

    /// <summary>What stands after a temporary table's closing parenthesis.</summary>
    protected abstract string TemporarySuffix { get; }

    /// <summary>The statements that create a table and the indexes its foreign keys need.</summary>
    public string Create(DatasetDefinition dataset, TableDefinition table)
    {
        var lines = table.Columns.Select(c => $"{Sql.Quote(c.Name)} {TypeOf(c.Type)}{(IsNeverNull(table, c) ? " not null" : "")}").ToList();
        lines.Add($"primary key ({Sql.List(table.PrimaryKey.Names)})");
        lines.AddRange(table.UniqueKeys.Select(k => $"unique ({Sql.List(k.Names)})"));
        lines.AddRange(table.ForeignKeys.Select(k =>
            $"foreign key ({Sql.List(k.Columns.Names)}) references {Sql.Quote(dataset.Tables[k.Target].Name)} "
            + $"({Sql.List(k.TargetColumns.Names)}) deferrable initially deferred"));
        var sql = new StringBuilder($"create table {Sql.Quote(table.Name)} (\n  {string.Join(",\n  ", lines)}\n){TableSuffix};\n");
        foreach (var set in table.ColumnSets.Where(s => NeedsIndex(table, s)))
        {
            sql.Append($"create index {Sql.Quote($"{table.Name}_by_{set.Id}")} on {Sql.Quote(table.Name)} ({Sql.List(set.Names)});\n");
        }

        return sql.ToString();
    }

    /// <summary>The statement that creates the table in which a batch check finds the keys of the rows its batch wrote.</summary>
    public string CreateBatchTable(TableDefinition table)
    {
        var columns = table.PrimaryKey.Ordinals.Select(o => $"{Sql.Quote(table.Columns[o].Name)} {TypeOf(table.Columns[o].Type)}");
        return $"create temporary table if not exists {Sql.Quote(BatchTable(table))} ({string.Join(", ", columns)}){TemporarySuffix}";
    }

    /// <summary>The name under which a batch check finds the keys of the rows its batch wrote to a table.</summary>
    public static string BatchTable(TableDefinition table) => "batch_" + table.Name;

    /// <summary>Whether the database must hold no null in a column.</summary>
    public static bool IsNeverNull(TableDefinition table, ColumnDefinition column) =>
        column.Required || table.PrimaryKey.Ordinals.Contains(column.Ordinal);

    // Neither database makes an index for a foreign key; without one, finding a parent's children reads the whole table.
    private static bool NeedsIndex(TableDefinition table, ColumnSet set) =>
        !set.IsUnique && !table.UniqueKeys.Add(table.PrimaryKey).Any(k => k.Ordinals.AsSpan().StartsWith(set.Ordinals.AsSpan()));
}
