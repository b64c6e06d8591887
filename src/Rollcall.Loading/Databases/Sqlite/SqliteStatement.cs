using System.Text;
using Microsoft.Data.Sqlite;
using Rollcall.Loading.Datasets;
using SQLitePCL;

namespace Rollcall.Loading.Databases;

/// <summary>
/// A prepared statement whose parameters are bound by number. The provider's commands look each parameter up by name at every execution,
/// in a list: for many rows that costs more than the rows. Not thread safe.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private byte[] _text = new byte[1024];

    public SqliteStatement(sqlite3 database, string sql)
    {
        _database = database;
        Check(raw.sqlite3_prepare_v3(database, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement));
    }

    /// <summary>Sets the parameter of that number, from 1.</summary>
    public void Bind(int parameter, object? value) => Check(value switch
    {
        null => raw.sqlite3_bind_null(_statement, parameter),
        string text => BindText(parameter, text),
        long whole => raw.sqlite3_bind_int64(_statement, parameter, whole),
        double number => raw.sqlite3_bind_double(_statement, parameter, number),
        bool truth => raw.sqlite3_bind_int64(_statement, parameter, truth ? 1 : 0),
        _ => throw new InvalidOperationException($"A row holds a {value.GetType().Name}."),
    });

    /// <summary>Executes a statement that returns no rows, once for the parameters set.</summary>
    /// <returns>How many rows it changed.</returns>
    public int Execute()
    {
        try
        {
            var result = raw.sqlite3_step(_statement);
            if (result != raw.SQLITE_DONE)
            {
                Check(result);
            }

            return raw.sqlite3_changes(_database);
        }
        finally
        {
            // Repeats the error of the step; that was reported.
            raw.sqlite3_reset(_statement);
        }
    }

    /// <summary>Hands over the rows of a query over all columns of a table.</summary>
    public void Query(TableDefinition table, Action<object?[]> row)
    {
        try
        {
            while (true)
            {
                var result = raw.sqlite3_step(_statement);
                if (result == raw.SQLITE_DONE)
                {
                    return;
                }

                if (result != raw.SQLITE_ROW)
                {
                    Check(result);
                }

                row(SqliteValues.Read(table, _statement));
            }
        }
        finally
        {
            raw.sqlite3_reset(_statement);
        }
    }

    public void Dispose() => _statement.Dispose();

    private int BindText(int parameter, string text)
    {
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (most > _text.Length)
        {
            _text = new byte[most * 2];
        }

        // SQLite copies the text before the call returns.
        return raw.sqlite3_bind_text(_statement, parameter, _text.AsSpan(0, Encoding.UTF8.GetBytes(text, _text)));
    }

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK)
        {
            SqliteException.ThrowExceptionForRC(result, _database);
        }
    }
}
