using System.Collections.Immutable;
using Rollcall.Loading.Datasets;

namespace Rollcall.Loading.Databases;

/// <summary>Tables of Rollcall's own, described like a dataset's so that rows are written to them the same way.</summary>
internal static class PlainTable
{
    /// <summary>The table in which a batch check finds the keys of the rows that its batch wrote to another.</summary>
    public static TableDefinition KeysOf(TableDefinition table) => Make(
        SchemaDialect.BatchTable(table),
        [.. table.PrimaryKey.Ordinals.Select(o => (table.Columns[o].Name, table.Columns[o].Type))],
        table.PrimaryKey.Ordinals.Length);

    /// <summary>A table whose first columns are its primary key.</summary>
    public static TableDefinition Make(string name, ImmutableArray<(string Name, ColumnType Type)> columns, int keyColumns)
    {
        var key = new ColumnSet(
            0, [.. Enumerable.Range(0, keyColumns)], [.. columns.Take(keyColumns).Select(c => c.Name)], isUnique: true);
        return new TableDefinition
        {
            Name = name,
            Ordinal = 0,
            Columns =
            [
                .. columns.Select((c, i) => new ColumnDefinition { Name = c.Name, Ordinal = i, Type = c.Type, Origin = new ColumnOrigin.Unmanaged() }),
            ],
            Kind = -1,
            ArrayPath = [],
            PrimaryKey = key,
            UniqueKeys = [],
            Match = key,
            ForeignKeys = [],
            ColumnSets = [key],
            Update = UpdateRule.Replace,
        };
    }
}
