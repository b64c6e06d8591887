using System.Data.Common;
using Rollcall.Loading.Datasets;

namespace Rollcall.Loading.Databases;

/// <summary>
/// One connection to one database, and all that differs between databases: the dialect seam. Everything a batch does happens in one
/// transaction of one session. Identifiers come from a checked definition and are quoted; values are always parameters. Errors of the
/// database arrive as <see cref="DatabaseException"/>. Not thread safe.
/// </summary>
internal abstract class DatabaseSession : IDisposable
{
    private readonly Dictionary<string, DbCommand> _commands = [];
    private int _marks;

    // The dataset of a batch that has kept nothing yet: its first mark is the start of its transaction.
    private DatasetDefinition? _unwritten;

    protected DatabaseSession(DbConnection connection, DatabaseAddress address)
    {
        Connection = connection;
        Address = address;
    }

    public DatabaseAddress Address { get; }

    /// <summary>How table definitions are written in this database.</summary>
    public abstract SchemaDialect Schema { get; }

    /// <summary>Whether a copy is made before every load; otherwise only before rows of others are overridden.</summary>
    public abstract bool BacksUpBeforeLoads { get; }

    protected DbConnection Connection { get; }

    /// <summary>Opens a session and sets it up.</summary>
    public static DatabaseSession Open(DatabaseAddress address, SessionOptions options) => address.Kind switch
    {
        DatabaseKind.Sqlite => SqliteSession.Connect(address, options),
        _ => PostgresSession.Connect(address, options),
    };

    /// <summary>Makes sure that no other load works on this database, until the session ends or the process dies.</summary>
    /// <exception cref="DatabaseException">One does.</exception>
    public abstract void LockOutOthers();

    /// <summary>A copy of the dataset's tables as they stand, checked; null when there is nothing to copy.</summary>
    public abstract string? Backup(DatasetDefinition dataset, BackupOptions options);

    /// <summary>Starts a transaction, foreign keys judged at its end.</summary>
    public abstract void Begin();

    /// <summary>
    /// Starts the transaction of one batch, its tables locked. The first point noted in it is its start: what is written before that goes
    /// with what comes after. A savepoint costs more: a server two round trips, and SQLite a temporary file with a copy of every page to be written.
    /// </summary>
    public void BeginBatch(DatasetDefinition dataset)
    {
        BeginLocked(dataset);
        _unwritten = dataset;
    }

    /// <summary>Makes other writers of these tables wait until the transaction ends; readers go on.</summary>
    public abstract void LockTables(DatasetDefinition dataset);

    /// <summary>
    /// Says whether commits wait for the disk from now on; called outside of transactions. A session begins with commits that wait.
    /// </summary>
    public abstract void SetCommits(CommitMode mode);

    /// <summary>Commits. Every foreign key was judged by then.</summary>
    public void Commit()
    {
        _unwritten = null;
        Execute("commit");
    }

    /// <summary>Rolls the transaction back, if there is one.</summary>
    public abstract void Rollback();

    /// <summary>Notes a point within the transaction to come back to. Points nest.</summary>
    public void Mark()
    {
        _marks++;
        if (!IsAtStart)
        {
            Run($"savepoint mark{_marks}");
        }
    }

    /// <summary>
    /// Undoes everything since the last point, and forgets the point. At the start of a batch another writer may come in between: what was read
    /// is to be read again.
    /// </summary>
    public void BackToMark()
    {
        if (IsAtStart)
        {
            var dataset = _unwritten!;
            Rollback();
            BeginBatch(dataset);
            return;
        }

        Run($"rollback to savepoint mark{_marks}; release savepoint mark{_marks}");
        _marks--;
    }

    /// <summary>Keeps everything since the last point, and forgets the point.</summary>
    public void KeepSinceMark()
    {
        if (IsAtStart)
        {
            _unwritten = null;
        }
        else
        {
            Run($"release savepoint mark{_marks}");
        }

        _marks--;
    }

    /// <summary>Hands over each row that has one of these keys in these columns. Keys are distinct.</summary>
    public abstract void Fetch(TableDefinition table, ColumnSet by, IReadOnlyList<RowKey> keys, Action<object?[]> row);

    /// <summary>The highest value of the column that the load numbers; 0 when the table is empty.</summary>
    public long Highest(TableDefinition table)
    {
        var column = Sql.Quote(table.Columns[table.NumberedColumn!.Value].Name);
        return Query($"select coalesce(max({column}), 0) from {Sql.Quote(table.Name)}")[0][0] is long highest ? highest : 0;
    }

