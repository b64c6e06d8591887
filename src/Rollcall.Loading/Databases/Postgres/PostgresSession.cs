using System.Data;
using System.Data.Common;
using Npgsql;
using Rollcall.Ledger;
using Rollcall.Loading.Datasets;

namespace Rollcall.Loading.Databases;

/// <summary>A session with a PostgreSQL server. Many rows travel as arrays in one statement each.</summary>
internal sealed class PostgresSession : DatabaseSession
{
    // Any number, the same for every load: advisory locks are per database, and a database may hold several schemas.
    private const int LoadLock = 0x726F_6C6C;

    private const string BeginText = "begin; set constraints all deferred";

    private readonly NpgsqlConnection _connection;

    private PostgresSession(NpgsqlConnection connection, DatabaseAddress address)
        : base(connection, address) => _connection = connection;

    public override SchemaDialect Schema => PostgresSchema.Instance;

    // A server has backups of its own; copying every table before each load would be no help to it.
    public override bool BacksUpBeforeLoads => false;

    public static PostgresSession Connect(DatabaseAddress address, SessionOptions options)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(address.Connection)
        {
            Pooling = false,
            MaxAutoPrepare = 200,
            AutoPrepareMinUsages = 2,
            IncludeErrorDetail = true,
            ApplicationName = "rollcall load",
        }.ConnectionString);
        var session = new PostgresSession(connection, address);
        try
        {
            session.Guard(() =>
            {
                connection.Open();
                return true;
            });
            session.Run($"""
                set time zone 'UTC'; set datestyle = iso; set extra_float_digits = 1; {PostgresPlans.Anew};
                set client_min_messages = warning; set lock_timeout = {(long)options.BusyTimeout.TotalMilliseconds}
                """);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    public override void LockOutOthers()
    {
        try
        {
            // Waits as long as busy_timeout allows: the server takes a moment to notice that a killed load is gone.
            Query("select 1 from (select pg_advisory_lock($1, hashtext(current_schema()))) waited", LoadLock);
        }
        catch (DatabaseException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable })
        {
            throw new DatabaseException(
                StopReason.AlreadyRunning,
                $"Another load works on {Address}.",
                "Wait for it to end; one load at a time works on a database.",
                e);
        }
    }

    public override string? Backup(DatasetDefinition dataset, BackupOptions options) => PostgresBackup.Make(this, dataset, options);

    // https://www.postgresql.org/docs/current/wal-async-commit.html; what the server's administrator has set is what waiting means there.
    public override void SetCommits(CommitMode mode) =>
        Run(mode == CommitMode.RunAhead ? "set synchronous_commit = off" : "reset synchronous_commit");

    public override void Begin() => Run(BeginText);

    // What the checkpoint saw must still be so when the batch commits.
    public override void LockTables(DatasetDefinition dataset) => Run(LockText(dataset));

    public override void Rollback()
    {
        ForgetMarks();
        if (_connection.FullState.HasFlag(ConnectionState.Open))
        {
            // Without a transaction this is a warning, no error.
            Run("rollback");
        }
    }

    public override void Fetch(TableDefinition table, ColumnSet by, IReadOnlyList<RowKey> keys, Action<object?[]> row)
    {
        var columns = by.Ordinals.Select(o => table.Columns[o]).ToArray();
        var select = string.Join(", ", table.Columns.Select(c => PostgresValues.Select(c, "t.")));
        var on = string.Join(" and ", columns.Select((c, i) => $"t.{Sql.Quote(c.Name)} = k.c{i}{PostgresValues.Cast(c.Type)}"));
        var arrays = string.Join(", ", columns.Select((c, i) => $"${i + 1}::{PostgresValues.ArrayType(c.Type)}"));
        var names = string.Join(", ", columns.Select((_, i) => $"c{i}"));
        Guard(() =>
        {
            using var command = _connection.CreateCommand();
            command.CommandText = $"select {select} from unnest({arrays}) k({names}) join {Sql.Quote(table.Name)} t on {on}";
            for (var i = 0; i < columns.Length; i++)
            {
                command.Parameters.Add(PostgresValues.Array(columns[i].Type, keys.Count, n => keys[n].Values[i]));
            }

            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                row(PostgresValues.Read(table, reader));
            }

            return true;
        });
    }

    public override DatabaseRefusal? Apply(DatasetDefinition dataset, IReadOnlyList<RowChange> changes)
    {
        try
        {
            PostgresWriter.Write(_connection, dataset, changes);
            return null;
        }
        catch (PostgresException e) when (PostgresErrors.IsRefusal(e))
        {
            return new DatabaseRefusal(e.Detail is null ? e.MessageText : $"{e.MessageText} ({e.Detail})");
        }
        catch (DbException e)
        {
            ThrowExplained(e);
            throw;
        }
    }

    public override void Insert(TableDefinition table, IReadOnlyList<object?[]> rows) => Guard(() =>
    {
        PostgresWriter.Insert(_connection, table, rows);
        return true;
    });

    public override IReadOnlyList<string> Ask(DatasetCheck check, TimeSpan? within, int most)
    {
        Run($"set local statement_timeout = {(within is { } limit ? Math.Max(1, (long)limit.TotalMilliseconds) : 0)}");
        var rows = Guard(() =>
        {
            using var reader = Prepared(check.Postgres, parameters: 0).ExecuteReader();
            return RowText.Read(reader, most);
        });
        Run("set local statement_timeout = 0");
        return rows;
    }

    // The server checks them at every commit and lets nobody switch that off by accident.
    public override IReadOnlyList<string> BrokenForeignKeys(DatasetDefinition dataset, int most) => [];

    // Two in one round trip.
    protected override void BeginLocked(DatasetDefinition dataset) => Run($"{BeginText}; {LockText(dataset)}");

    protected override Exception? Explain(DbException e) => PostgresErrors.Explain(e, Address);

    protected override DbParameter CreateParameter(int number) => new NpgsqlParameter();

    private static string LockText(DatasetDefinition dataset) => $"lock table {Sql.List(dataset.Tables.Select(t => t.Name))} in share row exclusive mode";
}
