using System.Collections.Immutable;
using Rollcall.Loading.Datasets;

namespace Rollcall.Loading.Databases;

/// <summary>How a table that is there differs from its definition, where that would make a load wrong. Pure.</summary>
internal static class SchemaComparison
{
    public static IEnumerable<string> Differences(SchemaDialect dialect, DatasetDefinition dataset, TableDefinition table, TableShape shape) =>
        Columns(dialect, table, shape).Concat(Keys(table, shape)).Concat(ForeignKeys(dataset, table, shape));

    private static IEnumerable<string> Columns(SchemaDialect dialect, TableDefinition table, TableShape shape)
    {
        foreach (var column in table.Columns)
        {
            var found = shape.Columns.FirstOrDefault(c => string.Equals(c.Name, column.Name, StringComparison.Ordinal));
            if (found is null)
            {
                yield return $"{table.Name} has no column {column.Name} "
                    + $"(alter table {Sql.Quote(table.Name)} add column {Sql.Quote(column.Name)} {dialect.TypeOf(column.Type)};)";
            }
            else if (!dialect.Fits(column.Type, found.Type))
            {
                yield return $"{table.Name}.{column.Name} is of type {found.Type}; the definition needs {dialect.TypeOf(column.Type)}";
            }
            else if (found.NotNull && !SchemaDialect.IsNeverNull(table, column))
            {
                yield return $"{table.Name}.{column.Name} is not null in the database; the definition does not require it";
            }
        }

        foreach (var extra in shape.Columns.Where(c => table.Columns.All(d => !string.Equals(d.Name, c.Name, StringComparison.Ordinal))))
        {
            yield return $"{table.Name} has a column {extra.Name} that the definition does not name "
                + $"(name it with its type and managed: false, and a load leaves it alone)";
        }
    }

    private static IEnumerable<string> Keys(TableDefinition table, TableShape shape)
    {
        if (!shape.PrimaryKey.AsSpan().SequenceEqual(table.PrimaryKey.Names.AsSpan()))
        {
            yield return $"{table.Name} has primary key ({string.Join(", ", shape.PrimaryKey)}); the definition says {table.PrimaryKey}";
        }

        foreach (var key in table.UniqueKeys)
        {
            if (!shape.UniqueKeys.Any(k => k.Length == key.Names.Length && k.All(key.Names.Contains)))
            {
                yield return $"{table.Name} has no unique key on {key} "
                    + $"(create unique index on {Sql.Quote(table.Name)} ({Sql.List(key.Names)});)";
            }
        }
    }

    private static IEnumerable<string> ForeignKeys(DatasetDefinition dataset, TableDefinition table, TableShape shape)
    {
        foreach (var key in table.ForeignKeys)
        {
            var target = dataset.Tables[key.Target].Name;
            if (!shape.ForeignKeys.Any(k => IsSame(k, key, target)))
            {
                yield return $"{table.Name} has no foreign key {key.Columns} → {target} {key.TargetColumns}";
            }
        }

        foreach (var key in shape.ForeignKeys.Where(k => k.Acts))
        {
            yield return $"{table.Name}'s foreign key ({string.Join(", ", key.Columns)}) → {key.Target} deletes or changes rows by itself "
                + "(on delete or on update): no changeset would hold them";
        }
    }

    private static bool IsSame(ForeignKeyShape shape, ForeignKey key, string target) =>
        string.Equals(shape.Target, target, StringComparison.Ordinal)
        && Pairs(shape.Columns, shape.TargetColumns).SetEquals(Pairs(key.Columns.Names, key.TargetColumns.Names));

    private static HashSet<(string Column, string TargetColumn)> Pairs(ImmutableArray<string> columns, ImmutableArray<string> targets) =>
        [.. columns.Zip(targets)];
}
