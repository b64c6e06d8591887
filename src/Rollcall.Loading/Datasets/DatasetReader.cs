using System.Collections.Immutable;
using Rollcall.Definitions;
using Rollcall.Settings;

namespace Rollcall.Loading.Datasets;

/// <summary>Reads dataset definitions. Whatever is wrong is told at once, with its lines. Thread safe.</summary>
public static class DatasetReader
{
    /// <summary>Reads a definition from a file.</summary>
    /// <exception cref="DefinitionException">It cannot be used; every reason is named.</exception>
    public static DatasetDefinition Read(string path) => Read(DefinitionFile.Open(path));

    /// <summary>Reads a definition from its text.</summary>
    /// <param name="name">The file it came from, for messages.</param>
    /// <param name="text">YAML or JSON.</param>
    /// <exception cref="DefinitionException">It cannot be used; every reason is named.</exception>
    public static DatasetDefinition Parse(string name, string text) => Read(DefinitionFile.Parse(name, text));

    private static DatasetDefinition Read(DefinitionFile file)
    {
        var root = file.Check(DatasetShape.File);
        if (root is null || root.MappingOf("tables") is null)
        {
            file.Problems.ThrowIfAny();
            throw new DefinitionException([new Problem(file.Name, 0, "", "it defines no tables", "name at least one")]);
        }

        var kinds = Kinds(root);
        var drafts = new DraftReader(file.Problems, kinds).Read(root.MappingOf("tables")!);
        var ordered = TableOrder.Of(drafts, file.Problems);
        // References can be followed only when they all lead somewhere.
        file.Problems.ThrowIfAny();
        var tables = ordered.Aggregate(
            ImmutableArray<TableDefinition>.Empty, (built, draft) => built.Add(new TableBuilder(file.Problems, built, draft, kinds[draft.Kind]).Build()));
        var finished = FinishKinds(kinds, tables, root, file.Problems);
        file.Problems.ThrowIfAny();
        return new DatasetDefinition
        {
            Name = root.TextOf("dataset")!,
            Title = root.TextOf("title") ?? root.TextOf("dataset")!,
            Kinds = finished,
            Tables = tables,
            BatchChecks = Checks(root, "batch"),
            WholeChecks = Checks(root, "whole"),
            Settings = [.. (root.MappingOf("settings")?.Entries ?? []).Select(e => new SettingValue(e.Key, e.Value.Text!, $"{file.Name}:{e.Line}"))],
            File = file.Name,
            Text = file.Text,
            Hash = file.Hash,
        };
    }

    private static ImmutableArray<RecordKind> Kinds(MappingNode root)
    {
        if (root.MappingOf("records") is not { Entries.Count: > 0 } records)
        {
            return [new RecordKind("record", In: null, []) { MainTable = -1 }];
        }

        return
        [
            .. records.Entries.Select(e => new RecordKind(e.Key, (e.Value as MappingNode)?.TextOf("in"), Conditions(e.Value as MappingNode)) { MainTable = -1 }),
        ];
    }

    private static ImmutableArray<KindCondition> Conditions(MappingNode? kind) =>
        kind?.MappingOf("when") is not { } when
            ? []
            :
            [
                .. when.Entries.Select(e => FieldPath.TryParse(e.Key, out var path)
                    ? new KindCondition(path, [.. e.Value.Items.Select(i => i.Text ?? "")])
                    : throw new InvalidOperationException("The grammar let a wrong path pass.")),
            ];

    private static ImmutableArray<RecordKind> FinishKinds(
        ImmutableArray<RecordKind> kinds, ImmutableArray<TableDefinition> tables, MappingNode root, Problems problems)
    {
        var finished = ImmutableArray.CreateBuilder<RecordKind>();
        for (var i = 0; i < kinds.Length; i++)
        {
            var mains = tables.Where(t => t.Kind == i && t.ArrayPath.IsEmpty && !t.IsShared && t.Owner is null).ToList();
            if (mains.Count != 1)
            {
                problems.Add(
                    root.MappingOf("records")?.Entries[i].Line ?? root.Line,
                    $"records.{kinds[i].Name}",
                    mains.Count == 0
                        ? $"no table takes {kinds[i].Name} as a whole"
                        : $"{string.Join(" and ", mains.Select(t => t.Name))} both take {kinds[i].Name} as a whole",
                    $"give one table from: {kinds[i].Name}; others that do are shared: true or have a parent");
            }

            finished.Add(kinds[i] with { MainTable = mains.Count > 0 ? mains[0].Ordinal : -1 });
        }

        return finished.ToImmutable();
    }

    private static ImmutableArray<DatasetCheck> Checks(MappingNode root, string when) =>
        root.MappingOf("checks")?.MappingOf(when) is not { } checks
            ? []
            :
            [
                .. checks.Entries.Select(e => e.Value is MappingNode both
                    ? new DatasetCheck(e.Key, Statement(both["sqlite"]), Statement(both["postgresql"]))
                    : new DatasetCheck(e.Key, Statement(e.Value), Statement(e.Value))),
            ];

    private static string Statement(Node? node) => node!.Text!.Trim().TrimEnd(';');
}
