using Rollcall.Loading.Datasets;
using Rollcall.Loading.Mapping;

namespace Rollcall.Loading.Batches;

/// <summary>
/// Plans one table within a pass: resolves what its rows refer to, recognises the rows that are there, merges, numbers the new ones and
/// drops the children no longer listed. The tables it refers to are planned before it.
/// </summary>
internal sealed class TablePlan(PlanPass pass, TableDefinition table, List<CandidateRow> candidates)
{
    private readonly Draft _draft = pass.Draft;
    private readonly Dictionary<RowKey, PlannedRow> _added = [];

    public void Run()
    {
        if (candidates.Count > 0)
        {
            FetchLookups();
            var resolved = ResolveAll();
            FetchPriors(resolved);
            foreach (var (row, values, key, _) in resolved)
            {
                Match(row, values, key);
            }
        }

        ChildrenPlan.DropUnlisted(pass, table);
        Number();
        ResolveWithin();
        RequireAll();
    }

    private void FetchLookups()
    {
        foreach (var column in table.Columns)
        {
            if (column.Origin is ColumnOrigin.LookedUp lookedUp)
            {
                var target = _draft.Dataset.Tables[lookedUp.Table];
                var keys = candidates.Select(c => c.Lookups?[column.Ordinal]).Where(k => k is not null).Select(k => k!.Value);
                _draft.Checkpoint.Fetch(target, lookedUp.By, keys);
            }
        }
    }

    private List<(CandidateRow Row, object?[] Values, RowKey Key, bool Fresh)> ResolveAll()
    {
        var resolved = new List<(CandidateRow Row, object?[] Values, RowKey Key, bool Fresh)>(candidates.Count);
        foreach (var row in candidates)
        {
            var values = (object?[])row.Values.Clone();
            var fresh = false;
            var whole = true;
            foreach (var column in table.Columns)
            {
                whole &= Resolve(row, column, values, ref fresh);
            }

            if (whole && table.Match.Of(values) is { } key)
            {
                resolved.Add((row, values, key, fresh));
            }
        }

        return resolved;
    }

    /// <summary>Fills in a value that comes from another row. False when that row cannot be had; the reason is noted by then.</summary>
    private bool Resolve(CandidateRow row, ColumnDefinition column, object?[] values, ref bool fresh)
    {
        switch (column.Origin)
        {
            case ColumnOrigin.SameElement same when (row.Around?[same.Table]) is { } other:
                if (other.Planned?.After is not { } after)
                {
                    return false;
                }

                values[column.Ordinal] = after[same.Column];
                fresh |= IsFresh(other.Planned, same.Column) && table.Match.Ordinals.Contains(column.Ordinal);
                return true;
            case ColumnOrigin.LookedUp lookedUp when lookedUp.Table != table.Ordinal && (row.Lookups?[column.Ordinal]) is { } key:
                if (Lookup(row, column, lookedUp, key) is not { } found)
                {
                    return false;
                }

                values[column.Ordinal] = found.Value;
                fresh |= found.Fresh && table.Match.Ordinals.Contains(column.Ordinal);
                return true;
            default:
                return true;
        }
    }

    private (object Value, bool Fresh)? Lookup(CandidateRow row, ColumnDefinition column, ColumnOrigin.LookedUp lookedUp, RowKey key)
    {
        var target = _draft.Dataset.Tables[lookedUp.Table];
        var place = target.PrimaryKey.Ordinals[0];
        var (planned, prior) = _draft.Find(target, lookedUp.By, key);
        if ((planned?.After ?? prior)?[place] is { } value)
        {
            return (value, planned is not null && IsFresh(planned, place));
        }

        pass.Refuse(row.Record, pass.MissingTarget(row, column.Name, target, lookedUp.By, key));
        return null;
    }

    // A number given just now: no row of the database can hold it.
    private static bool IsFresh(PlannedRow row, int column) => row.Before is null && row.Table.NumberedColumn == column;

