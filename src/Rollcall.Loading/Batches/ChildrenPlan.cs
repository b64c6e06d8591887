using Rollcall.Loading.Datasets;
using Rollcall.Loading.Mapping;

namespace Rollcall.Loading.Batches;

/// <summary>Drops the children that their record no longer lists, and those of parents that are dropped themselves.</summary>
internal static class ChildrenPlan
{
    public static void DropUnlisted(PlanPass pass, TableDefinition table)
    {
        if (table.Owner is not { } owner)
        {
            return;
        }

        var parents = new List<(RowKey Key, MappedRecord Record)>();
        if (owner.Replaced)
        {
            foreach (var (record, parent) in pass.ListedChildrenOf(table))
            {
                // A parent that is new has no children yet.
                if (parent.Planned is { Before: { } before } && owner.ParentKey.Of(before) is { } key)
                {
                    parents.Add((key, record));
                }
            }
        }

        foreach (var gone in pass.Draft.RowsOf(pass.Draft.Dataset.Tables[owner.Table]))
        {
            if (gone is { Before: { } before, After: null, Owner: { } record } && owner.ParentKey.Of(before) is { } key)
            {
                parents.Add((key, record));
            }
        }

        Drop(pass, table, owner, parents);
    }

    private static void Drop(PlanPass pass, TableDefinition table, Ownership owner, List<(RowKey Key, MappedRecord Record)> parents)
    {
        pass.Draft.Checkpoint.Fetch(table, owner.Columns, parents.Select(p => p.Key));
        foreach (var (key, record) in parents)
        {
            foreach (var child in pass.Draft.Checkpoint.Find(table, owner.Columns, key))
            {
                if (pass.Draft.Touched(child)?.Owner is not null)
                {
                    continue;
                }

                var planned = pass.Draft.Touch(table, child);
                planned.After = null;
                planned.AddOwner(record);
            }
        }
    }
}
