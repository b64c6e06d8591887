using System.Collections.Immutable;
using Rollcall.Definitions;

namespace Rollcall.Loading.Datasets;

/// <summary>Builds one table from its draft, after the tables it refers to, and checks what its keys and columns ask of each other.</summary>
internal sealed class TableBuilder(Problems problems, ImmutableArray<TableDefinition> built, TableDraft draft, RecordKind kind)
{
    private readonly List<ColumnSet> _sets = [];

    public TableDefinition Build()
    {
        var id = IdColumn();
        var primary = PrimaryKey(id);
        var unique = draft.Node.ItemsOf("unique").Select(k => Set(k.Items, isUnique: true)).OfType<ColumnSet>().Where(k => k != primary).ToImmutableArray();
        var match = Match(id, primary, unique);
        var newest = Newest();
        var columns = new ColumnBuilder(problems, draft, new TargetFinder(problems, built, draft, [primary, .. unique]), match, newest);
        var definitions = draft.Columns.Select((_, i) => columns.Build(i)).ToImmutableArray();
        var references = new ReferenceBuilder(problems, draft, columns.Targets, ordinals => Set(ordinals, isUnique: false));
        var foreignKeys = references.ForeignKeys();
        var owner = references.Owner(Replaced());
        CheckOwnership(owner);
        CheckRules(match, definitions);
        return new TableDefinition
        {
            Name = draft.Name,
            Ordinal = built.Length,
            Columns = definitions,
            Kind = draft.Kind,
            ArrayPath = [.. draft.ArrayPath],
            PrimaryKey = primary,
            UniqueKeys = unique,
            Match = match,
            ForeignKeys = foreignKeys,
            ColumnSets = [.. _sets],
            Update = Update,
            Owner = owner,
            IsShared = draft.IsShared,
            Newest = newest,
            NumberedColumn = id,
        };
    }

    private UpdateRule Update => draft.Node.TextOf("update") switch
    {
        "merge" => UpdateRule.Merge,
        "insert_only" => UpdateRule.InsertOnly,
        _ => UpdateRule.Replace,
    };

    private string Path => $"tables.{draft.Name}";

    private int? IdColumn()
    {
        var ids = draft.Columns.Where(c => c.Type == ColumnType.Id).ToList();
        if (ids.Count > 1)
        {
            problems.Add(ids[1].Node, "a second column of type id", "keep one: the load numbers one column of a table");
        }

        return ids.Count == 0 ? null : Ordinal(ids[0].Name);
    }

    private ColumnSet PrimaryKey(int? id)
    {
        var given = draft.Node.ItemsOf("primary_key");
        if (given.Count > 0)
        {
            var set = Set(given, isUnique: true);
            if (id is { } numbered && set is not null && !set.Ordinals.SequenceEqual([numbered]))
            {
                problems.Add(draft.Node["primary_key"]!, $"the load numbers {draft.Columns[numbered].Name}, which is not the primary key", "take primary_key away, or the column of type id");
            }

            return set ?? Some();
        }

        if (id is { } column)
        {
            return Set([column], isUnique: true);
        }

        problems.Add(draft.Line, Path, "it has no primary key", "give primary_key, or a column of type id");
        return Some();
    }

    // Something to go on with: the definition is not used once a problem is noted.
    private ColumnSet Some() => Set([0], isUnique: true);

    private ColumnSet Match(int? id, ColumnSet primary, ImmutableArray<ColumnSet> unique)
    {
        if (draft.Node["match"] is { } given)
        {
            var names = draft.Node.TextsOf("match").ToHashSet();
            var key = unique.Add(primary).FirstOrDefault(k => names.SetEquals(k.Names));
            if (key is null || (id is null && key != primary))
            {
                problems.Add(
                    given,
                    key is null ? "it is no key of the table" : "without a column of type id, rows are recognised by the primary key",
                    key is null ? "give the columns of a unique key" : "take it away");
            }

            return key ?? primary;
        }

        if (id is null)
        {
            return primary;
        }

        if (unique.IsEmpty)
        {
            problems.Add(draft.Line, Path, "its rows could not be recognised again: the primary key is numbered by the load", "give a unique key");
            return primary;
        }

        return unique[0];
    }

    private int? Newest()
    {
        if (draft.Node["newest"] is not { Text: { } name } at)
        {
            return null;
        }

        if (draft.Column(name)?.Type is not (ColumnType.Date or ColumnType.Timestamp or ColumnType.Whole or ColumnType.Number))
        {
            problems.Add(at, $"'{name}' is no date, timestamp or number column of the table", Nearest.Advice(name, [.. draft.Columns.Select(c => c.Name)]));
            return null;
        }

        return Ordinal(name);
    }

    private bool Replaced() => draft.Node.TextOf("children") is not "merged";

    private void CheckOwnership(Ownership? owner)
    {
        if (owner is null && draft.Node["children"] is { } children)
        {
            problems.Add(children, "the table has no parent", "give a column its parent, or take this away");
        }

        if (owner is not null && draft.IsShared)
        {
            problems.Add(draft.Node["shared"]!, "shared rows have no parent", "take this away, or the parent");
        }

        if (owner is null && !draft.IsShared && draft.ArrayPath.Count > 0)
        {
            problems.Add(
                draft.Line, Path, "it says neither whose children its rows are nor that they are shared", "give a column its parent, or say shared: true");
        }
    }

    private void CheckRules(ColumnSet match, ImmutableArray<ColumnDefinition> columns)
    {
        var isMain = draft.ArrayPath.Count == 0 && !draft.IsShared && !draft.Columns.Any(c => c.IsParent);
        if (!isMain && draft.Node["newest"] is { } newest)
        {
            problems.Add(newest, $"only the table that takes {kind.Name} as a whole can ask which version is newer", "take it away");
        }

        if (isMain
            && (draft.Node["newest"] is not null || Update == UpdateRule.InsertOnly)
            && match.Ordinals.Any(o => columns[o].Origin is not ColumnOrigin.Field))
        {
            problems.Add(draft.Line, Path, $"{match} must come from the record itself for insert_only or newest", "match by fields of the record");
        }
    }

    private ColumnSet? Set(IReadOnlyList<Node> names, bool isUnique)
    {
        var ordinals = new List<int>();
        foreach (var node in names)
        {
            var name = node.Text ?? "";
            if (draft.Column(name) is null)
            {
                problems.Add(node, $"the table has no column '{name}'", Nearest.Advice(name, [.. draft.Columns.Select(c => c.Name)]));
            }
            else if (ordinals.Contains(Ordinal(name)))
            {
                problems.Add(node, $"'{name}' stands twice", "name it once");
            }
            else
            {
                ordinals.Add(Ordinal(name));
            }
        }

        return ordinals.Count < names.Count || ordinals.Count == 0 ? null : Set([.. ordinals], isUnique);
    }

    /// <summary>The one set of these columns, in this order.</summary>
    private ColumnSet Set(ImmutableArray<int> ordinals, bool isUnique)
    {
        var set = _sets.Find(s => s.Ordinals.SequenceEqual(ordinals));
        if (set is null)
        {
            set = new ColumnSet(_sets.Count, ordinals, [.. ordinals.Select(o => draft.Columns[o].Name)], isUnique);
            _sets.Add(set);
        }

        return set;
    }

    private int Ordinal(string name) => draft.Columns.TakeWhile(c => c.Name != name).Count();
}