    private void FetchPriors(List<(CandidateRow Row, object?[] Values, RowKey Key, bool Fresh)> resolved)
    {
        foreach (var (_, _, key, _) in resolved.Where(r => r.Fresh))
        {
            _draft.Checkpoint.NoteAbsent(table, table.Match, key);
        }

        _draft.Checkpoint.Fetch(table, table.Match, resolved.Select(r => r.Key));
    }

    private void Match(CandidateRow row, object?[] values, RowKey key)
    {
        var prior = _draft.Checkpoint.Find(table, table.Match, key);
        var planned = prior.Count > 0 ? _draft.Touch(table, prior[0]) : _added.GetValueOrDefault(key);
        if (planned?.Owner is { } owner && !table.IsShared)
        {
            RefuseDuplicate(row, key, owner);
            return;
        }

        if (planned is null)
        {
            planned = _draft.Add(table, Merge(prior: null, values));
            _added.Add(key, planned);
        }
        else if (table.Update != UpdateRule.InsertOnly)
        {
            planned.After = Merge(planned.After, values);
        }

        planned.AddOwner(row.Record);
        row.Planned = planned;
    }

    private object?[] Merge(object?[]? prior, object?[] values)
    {
        var after = new object?[values.Length];
        foreach (var column in table.Columns)
        {
            var value = values[column.Ordinal];
            var keeps = ReferenceEquals(value, CandidateRow.Kept) || column.Origin is ColumnOrigin.Numbered or ColumnOrigin.Unmanaged;
            after[column.Ordinal] = !keeps ? value : prior is null ? column.Default : prior[column.Ordinal];
        }

        return after;
    }

    private void RefuseDuplicate(CandidateRow row, RowKey key, MappedRecord owner)
    {
        var where = row.At is null ? "" : $"{row.At}: ";
        var self = ReferenceEquals(owner, row.Record);
        var first = self ? "an element before it" : $"record {owner.Source.Number}";
        var reason = new Reason(
            RefusalRule.Duplicate,
            table.Name,
            string.Join(", ", table.Match.Names),
            row.At,
            Reason.Shorten(key.ToString()),
            $"{where}{table.Match} {key} is that of {first}, too");
        pass.Refuse(row.Record, reason, self ? null : owner);
    }

    private void Number()
    {
        if (table.NumberedColumn is not { } column)
        {
            return;
        }

        var next = 0L;
        foreach (var row in _draft.RowsOf(table))
        {
            if (row.Before is null)
            {
                next = next == 0 ? _draft.Checkpoint.Highest(table) + 1 : next + 1;
                row.After![column] = next;
            }
        }
    }

    /// <summary>Fills in what refers to rows of this same table, which have their numbers only now.</summary>
    private void ResolveWithin()
    {
        foreach (var column in table.Columns)
        {
            if (column.Origin is not ColumnOrigin.LookedUp lookedUp || lookedUp.Table != table.Ordinal)
            {
                continue;
            }

            foreach (var row in candidates)
            {
                if (row.Planned is { After: { } after } planned
                    && row.Lookups?[column.Ordinal] is { } key
                    && Lookup(row, column, lookedUp, key) is { } found)
                {
                    SetWithin(planned, after, column.Ordinal, found.Value);
                }
            }
        }
    }

    private void SetWithin(PlannedRow planned, object?[] after, int column, object value)
    {
        if (planned.Before is not null && table.Update == UpdateRule.InsertOnly)
        {
            return;
        }

        if (ReferenceEquals(after, planned.Before))
        {
            planned.After = after = (object?[])after.Clone();
        }

        after[column] = value;
    }

    // What was missing in the record was judged when it was read; here it is what came, or did not come, from other rows.
    private void RequireAll()
    {
        foreach (var row in candidates)
        {
            if (row.Planned?.After is not { } after)
            {
                continue;
            }

            foreach (var column in table.Columns)
            {
                if (column.Required && after[column.Ordinal] is null && row.Lookups?[column.Ordinal] is null)
                {
                    var where = row.At is null ? "" : $"{row.At}: ";
                    pass.Refuse(row.Record, new Reason(
                        RefusalRule.Required, table.Name, column.Name, row.At, Value: null, $"{where}{column.Name} is required"));
                }
            }
        }
    }
}
