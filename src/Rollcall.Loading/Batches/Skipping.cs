using Rollcall.Loading.Datasets;
using Rollcall.Loading.Mapping;

namespace Rollcall.Loading.Batches;

/// <summary>
/// Tells, before anything is planned, which records change nothing: those of a table that is only inserted into when the row is there
/// already, and those older than the version in the database or in the batch.
/// </summary>
internal static class Skipping
{
    public static void Decide(PlanPass pass)
    {
        foreach (var table in pass.Draft.Dataset.Tables)
        {
            if (table.Newest is null && table.Update != UpdateRule.InsertOnly)
            {
                continue;
            }

            var mains = pass.Records
                .Where(r => r.Main is { } main && main.Table == table && table.Match.Of(main.Values) is not null)
                .Select(r => (Record: r, Key: table.Match.Of(r.Main!.Values)!.Value))
                .ToList();
            pass.Draft.Checkpoint.Fetch(table, table.Match, mains.Select(m => m.Key));
            if (table.Update == UpdateRule.InsertOnly)
            {
                pass.Skipped.UnionWith(mains.Where(m => Prior(pass, table, m.Key) is not null).Select(m => m.Record));
            }
            else
            {
                KeepNewest(pass, table, mains);
            }
        }
    }

    private static void KeepNewest(PlanPass pass, TableDefinition table, List<(MappedRecord Record, RowKey Key)> mains)
    {
        foreach (var versions in mains.GroupBy(m => m.Key))
        {
            var age = Prior(pass, table, versions.Key)?[table.Newest!.Value];
            MappedRecord? newest = null;
            foreach (var (record, _) in versions)
            {
                // Of two equally new versions the later in the source counts; one as new as the database's may mend it.
                var own = record.Main!.Values[table.Newest!.Value];
                if (Compare(own, age) < 0)
                {
                    pass.Skipped.Add(record);
                    continue;
                }

                if (newest is not null)
                {
                    pass.Skipped.Add(newest);
                }

                newest = record;
                age = own;
            }
        }
    }

    private static int Compare(object? one, object? other) => (one, other) switch
    {
        (null, null) => 0,
        (null, _) => -1,
        (_, null) => 1,
        (string text, string than) => string.CompareOrdinal(text, than),
        (IComparable value, _) => value.CompareTo(other),
        _ => 0,
    };

    private static object?[]? Prior(PlanPass pass, TableDefinition table, RowKey key)
    {
        var found = pass.Draft.Checkpoint.Find(table, table.Match, key);
        return found.Count > 0 ? found[0] : null;
    }
}
