using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Npgsql;
using NpgsqlTypes;

namespace Rollcall.Bench.Loads;

/// <summary>
/// What a program would do that only inserts: the rows of a load by prepared statements, each batch its own transaction, its commits waiting
/// for the disk as little as the load's. No reading, no validation, no changeset, no progress.
/// </summary>
internal static class PlainInserts
{
    private const int Slab = 100;

    /// <summary>Inserts the rows of a loaded SQLite file into another one of the same tables and indexes.</summary>
    /// <returns>How many rows, and how long inserting them took.</returns>
    public static (long Rows, TimeSpan Took) Sqlite(string loaded, string target)
    {
        using var source = Open(loaded);
        using var database = Open(target);
        Run(database, "pragma journal_mode = wal; pragma synchronous = normal; pragma foreign_keys = on");
        foreach (var table in Texts(source, "select sql from sqlite_master where sql is not null and tbl_name not like 'rollcall_%' order by rowid"))
        {
            Run(database, table);
        }

        var commands = new Dictionary<string, SqliteCommand>(StringComparer.Ordinal);
        return Timed(LoadedRows.Read(source, Slab), batch =>
        {
            using var transaction = database.BeginTransaction();
            foreach (var (table, rows) in batch)
            {
                if (!commands.TryGetValue(table, out var command))
                {
                    commands.Add(table, command = Prepare(database, transaction, table, rows[0].Length));
                }

                command.Transaction = transaction;
                foreach (var row in rows)
                {
                    for (var i = 0; i < row.Length; i++)
                    {
                        command.Parameters[i].Value = row[i] ?? DBNull.Value;
                    }

                    command.ExecuteNonQuery();
                }
            }

            transaction.Commit();
        });
    }

    /// <summary>The same for PostgreSQL by Npgsql's own batching: one <see cref="NpgsqlBatch"/> a batch, its statements prepared.</summary>
    /// <param name="loaded">The connection string of the loaded schema.</param>
    /// <param name="target">That of another schema, in which the same dataset was loaded and emptied.</param>
    public static (long Rows, TimeSpan Took) Postgres(string loaded, string target)
    {
        using var source = new NpgsqlConnection(loaded);
        source.Open();
        using var database = new NpgsqlConnection(target + ";Max Auto Prepare=50;Auto Prepare Min Usages=2");
        database.Open();
        using (var setting = new NpgsqlCommand("set synchronous_commit = off", database))
        {
            setting.ExecuteNonQuery();
        }

        return Timed(LoadedRows.Read(source, Slab), batch =>
        {
            using var transaction = database.BeginTransaction();
            using var statements = new NpgsqlBatch(database, transaction);
            foreach (var (table, rows) in batch)
            {
                var sql = $"insert into {table} values ({string.Join(", ", rows[0].Select((_, i) => $"${i + 1}"))})";
                foreach (var row in rows)
                {
                    var statement = new NpgsqlBatchCommand(sql);
                    foreach (var value in row)
                    {
                        statement.Parameters.Add(Parameter(value));
                    }

                    statements.BatchCommands.Add(statement);
                }
            }

            statements.ExecuteNonQuery();
            transaction.Commit();
        });
    }

    private static (long Rows, TimeSpan Took) Timed(IEnumerable<List<List<LoadedRows.Part>>> slabs, Action<List<LoadedRows.Part>> insert)
    {
        var took = TimeSpan.Zero;
        var rows = 0L;
        foreach (var slab in slabs)
        {
            var watch = Stopwatch.StartNew();
            slab.ForEach(insert);
            took += watch.Elapsed;
            rows += slab.Sum(b => b.Sum(p => p.Rows.Count));
        }

        return (rows, took);
    }

    private static SqliteCommand Prepare(SqliteConnection database, SqliteTransaction transaction, string table, int columns)
    {
        var command = database.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = $"insert into {table} values ({string.Join(", ", Enumerable.Range(0, columns).Select(i => $"$p{i}"))})";
        for (var i = 0; i < columns; i++)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = $"$p{i}" });
        }

        command.Prepare();
        return command;
    }

    // Dates and moments are texts in a changeset; the server reads them when their type is left open.
    private static NpgsqlParameter Parameter(object? value) => value switch
    {
        null => new NpgsqlParameter { Value = DBNull.Value },
        string text => new NpgsqlParameter { Value = text, NpgsqlDbType = NpgsqlDbType.Unknown },
        _ => new NpgsqlParameter { Value = value },
    };

    private static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        return connection;
    }

    private static void Run(SqliteConnection database, string sql)
    {
        using var command = database.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static List<string> Texts(SqliteConnection database, string sql)
    {
        using var command = database.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var texts = new List<string>();
        while (reader.Read())
        {
            texts.Add(reader.GetString(0));
        }

        return texts;
    }
}
