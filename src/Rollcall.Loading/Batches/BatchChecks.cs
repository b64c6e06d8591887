using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Rollcall.Loading.Databases;
using Rollcall.Loading.Datasets;
using Rollcall.Loading.Mapping;

namespace Rollcall.Loading.Batches;

/// <summary>
/// Judges the dataset's batch checks. A batch is charged only with rows that a check did not find before it. Not thread safe.
/// </summary>
internal sealed class BatchChecks
{
    /// <summary>How many rows of one check are looked at.</summary>
    public const int Most = 1000;

    private readonly DatasetDefinition _dataset;
    private readonly DatabaseSession _database;
    private readonly ImmutableArray<(TableDefinition Table, TableDefinition Keys)> _batchTables;
    private readonly Dictionary<string, HashSet<string>> _before = [];

    public BatchChecks(DatasetDefinition dataset, DatabaseSession database)
    {
        _dataset = dataset;
        _database = database;
        var sql = string.Join('\n', dataset.BatchChecks.Select(c => database.Schema.SqlOf(c)));
        _batchTables =
        [
            .. dataset.Tables
                .Where(t => Regex.IsMatch(sql, $@"\b{SchemaDialect.BatchTable(t)}\b", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)))
                .Select(t => (t, PlainTable.KeysOf(t))),
        ];
        foreach (var (table, _) in _batchTables)
        {
            database.Run(database.Schema.CreateBatchTable(table));
        }
    }

    /// <summary>Forgets what earlier batches left: called before each.</summary>
    public void StartBatch() => _before.Clear();

    /// <summary>What the checks find now that they did not find before the batch, as far as that is known.</summary>
    /// <exception cref="BudgetSpentException">They took too long.</exception>
    public IReadOnlyList<Finding> Judge(IReadOnlyList<RowChange> changes, TimeSpan within, TimeProvider time)
    {
        if (_dataset.BatchChecks.IsEmpty)
        {
            return [];
        }

        FillBatchTables(changes);
        var started = time.GetTimestamp();
        var findings = new List<Finding>();
        foreach (var check in _dataset.BatchChecks)
        {
            var rows = _database.Ask(check, Positive(within - time.GetElapsedTime(started)), Most);
            var known = _before.GetValueOrDefault(check.Name);
            findings.AddRange(rows.Where(r => known?.Contains(r) != true).Select(r => new Finding(check.Name, r)));
        }

        return findings;
    }

    /// <summary>Asks the checks that found something once more, now that the batch is rolled back.</summary>
    /// <returns>Whether anything was there before: the batch deserves another attempt.</returns>
    public bool LearnWhatWasThere(IReadOnlyList<Finding> findings)
    {
        FillBatchTables([]);
        var any = false;
        foreach (var name in findings.Select(f => f.Check).Distinct().Where(n => !_before.ContainsKey(n)).ToList())
        {
            var check = _dataset.BatchChecks.First(c => c.Name == name);
            var rows = _database.Ask(check, within: null, Most);
            if (rows.Count == Most)
            {
                throw new RollcallException(
                    ExitCode.Usage,
                    $"Check {name} finds {Most} rows or more in {_database.Address} before anything is loaded: what a batch adds cannot be told from them.",
                    "Mend those rows, or narrow the check to the batch by joining one of its batch_ tables.");
            }

            _before.Add(name, [.. rows]);
            any |= rows.Count > 0;
        }

        return any;
    }

    private static TimeSpan Positive(TimeSpan time) => time > TimeSpan.Zero ? time : TimeSpan.FromMilliseconds(1);

    private void FillBatchTables(IReadOnlyList<RowChange> changes)
    {
        foreach (var (table, keys) in _batchTables)
        {
            _database.Run($"delete from {Sql.Quote(keys.Name)}");
            var rows = changes
                .Where(c => c.Table == table && c.After is not null)
                .Select(c => table.PrimaryKey.Ordinals.Select(o => c.After![o]).ToArray())
                .ToList();
            if (rows.Count > 0)
            {
                _database.Insert(keys, rows);
            }
        }
    }
}

/// <summary>A row that a check found.</summary>
internal sealed record Finding(string Check, string Row)
{
    /// <summary>As a reason against a record that brought it.</summary>
    public Reason ToReason() =>
        new(RefusalRule.Check, Table: null, Column: null, At: null, Reason.Shorten(Row), $"check {Check} finds {Reason.Shorten(Row)}");
}