    /// <summary>
    /// Applies changes and judges the foreign keys: deletes first, children before parents; then updates; then inserts, parents before
    /// children. What the database refuses leaves the transaction in need of <see cref="BackToMark"/>.
    /// </summary>
    public abstract DatabaseRefusal? Apply(DatasetDefinition dataset, IReadOnlyList<RowChange> changes);

    /// <summary>Writes rows to a table of Rollcall's own.</summary>
    public abstract void Insert(TableDefinition table, IReadOnlyList<object?[]> rows);

    /// <summary>The first rows that a query returns, each as text. Stops when the time is up.</summary>
    /// <exception cref="BudgetSpentException">It took longer.</exception>
    public abstract IReadOnlyList<string> Ask(DatasetCheck check, TimeSpan? within, int most);

    /// <summary>
    /// Rows whose foreign key names nothing, in any table of the dataset, as text; empty where the database cannot hold such rows.
    /// </summary>
    public abstract IReadOnlyList<string> BrokenForeignKeys(DatasetDefinition dataset, int most);

    /// <summary>Executes statements without parameters.</summary>
    public void Run(string sql) => Guard(() =>
    {
        using var command = Connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    });

    /// <summary>Executes a statement with parameters <c>$1</c>, <c>$2</c>, …; the number of rows it touched.</summary>
    public int Execute(string sql, params object?[] values) => Guard(() => Prepared(sql, values).ExecuteNonQuery());

    /// <summary>The rows a statement with parameters returns.</summary>
    public List<object?[]> Query(string sql, params object?[] values) => Guard(() =>
    {
        using var reader = Prepared(sql, values).ExecuteReader();
        var rows = new List<object?[]>();
        while (reader.Read())
        {
            var row = new object?[reader.FieldCount];
            for (var i = 0; i < row.Length; i++)
            {
                row[i] = reader.IsDBNull(i) ? null : Widen(reader.GetValue(i));
            }

            rows.Add(row);
        }

        return rows;
    });

    public virtual void Dispose()
    {
        foreach (var command in _commands.Values)
        {
            command.Dispose();
        }

        _commands.Clear();
        Connection.Dispose();
    }

    /// <summary>What the database's own exception means; null when it is a defect of ours and may fly on.</summary>
    protected abstract Exception? Explain(DbException e);

    /// <summary>Adds a parameter, without a value, to a command that is to be prepared.</summary>
    protected abstract DbParameter CreateParameter(int number);

    /// <summary>A command kept prepared for its text.</summary>
    protected DbCommand Prepared(string sql, int parameters)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = Connection.CreateCommand();
            command.CommandText = sql;
            for (var i = 1; i <= parameters; i++)
            {
                command.Parameters.Add(CreateParameter(i));
            }

            _commands.Add(sql, command);
        }

        return command;
    }

    protected T Guard<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (DbException e)
        {
            ThrowExplained(e);
            throw;
        }
    }

    /// <summary>Throws what the database's exception means, when it means something to a user.</summary>
    protected void ThrowExplained(DbException e)
    {
        if (Explain(e) is { } explained)
        {
            throw explained;
        }
    }

    /// <summary>Starts a transaction, its tables locked.</summary>
    protected virtual void BeginLocked(DatasetDefinition dataset)
    {
        Begin();
        LockTables(dataset);
    }

    protected void ForgetMarks()
    {
        _marks = 0;
        _unwritten = null;
    }

    private bool IsAtStart => _marks == 1 && _unwritten is not null;

    private DbCommand Prepared(string sql, object?[] values)
    {
        var command = Prepared(sql, values.Length);
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }

        return command;
    }

    private static object Widen(object value) => value switch
    {
        int whole => (long)whole,
        short whole => (long)whole,
        _ => value,
    };

    private void Guard(Action action) => Guard(() =>
    {
        action();
        return true;
    });
}

/// <summary>Whether commits wait for the disk.</summary>
internal enum CommitMode
{
    /// <summary>A commit is on disk when it returns, and with it every commit before it.</summary>
    OnDisk,

    /// <summary>
    /// A commit returns before the disk has it. It outlives the process, however that ends. When the machine stops, the last commits may be
    /// lost: whole ones, and none without all that came after it.
    /// </summary>
    RunAhead,
}

/// <summary>How a session behaves.</summary>
/// <param name="BusyTimeout">How long it waits for another writer.</param>
/// <param name="WritesNothing">Whether it is for a rehearsal: settings that outlive a transaction are left alone.</param>
internal sealed record SessionOptions(TimeSpan BusyTimeout, bool WritesNothing);

/// <summary>Where copies go and how many are kept.</summary>
internal sealed record BackupOptions(string Directory, int Keep, DateTimeOffset Now);
