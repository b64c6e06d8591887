using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Rollcall.Loading.Databases;

/// <summary>
/// Which database: a SQLite file (<c>output/hearings.db</c>, <c>Data Source=…</c>) or a PostgreSQL server (<c>Host=…;Database=…</c>,
/// <c>postgresql://…</c>). Immutable.
/// </summary>
public sealed record DatabaseAddress
{
    private DatabaseAddress(DatabaseKind kind, string connection, string name)
    {
        Kind = kind;
        Connection = connection;
        Name = name;
    }

    /// <summary>Which kind of database.</summary>
    public DatabaseKind Kind { get; }

    /// <summary>What it is called in messages and reports. Never holds a password.</summary>
    public string Name { get; }

    /// <summary>The file for SQLite, the connection string for PostgreSQL: it may hold a password.</summary>
    internal string Connection { get; }

    /// <summary>Reads what a user wrote.</summary>
    /// <exception cref="RollcallException">It is neither a file nor a connection string that Npgsql understands.</exception>
    public static DatabaseAddress Parse(string text)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        if (text.StartsWith("postgres://", StringComparison.Ordinal) || text.StartsWith("postgresql://", StringComparison.Ordinal))
        {
            return Postgres(FromUrl(text));
        }

        if (HasKey(text, "Host") || HasKey(text, "Server"))
        {
            return Postgres(text);
        }

        var file = HasKey(text, "Data Source") ? new SqliteConnectionStringBuilder(text).DataSource : text;
        return new DatabaseAddress(DatabaseKind.Sqlite, Path.GetFullPath(file), file);
    }

    /// <summary>The address as its <see cref="Name"/>: what <see cref="Parse"/> would need is not shown.</summary>
    public override string ToString() => Name;

    private static DatabaseAddress Postgres(string connection)
    {
        try
        {
            var builder = new NpgsqlConnectionStringBuilder(connection);
            var name = $"{builder.Database ?? builder.Username} on {builder.Host}:{builder.Port}";
            return new DatabaseAddress(DatabaseKind.Postgres, builder.ConnectionString, name);
        }
        catch (ArgumentException e)
        {
            throw new RollcallException(
                ExitCode.Usage,
                $"The database address is not understood: {e.Message}",
                "Give a file name for SQLite, or Host=…;Port=…;Database=…;Username=… for PostgreSQL.",
                e);
        }
    }

    private static bool HasKey(string text, string key)
    {
        if (!text.Contains('=', StringComparison.Ordinal))
        {
            return false;
        }

        try
        {
            return new DbConnectionStringBuilder { ConnectionString = text }.ContainsKey(key);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static string FromUrl(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url))
        {
            throw new RollcallException(
                ExitCode.Usage, "The database address is not a URL.", "Write postgresql://user@host:5432/database.");
        }

        var builder = new NpgsqlConnectionStringBuilder { Host = url.Host, Database = Uri.UnescapeDataString(url.AbsolutePath.TrimStart('/')) };
        if (url.Port > 0)
        {
            builder.Port = url.Port;
        }

        var user = url.UserInfo.Split(':', 2);
        if (user[0].Length > 0)
        {
            builder.Username = Uri.UnescapeDataString(user[0]);
        }

        if (user.Length == 2)
        {
            builder.Password = Uri.UnescapeDataString(user[1]);
        }

        return builder.ConnectionString;
    }
}

/// <summary>The databases a dataset can be loaded into.</summary>
public enum DatabaseKind
{
    /// <summary>A SQLite file.</summary>
    Sqlite,

    /// <summary>A PostgreSQL server.</summary>
    Postgres,
}
