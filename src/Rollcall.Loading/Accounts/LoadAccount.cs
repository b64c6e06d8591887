using System.Buffers;
using System.Text.Json;
using Rollcall.Loading.Databases;
using Rollcall.Loading.Datasets;

namespace Rollcall.Loading.Accounts;

/// <summary>
/// The loads of a database and what they changed, kept in the database itself so that data and account commit together. Not thread safe.
/// </summary>
internal sealed class LoadAccount
{
    private const string Columns =
        "load_id, number, kind, dataset, definition, definition_sha256, source, status, started_at, ended_at, progress, undone_by, undoes, undoes_batch, changes_kept";

    private static readonly TableDefinition Changes = PlainTable.Make(
        "rollcall_changes",
        [("load_id", ColumnType.Text), ("batch", ColumnType.Whole), ("place", ColumnType.Whole), ("table_name", ColumnType.Text), ("changes", ColumnType.Text), ("undoes_batch", ColumnType.Whole)],
        keyColumns: 3);

    private const string Nothing = "{}";

    private readonly DatabaseSession _database;
    private readonly ArrayBufferWriter<byte> _buffer = new(1 << 16);

    private LoadAccount(DatabaseSession database) => _database = database;

    /// <summary>Opens the account; creates it where there is none.</summary>
    public static LoadAccount Open(DatabaseSession database)
    {
        var whole = database.Schema.TypeOf(ColumnType.Whole);
        database.Run($"""
            create table if not exists rollcall_loads (
              load_id text not null primary key, number {whole} not null unique, kind text not null, dataset text not null,
              definition text not null, definition_sha256 text not null, source text not null, status text not null,
              started_at text not null, ended_at text, progress text not null,
              undone_by text, undoes text, undoes_batch {whole}, changes_kept {whole} not null);
            create table if not exists rollcall_changes (
              load_id text not null references rollcall_loads (load_id), batch {whole} not null, place {whole} not null,
              table_name text not null, changes text not null, undoes_batch {whole}, undone_by text,
              primary key (load_id, batch, place))
            """);
        return new LoadAccount(database);
    }

    /// <summary>Whether a database has an account.</summary>
    public static bool Exists(DatabaseSession database) => database.Schema.Describe(database, "rollcall_loads") is not null;

    /// <summary>The load of that id; null when there is none.</summary>
    public LoadEntry? Find(string loadId) => Entries("where load_id = $1", loadId).FirstOrDefault();

    /// <summary>The newest load or undo that changed something and was not taken back; null when there is none.</summary>
    public LoadEntry? Last() =>
        Entries(
            """
            where status in ('unfinished', 'complete', 'incomplete')
              and exists (select 1 from rollcall_changes c where c.load_id = rollcall_loads.load_id and c.undone_by is null)
            order by number desc limit 1
            """).FirstOrDefault();

    /// <summary>Unfinished loads of a dataset, newest first.</summary>
    public IReadOnlyList<LoadEntry> Unfinished(string dataset) =>
        Entries("where dataset = $1 and kind = 'load' and status = 'unfinished' order by number desc", dataset);

    /// <summary>The number the next load gets.</summary>
    public long NextNumber() => (long)_database.Query("select coalesce(max(number), 0) from rollcall_loads")[0][0]! + 1;

    /// <summary>Enters a load.</summary>
    public void Enter(LoadEntry entry) => _database.Execute(
        $"insert into rollcall_loads ({Columns}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        entry.LoadId,
        entry.Number,
        Word(entry.Kind),
        entry.Dataset,
        entry.Definition,
        entry.DefinitionHash,
        entry.Source,
        Word(entry.Status),
        entry.StartedAt,
        entry.EndedAt,
        JsonSerializer.Serialize(entry.Progress, LoadJson.Plain.LoadProgress),
        entry.UndoneBy,
        entry.Undoes,
        entry.UndoesBatch,
        entry.ChangesKept ? 1L : 0L);

    /// <summary>Stores how a load stands. Within a batch's transaction: with its data or not at all.</summary>
    public void Update(LoadEntry entry) => _database.Execute(
        "update rollcall_loads set status = $2, ended_at = $3, progress = $4, undone_by = $5, changes_kept = $6 where load_id = $1",
        entry.LoadId,
        Word(entry.Status),
        entry.EndedAt,
        JsonSerializer.Serialize(entry.Progress, LoadJson.Plain.LoadProgress),
        entry.UndoneBy,
        entry.ChangesKept ? 1L : 0L);

