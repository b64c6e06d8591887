using Npgsql;
using Rollcall.Loading.Datasets;

namespace Rollcall.Loading.Databases;

/// <summary>Applies changes to PostgreSQL: one statement for each table and kind of change, its rows as arrays, all in one round trip.</summary>
internal static class PostgresWriter
{
    public static void Write(NpgsqlConnection connection, DatasetDefinition dataset, IReadOnlyList<RowChange> changes)
    {
        var order = new ChangeOrder(dataset, changes);
        using var batch = new NpgsqlBatch(connection);
        var expected = new List<(TableDefinition Table, int Rows)>();
        foreach (var (table, rows) in order.Deletes)
        {
            Add(batch, expected, table, rows, Delete(table), table.PrimaryKey.Ordinals.Select(o => table.Columns[o]));
        }

        foreach (var (table, rows) in order.Updates)
        {
            Add(batch, expected, table, rows, Update(table), table.Columns);
        }

        foreach (var (table, rows) in order.Inserts)
        {
            Add(batch, expected, table, rows, Insert(table), table.Columns);
        }

        // Judges the foreign keys now, while the batch can still be taken apart; then back to the end of the transaction.
        batch.BatchCommands.Add(new NpgsqlBatchCommand(PostgresPlans.Kept));
        batch.BatchCommands.Add(new NpgsqlBatchCommand("set constraints all immediate"));
        batch.BatchCommands.Add(new NpgsqlBatchCommand("set constraints all deferred"));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(PostgresPlans.Anew));
        batch.ExecuteNonQuery();
        for (var i = 0; i < expected.Count; i++)
        {
            // A trigger or rule that swallows a change would make the changeset a lie.
            if (batch.BatchCommands[i].RecordsAffected != expected[i].Rows)
            {
                throw new PostgresException(
                    $"{expected[i].Table.Name}: {batch.BatchCommands[i].RecordsAffected} rows were changed where {expected[i].Rows} should be",
                    "ERROR",
                    "ERROR",
                    PostgresErrorCodes.TriggeredDataChangeViolation);
            }
        }
    }

    /// <summary>Inserts rows, all in one statement.</summary>
    public static void Insert(NpgsqlConnection connection, TableDefinition table, IReadOnlyList<object?[]> rows)
    {
        using var command = new NpgsqlCommand(Insert(table), connection);
        foreach (var column in table.Columns)
        {
            command.Parameters.Add(PostgresValues.Array(column.Type, rows.Count, n => rows[n][column.Ordinal]));
        }

        command.ExecuteNonQuery();
    }

    private static void Add(
        NpgsqlBatch batch,
        List<(TableDefinition Table, int Rows)> expected,
        TableDefinition table,
        List<object?[]> rows,
        string sql,
        IEnumerable<ColumnDefinition> columns)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var column in columns)
        {
            command.Parameters.Add(PostgresValues.Array(column.Type, rows.Count, n => rows[n][column.Ordinal]));
        }

        batch.BatchCommands.Add(command);
        expected.Add((table, rows.Count));
    }

    private static string Delete(TableDefinition table)
    {
        var columns = table.PrimaryKey.Ordinals.Select(o => table.Columns[o]).ToArray();
        var on = columns.Select((c, i) => $"t.{Sql.Quote(c.Name)} = d.c{i}{PostgresValues.Cast(c.Type)}");
        return $"delete from {Sql.Quote(table.Name)} t using {Arrays(columns)} where {string.Join(" and ", on)}";
    }

    private static string Update(TableDefinition table)
    {
        var key = table.PrimaryKey.Ordinals;
        var set = table.Columns
            .Where(c => !key.Contains(c.Ordinal))
            .Select(c => $"{Sql.Quote(c.Name)} = d.c{c.Ordinal}{PostgresValues.Cast(c.Type)}");
        var on = key.Select(o => $"t.{Sql.Quote(table.Columns[o].Name)} = d.c{o}{PostgresValues.Cast(table.Columns[o].Type)}");
        return $"update {Sql.Quote(table.Name)} t set {string.Join(", ", set)} from {Arrays([.. table.Columns])} where {string.Join(" and ", on)}";
    }

    private static string Insert(TableDefinition table)
    {
        var values = table.Columns.Select(c => $"d.c{c.Ordinal}{PostgresValues.Cast(c.Type)}");
        return $"insert into {Sql.Quote(table.Name)} ({Sql.List(table.Columns.Select(c => c.Name))}) "
            + $"select {string.Join(", ", values)} from {Arrays([.. table.Columns])}";
    }

    private static string Arrays(ColumnDefinition[] columns)
    {
        var arrays = columns.Select((c, i) => $"${i + 1}::{PostgresValues.ArrayType(c.Type)}");
        return $"unnest({string.Join(", ", arrays)}) d({string.Join(", ", columns.Select((_, i) => $"c{i}"))})";
    }
}
