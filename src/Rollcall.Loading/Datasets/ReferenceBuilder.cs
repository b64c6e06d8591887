using System.Collections.Immutable;
using Rollcall.Definitions;

namespace Rollcall.Loading.Datasets;

/// <summary>Puts together what the columns of one table refer to: foreign keys and ownership.</summary>
internal sealed class ReferenceBuilder(
    Problems problems,
    TableDraft draft,
    (TargetFinder Finder, IReadOnlyDictionary<string, TargetColumn> ByColumn) targets,
    Func<ImmutableArray<int>, ColumnSet> set)
{
    public ImmutableArray<ForeignKey> ForeignKeys()
    {
        var keys = ImmutableArray.CreateBuilder<ForeignKey>();
        foreach (var column in draft.Columns.Where(c => !c.IsParent && !c.IsSibling))
        {
            Add(keys, [column.Name]);
        }

        foreach (var group in draft.Columns.Where(c => c.IsParent || c.IsSibling).GroupBy(c => c.Target!.Value.Table))
        {
            Add(keys, [.. group.Select(c => c.Name)]);
        }

        foreach (var node in draft.Node.ItemsOf("foreign_keys").OfType<MappingNode>())
        {
            AddComposite(keys, node);
        }

        return keys.ToImmutable();
    }

    public Ownership? Owner(bool replaced)
    {
        var parents = draft.Columns.Where(c => c.IsParent && targets.ByColumn.ContainsKey(c.Name)).ToList();
        if (parents.Select(p => p.Target!.Value.Table).Distinct().Count() > 1)
        {
            problems.Add(parents[1].Node, "a second parent", "keep one; use sibling: or references: for others");
            return null;
        }

        return parents.Count > 0 && KeyOf([.. parents.Select(p => p.Name)]) is { } key
            ? new Ownership(key.Target, key.Columns, key.TargetColumns, replaced)
            : null;
    }

    private void Add(ImmutableArray<ForeignKey>.Builder keys, IReadOnlyList<string> columns)
    {
        if (KeyOf(columns) is { } key)
        {
            keys.Add(key);
        }
    }

    // The foreign key that these columns make together: their targets must be a key of the other table.
    private ForeignKey? KeyOf(IReadOnlyList<string> columns)
    {
        var found = columns.Where(targets.ByColumn.ContainsKey).Select(c => (Name: c, Target: targets.ByColumn[c])).ToList();
        if (found.Count == 0 || found.Count < columns.Count)
        {
            return null;
        }

        var table = draft.Column(columns[0])!.Target!.Value.Table;
        var key = targets.Finder.KeysOf(table, out _)
            .FirstOrDefault(k => k.Ordinals.ToHashSet().SetEquals(found.Select(f => f.Target.Column)) && k.Ordinals.Length == found.Count);
        if (key is null)
        {
            problems.Add(draft.Column(columns[0])!.Target!.Value.At, $"({string.Join(", ", columns)}) names no key of {table}", "name the columns of its primary key or of a unique key");
            return null;
        }

        var own = key.Ordinals.Select(o => Ordinal(found.Find(f => f.Target.Column == o).Name));
        return new ForeignKey(set([.. own]), found[0].Target.Table, key);
    }

    private void AddComposite(ImmutableArray<ForeignKey>.Builder keys, MappingNode node)
    {
        var table = node.TextOf("references");
        var columns = node.TextsOf("columns").ToList();
        if (table is null || columns.Count == 0)
        {
            return;
        }

        var to = node.TextsOf("to").ToList();
        to = to.Count > 0 ? to : [.. targets.Finder.KeysOf(table, out _)[0].Names];
        if (columns.Find(c => draft.Column(c) is null) is { } unknown)
        {
            problems.Add(node["columns"]!, $"the table has no column '{unknown}'", Nearest.Advice(unknown, [.. draft.Columns.Select(c => c.Name)]));
            return;
        }

        if (to.Count != columns.Count || targets.Finder.Key(table, to) is not { } target)
        {
            problems.Add(node, $"({string.Join(", ", to)}) is no key of {table} with {columns.Count} columns", "name the columns of its primary key or of a unique key");
            return;
        }

        var own = target.Key.Names.Select(n => Ordinal(columns[to.IndexOf(n)]));
        keys.Add(new ForeignKey(set([.. own]), target.Table, target.Key));
    }

    private int Ordinal(string name) => draft.Columns.TakeWhile(c => c.Name != name).Count();
}