    /// <summary>Stores what a batch changed.</summary>
    public void Record(string loadId, long batch, IReadOnlyList<RowChange> changes) => Insert(loadId, batch, changes, undoes: null);

    /// <summary>Stores what taking a batch back changed, and which batch that was: even when nothing was left to change.</summary>
    public void RecordUndo(string loadId, long batch, IReadOnlyList<RowChange> changes, long undoes)
    {
        if (changes.Count > 0)
        {
            Insert(loadId, batch, changes, undoes);
        }
        else
        {
            _database.Insert(Changes, [[loadId, batch, 0L, "", Nothing, undoes]]);
        }
    }

    /// <summary>The batches of a load that changed something, newest first.</summary>
    public IReadOnlyList<BatchEntry> Batches(string loadId) =>
    [
        .. _database.Query(
                "select batch, max(undoes_batch), max(undone_by) from rollcall_changes where load_id = $1 group by batch order by batch desc", loadId)
            .Select(r => new BatchEntry((long)r[0]!, (long?)r[1], (string?)r[2])),
    ];

    /// <summary>What a batch changed.</summary>
    public IReadOnlyList<RowChange> ChangesOf(DatasetDefinition dataset, string loadId, long batch) =>
    [
        .. _database.Query(
                "select table_name, changes from rollcall_changes where load_id = $1 and batch = $2 and table_name <> '' order by place", loadId, batch)
            .SelectMany(r => ChangesetJson.Read(dataset.Tables.First(t => string.Equals(t.Name, (string)r[0]!, StringComparison.Ordinal)), (string)r[1]!)),
    ];

    /// <summary>Notes that an undo took a batch back; or, with null, that this undo was taken back itself.</summary>
    public void MarkUndone(string loadId, long batch, string? by) =>
        _database.Execute("update rollcall_changes set undone_by = $3 where load_id = $1 and batch = $2", loadId, batch, by);

    /// <summary>Drops the changesets of loads that ended before a moment: they can no longer be undone.</summary>
    /// <returns>How many loads lost them.</returns>
    public int DropChangesBefore(string moment)
    {
        const string Old = "ended_at is not null and ended_at < $1 and changes_kept = 1";
        _database.Execute($"delete from rollcall_changes where load_id in (select load_id from rollcall_loads where {Old})", moment);
        return _database.Execute($"update rollcall_loads set changes_kept = 0 where {Old}", moment);
    }

    private void Insert(string loadId, long batch, IReadOnlyList<RowChange> changes, long? undoes)
    {
        var rows = changes
            .GroupBy(c => c.Table)
            .Select((g, i) => new object?[] { loadId, batch, (long)i, g.Key.Name, ChangesetJson.Write(g.Key, g, _buffer), undoes })
            .ToList();
        if (rows.Count > 0)
        {
            _database.Insert(Changes, rows);
        }
    }

    private List<LoadEntry> Entries(string rest, params object?[] values) =>
        _database.Query($"select {Columns} from rollcall_loads {rest}", values).ConvertAll(r => new LoadEntry
        {
            LoadId = (string)r[0]!,
            Number = (long)r[1]!,
            Kind = (string)r[2]! == "undo" ? LoadKind.Undo : LoadKind.Load,
            Dataset = (string)r[3]!,
            Definition = (string)r[4]!,
            DefinitionHash = (string)r[5]!,
            Source = (string)r[6]!,
            Status = Enum.GetValues<LoadStatus>().First(s => Word(s) == (string)r[7]!),
            StartedAt = (string)r[8]!,
            EndedAt = (string?)r[9],
            Progress = JsonSerializer.Deserialize((string)r[10]!, LoadJson.Plain.LoadProgress)!,
            UndoneBy = (string?)r[11],
            Undoes = (string?)r[12],
            UndoesBatch = (long?)r[13],
            ChangesKept = (long)r[14]! == 1,
        });

    /// <summary>A word of the account: <c>rolled_back</c>.</summary>
    internal static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}

/// <summary>A batch that changed something.</summary>
/// <param name="Batch">Its number in its load.</param>
/// <param name="Undoes">For an undo, the batch it took back.</param>
/// <param name="UndoneBy">The undo that took it back.</param>
internal sealed record BatchEntry(long Batch, long? Undoes, string? UndoneBy);
