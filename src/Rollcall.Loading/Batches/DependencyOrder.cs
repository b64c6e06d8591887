using Rollcall.Loading.Mapping;

namespace Rollcall.Loading.Batches;

/// <summary>
/// Puts records in an order in which each comes after those whose new rows it needs, otherwise in that of the source: a batch so ordered
/// can be cut anywhere and its parts applied one after the other.
/// </summary>
internal static class DependencyOrder
{
    public static IReadOnlyList<MappedRecord> Of(PlanPass pass)
    {
        var needs = Needs(pass);
        var ordered = new List<MappedRecord>(pass.Records.Count);
        var visited = new HashSet<MappedRecord>();
        foreach (var record in pass.Records)
        {
            Visit(record, needs, visited, ordered);
        }

        return ordered;
    }

    // Records that need each other in a circle keep some order; cut apart they are refused, each naming the other.
    private static void Visit(
        MappedRecord record, Dictionary<MappedRecord, HashSet<MappedRecord>> needs, HashSet<MappedRecord> visited, List<MappedRecord> ordered)
    {
        if (!visited.Add(record))
        {
            return;
        }

        foreach (var needed in needs.GetValueOrDefault(record) ?? [])
        {
            Visit(needed, needs, visited, ordered);
        }

        ordered.Add(record);
    }

    private static Dictionary<MappedRecord, HashSet<MappedRecord>> Needs(PlanPass pass)
    {
        var needs = new Dictionary<MappedRecord, HashSet<MappedRecord>>();
        foreach (var table in pass.Draft.Dataset.Tables)
        {
            foreach (var row in pass.Draft.RowsOf(table))
            {
                foreach (var foreignKey in table.ForeignKeys)
                {
                    if (row.After is { } after
                        && foreignKey.Columns.Of(after) is { } key
                        && pass.Draft.Find(pass.Draft.Dataset.Tables[foreignKey.Target], foreignKey.TargetColumns, key).Planned is { Before: null } target)
                    {
                        AddNeeds(needs, row, target);
                    }
                }
            }
        }

        return needs;
    }

    // Whoever speaks of the needed row brings it along; the others need the one that does.
    private static void AddNeeds(Dictionary<MappedRecord, HashSet<MappedRecord>> needs, PlannedRow row, PlannedRow target)
    {
        foreach (var record in row.Owners.Except(target.Owners))
        {
            if (!needs.TryGetValue(record, out var needed))
            {
                needs.Add(record, needed = []);
            }

            needed.Add(target.Owner!);
        }
    }
}
