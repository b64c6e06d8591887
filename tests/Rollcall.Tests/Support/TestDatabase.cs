using System.Data.Common;
using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using Npgsql;
using Rollcall.Loading.Databases;

namespace Rollcall.Tests.Support;

/// <summary>A database of a test's own, looked at by a connection of its own: what it says does not come from the code under test.</summary>
internal sealed class TestDatabase
{
    private readonly string _connection;
    private readonly DatabaseKind _kind;

    private TestDatabase(DatabaseKind kind, string given, string connection)
    {
        _kind = kind;
        Given = given;
        _connection = connection;
    }

    /// <summary>As a user would give it with <c>--database</c>.</summary>
    public string Given { get; }

    public DatabaseAddress Address => DatabaseAddress.Parse(Given);

    public bool IsSqlite => _kind == DatabaseKind.Sqlite;

    public static TestDatabase Sqlite(string path) => new(DatabaseKind.Sqlite, path, $"Data Source={path};Pooling=False;Foreign Keys=True");

    public static async Task<TestDatabase> PostgresAsync(PostgresServer server) => Postgres(await server.NewSchemaAsync());

    public static TestDatabase Postgres(string connection) => new(DatabaseKind.Postgres, connection, connection);

    public DbConnection Open()
    {
        DbConnection connection = IsSqlite ? new SqliteConnection(_connection) : new NpgsqlConnection(_connection);
        connection.Open();
        return connection;
    }

    public void Execute(string sql)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>The rows of a query, values as text with bars between.</summary>
    public IReadOnlyList<string> Query(string sql)
    {
        using var connection = Open();
        return Query(connection, sql);
    }

    public long Count(string table) => long.Parse(Query($"select count(*) from {table}")[0], CultureInfo.InvariantCulture);

    public IReadOnlyList<string> Tables()
    {
        using var connection = Open();
        return Query(connection, IsSqlite
            ? "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' order by name"
            : "select tablename from pg_tables where schemaname = current_schema() order by tablename collate \"C\"");
    }

    /// <summary>Every row of every table, apart from Rollcall's own account.</summary>
    public string Dump(params string[] except)
    {
        if (IsSqlite && !File.Exists(Given))
        {
            return "";
        }

        var text = new StringBuilder();
        foreach (var table in Tables().Where(t => !t.StartsWith("rollcall_", StringComparison.Ordinal) && !except.Contains(t)))
        {
            text.AppendLine(table);
            foreach (var row in Query($"select * from \"{table}\"").Order(StringComparer.Ordinal))
            {
                text.Append("  ").AppendLine(row);
            }
        }

        return text.ToString();
    }

    /// <summary>Fails when the database's own checks find damage.</summary>
    public void AssertSound()
    {
        if (IsSqlite)
        {
            Assert.Equal(["ok"], Query("pragma integrity_check"));
            Assert.Empty(Query("pragma foreign_key_check"));
        }
    }

    private static List<string> Query(DbConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => Text(reader, i))));
        }

        return rows;
    }

    private static string Text(DbDataReader reader, int i) => reader.IsDBNull(i) ? "∅" : reader.GetValue(i) switch
    {
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime moment => moment.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture),
        var value => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
