using Rollcall.Loading.Datasets;
using Rollcall.Loading.Mapping;

namespace Rollcall.Loading.Batches;

/// <summary>
/// One attempt to plan some records together: every row they touch, and every reason against any of them. What a refused record would
/// have brought is still in the draft: plan again without it. Not thread safe.
/// </summary>
internal sealed class PlanPass
{
    private readonly List<CandidateRow>[] _candidates;
    private readonly RefusedKeys _refusedKeys;

    public PlanPass(DatasetDefinition dataset, Checkpoint checkpoint, IReadOnlyList<MappedRecord> records, RefusedKeys refusedKeys)
    {
        Draft = new Draft(dataset, checkpoint);
        Records = records;
        _refusedKeys = refusedKeys;
        _candidates = [.. dataset.Tables.Select(_ => new List<CandidateRow>())];
    }

    public Draft Draft { get; }

    /// <summary>The records planned.</summary>
    public IReadOnlyList<MappedRecord> Records { get; }

    /// <summary>Records that change nothing because a newer version is there, or because what is there must stay.</summary>
    public HashSet<MappedRecord> Skipped { get; } = [];

    /// <summary>What is wrong with records in the company of the others; and because of which other one, if any.</summary>
    public Dictionary<MappedRecord, List<(Reason Reason, MappedRecord? Because)>> Reasons { get; } = [];

    /// <summary>Plans all tables in their order, then asks whether the result holds together.</summary>
    public void Run()
    {
        Skipping.Decide(this);
        foreach (var record in Records)
        {
            if (Skipped.Contains(record))
            {
                continue;
            }

            foreach (var row in record.Rows)
            {
                row.Planned = null;
                _candidates[row.Table.Ordinal].Add(row);
            }
        }

        foreach (var table in Draft.Dataset.Tables)
        {
            new TablePlan(this, table, _candidates[table.Ordinal]).Run();
        }

        foreach (var violation in Integrity.Violations(Draft))
        {
            violation.Blame(this);
        }
    }

    /// <summary>The records that list children of a table, each with the parent's row.</summary>
    public IEnumerable<(MappedRecord Record, CandidateRow Parent)> ListedChildrenOf(TableDefinition table)
    {
        foreach (var record in Records)
        {
            foreach (var (ordinal, parent) in record.ChildrenListed)
            {
                if (ordinal == table.Ordinal && !Skipped.Contains(record))
                {
                    yield return (record, parent);
                }
            }
        }
    }

    /// <param name="because">The record of this pass that it clashes with: refused itself, it is no reason any more.</param>
    public void Refuse(MappedRecord record, Reason reason, MappedRecord? because = null)
    {
        if (!Reasons.TryGetValue(record, out var reasons))
        {
            Reasons.Add(record, reasons = []);
        }

        if (!reasons.Exists(r => r.Reason == reason))
        {
            reasons.Add((reason, because));
        }
    }

    /// <summary>The reason for a reference to a row that is not there: whose fault that is.</summary>
    public Reason MissingTarget(CandidateRow row, string column, TableDefinition target, ColumnSet by, RowKey key)
    {
        var where = row.At is null ? "" : $"{row.At}: ";
        var value = Reason.Shorten(key.ToString());
        var missing = $"{where}{column}: {target.Name} has no row with {by} {value}";
        return _refusedKeys.Find(target, by, key) is { } refused
            ? new Reason(RefusalRule.DependsOnRefused, row.Table.Name, column, row.At, value, $"{missing}: record {refused}, which brings it, was refused")
            : new Reason(RefusalRule.ForeignKey, row.Table.Name, column, row.At, value, missing);
    }
}
