using Microsoft.Data.Sqlite;
using Rollcall.Loading.Datasets;
using SQLitePCL;

namespace Rollcall.Loading.Databases;

/// <summary>Applies changes to a SQLite file by prepared statements, a row each.</summary>
internal static class SqliteWriter
{
    /// <param name="prepared">The prepared statement of a text.</param>
    public static void Write(DatasetDefinition dataset, IReadOnlyList<RowChange> changes, Func<string, SqliteStatement> prepared)
    {
        var order = new ChangeOrder(dataset, changes);
        foreach (var (table, rows) in order.Deletes)
        {
            Delete(table, rows, prepared);
        }

        foreach (var (table, rows) in order.Updates)
        {
            Update(table, rows, prepared);
        }

        foreach (var (table, rows) in order.Inserts)
        {
            Insert(table, rows, prepared);
        }
    }

    public static void Insert(TableDefinition table, IReadOnlyList<object?[]> rows, Func<string, SqliteStatement> prepared)
    {
        var columns = Sql.List(table.Columns.Select(c => c.Name));
        var statement = prepared($"insert into {Sql.Quote(table.Name)} ({columns}) values ({string.Join(", ", table.Columns.Select(_ => "?"))})");
        foreach (var row in rows)
        {
            for (var i = 0; i < row.Length; i++)
            {
                statement.Bind(i + 1, row[i]);
            }

            Expect(statement.Execute(), table);
        }
    }

    private static void Delete(TableDefinition table, List<object?[]> rows, Func<string, SqliteStatement> prepared)
    {
        var key = table.PrimaryKey;
        var statement = prepared($"delete from {Sql.Quote(table.Name)} where {Where(key)}");
        foreach (var row in rows)
        {
            for (var i = 0; i < key.Ordinals.Length; i++)
            {
                statement.Bind(i + 1, row[key.Ordinals[i]]);
            }

            Expect(statement.Execute(), table);
        }
    }

    private static void Update(TableDefinition table, List<object?[]> rows, Func<string, SqliteStatement> prepared)
    {
        var key = table.PrimaryKey;
        int[] order = [.. table.Columns.Select(c => c.Ordinal).Where(o => !key.Ordinals.Contains(o)), .. key.Ordinals];
        var set = string.Join(", ", order[..^key.Ordinals.Length].Select(o => Sql.Quote(table.Columns[o].Name) + " = ?"));
        var statement = prepared($"update {Sql.Quote(table.Name)} set {set} where {Where(key)}");
        foreach (var row in rows)
        {
            for (var i = 0; i < order.Length; i++)
            {
                statement.Bind(i + 1, row[order[i]]);
            }

            Expect(statement.Execute(), table);
        }
    }

    /// <summary>A condition on columns, each with a parameter.</summary>
    public static string Where(ColumnSet columns) => string.Join(" and ", columns.Names.Select(n => Sql.Quote(n) + " = ?"));

    // A trigger that swallows a change would make the changeset a lie.
    private static void Expect(int touched, TableDefinition table)
    {
        if (touched != 1)
        {
            throw new SqliteException($"{table.Name}: {touched} rows were changed where one should be", raw.SQLITE_CONSTRAINT);
        }
    }
}
