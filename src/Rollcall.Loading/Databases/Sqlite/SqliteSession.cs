using System.Data.Common;
using Microsoft.Data.Sqlite;
using Rollcall.Ledger;
using Rollcall.Loading.Datasets;
using SQLitePCL;

namespace Rollcall.Loading.Databases;

/// <summary>A session with a SQLite file: WAL, foreign keys on.</summary>
internal sealed class SqliteSession : DatabaseSession
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteStatement> _statements = [];
    private FileStream? _lock;

    // Whether the foreign keys of the tables that were there wait for the commit by themselves, as those of tables made here do.
    private bool? _keysWait;

    private SqliteSession(SqliteConnection connection, DatabaseAddress address)
        : base(connection, address) => _connection = connection;

    public override SchemaDialect Schema => SqliteSchema.Instance;

    public override bool BacksUpBeforeLoads => true;

    public static SqliteSession Connect(DatabaseAddress address, SessionOptions options)
    {
        var rehearsal = options.WritesNothing && !File.Exists(address.Connection);
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = rehearsal ? ":memory:" : address.Connection,
            Pooling = false,
            DefaultTimeout = Math.Max(1, (int)options.BusyTimeout.TotalSeconds),
        }.ConnectionString);
        var session = new SqliteSession(connection, address);
        try
        {
            if (!rehearsal && Path.GetDirectoryName(address.Connection) is { Length: > 0 } directory)
            {
                Directory.CreateDirectory(directory);
            }

            session.Guard(() =>
            {
                connection.Open();
                return true;
            });
            session.Run($"pragma busy_timeout = {(long)options.BusyTimeout.TotalMilliseconds}; pragma foreign_keys = on");
            if (!options.WritesNothing)
            {
                session.Run("pragma journal_mode = wal");
                session.SetCommits(CommitMode.OnDisk);
                // Indexes are written all over: 16 MB keep their pages, and one checkpoint in 16 MB of log writes a page once, not four times.
                session.Run("pragma cache_size = -16000; pragma wal_autocheckpoint = 4000");
            }

            return session;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            session.Dispose();
            throw NotWritable(address, e);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    public override void LockOutOthers()
    {
        if (string.Equals(_connection.DataSource, ":memory:", StringComparison.Ordinal) || _lock is not null)
        {
            return;
        }

        try
        {
            // The kernel's lock: it goes with the process, however that ends. The file itself stays; deleting it would be a race.
            _lock = new FileStream(Address.Connection + ".load-lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new DatabaseException(
                StopReason.AlreadyRunning,
                $"Another load works on {Address}.",
                "Wait for it to end; one load at a time works on a database.",
                e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw NotWritable(Address, e);
        }
    }

    public override string? Backup(DatasetDefinition dataset, BackupOptions options) =>
        SqliteBackup.Make(_connection, Address, options);

    // https://www.sqlite.org/pragma.html#pragma_synchronous: with a write-ahead log "normal" flushes it at checkpoints only, "full" at each commit.
    // The log is one file: flushing it for one commit brings all before it to the disk.
    public override void SetCommits(CommitMode mode) => Run($"pragma synchronous = {(mode == CommitMode.RunAhead ? "normal" : "full")}");

    // The pragma makes SQLite compile every prepared statement anew, each time: a fifth of a load in batches of 50.
    public override void Begin() => Execute((_keysWait ??= SqliteSchema.KeysWait(this)) ? "begin immediate" : "begin immediate; pragma defer_foreign_keys = on");

    public override void LockTables(DatasetDefinition dataset)
    {
        // An immediate transaction is the only writer of the whole file.
    }

    public override void Rollback()
    {
        ForgetMarks();
        if (raw.sqlite3_get_autocommit(_connection.Handle) == 0)
        {
            Run("rollback");
        }
    }

    public override void Fetch(TableDefinition table, ColumnSet by, IReadOnlyList<RowKey> keys, Action<object?[]> row)
    {
        var columns = Sql.List(table.Columns.Select(c => c.Name));
        Guard(() =>
        {
            var statement = Statement($"select {columns} from {Sql.Quote(table.Name)} where {SqliteWriter.Where(by)}");
            foreach (var key in keys)
            {
                for (var i = 0; i < key.Values.Length; i++)
                {
                    statement.Bind(i + 1, key.Values[i]);
                }

                statement.Query(table, row);
            }

            return true;
        });
    }

    public override DatabaseRefusal? Apply(DatasetDefinition dataset, IReadOnlyList<RowChange> changes)
    {
        try
        {
            SqliteWriter.Write(dataset, changes, Statement);
            return raw.sqlite3_db_status(_connection.Handle, raw.SQLITE_DBSTATUS_DEFERRED_FKS, out var broken, out _, 0) == raw.SQLITE_OK && broken != 0
                ? new DatabaseRefusal("a foreign key of the database names a row that does not exist")
                : null;
        }
        catch (SqliteException e) when (e.SqliteErrorCode is raw.SQLITE_CONSTRAINT or raw.SQLITE_MISMATCH or raw.SQLITE_TOOBIG)
        {
            if (raw.sqlite3_get_autocommit(_connection.Handle) != 0)
            {
                throw new DatabaseException(
                    StopReason.DatabaseUnavailable,
                    $"A trigger in {Address} rolled back the whole transaction: {e.Message}",
                    "Let it raise abort instead of rollback; then the record it objects to can be set aside.",
                    e);
            }

            return new DatabaseRefusal(e.Message);
        }
        catch (DbException e)
        {
            ThrowExplained(e);
            throw;
        }
    }

    public override void Insert(TableDefinition table, IReadOnlyList<object?[]> rows) => Guard(() =>
    {
        SqliteWriter.Insert(table, rows, Statement);
        return true;
    });

    public override IReadOnlyList<string> Ask(DatasetCheck check, TimeSpan? within, int most)
    {
        using var budget = within is { } limit ? SqliteBudget.Start(_connection.Handle!, limit) : null;
        return Guard(() =>
        {
            using var reader = Prepared(check.Sqlite, parameters: 0).ExecuteReader();
            return RowText.Read(reader, most);
        });
    }

    public override IReadOnlyList<string> BrokenForeignKeys(DatasetDefinition dataset, int most) => Guard(() =>
    {
        var broken = new List<string>();
        foreach (var table in dataset.Tables)
        {
            foreach (var row in Query("select rowid, parent from pragma_foreign_key_check($1) limit $2", table.Name, (long)(most - broken.Count)))
            {
                broken.Add($"{table.Name} row {row[0]} refers to a row of {row[1]} that does not exist");
            }
        }

        return (IReadOnlyList<string>)broken;
    });

    public override void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        _statements.Clear();
        base.Dispose();
        _lock?.Dispose();
    }

    protected override Exception? Explain(DbException e) => e is SqliteException sqlite ? SqliteErrors.Explain(sqlite, Address) : null;

    protected override DbParameter CreateParameter(int number) => new SqliteParameter { ParameterName = $"${number}" };

    private SqliteStatement Statement(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            statement = new SqliteStatement(_connection.Handle!, sql);
            _statements.Add(sql, statement);
        }

        return statement;
    }

    private static DatabaseException NotWritable(DatabaseAddress address, Exception e) => new(
        StopReason.NotWritable, $"{address} cannot be written: {e.Message}", "Check the folder and its permissions.", e);
}
