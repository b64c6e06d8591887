using Rollcall.Definitions;

namespace Rollcall.Loading.Datasets;

/// <summary>Puts tables in an order in which each comes after those it refers to; otherwise they keep the order of the file.</summary>
internal static class TableOrder
{
    public static IReadOnlyList<TableDraft> Of(IReadOnlyList<TableDraft> drafts, Problems problems)
    {
        var open = drafts.ToList();
        var ordered = new List<TableDraft>();
        while (open.Count > 0)
        {
            var next = open.Find(d => d.Targets.All(t => t.Table == d.Name || !open.Exists(o => o.Name == t.Table)));
            if (next is null)
            {
                problems.Add(
                    open[0].Line,
                    $"tables.{open[0].Name}",
                    $"the tables {string.Join(", ", open.Select(d => d.Name))} refer to each other in a circle",
                    "take one of the references away");
                return [.. ordered, .. open];
            }

            ordered.Add(next);
            open.Remove(next);
        }

        return ordered;
    }
}
