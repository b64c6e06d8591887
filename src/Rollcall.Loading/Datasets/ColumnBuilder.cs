using System.Collections.Immutable;
using Rollcall.Definitions;

namespace Rollcall.Loading.Datasets;

/// <summary>Builds the columns of one table: origins, types and what may stand in them.</summary>
internal sealed class ColumnBuilder(Problems problems, TableDraft draft, TargetFinder finder, ColumnSet match, int? newest)
{
    private readonly Dictionary<string, TargetColumn> _targets = [];

    /// <summary>What the columns built so far refer to, by column.</summary>
    public (TargetFinder Finder, IReadOnlyDictionary<string, TargetColumn> ByColumn) Targets => (finder, _targets);

    public ColumnDefinition Build(int ordinal)
    {
        var column = draft.Columns[ordinal];
        var origin = Origin(column);
        var type = column.Type ?? (_targets.TryGetValue(column.Name, out var target) ? target.Type : ColumnType.Text);
        var key = match.Ordinals.Contains(ordinal) || ordinal == newest;
        var rules = new ValueRules(problems, column, type);
        return new ColumnDefinition
        {
            Name = column.Name,
            Ordinal = ordinal,
            Type = type,
            Origin = origin,
            Required = key || column.Keys?["required"]?.IsTrue == true,
            Length = rules.Length(),
            Pattern = rules.Pattern(),
            OneOf = rules.OneOf(),
            Range = rules.Range(),
            Default = rules.Default(),
            IsReference = column.Target is not null,
            KeptWhenAbsent = !key && column.Type != ColumnType.Id && (column.Keys?.TextOf("when_absent") ?? WhenAbsent()) == "keep",
        };
    }

    private string WhenAbsent() => draft.Node.TextOf("update") == "merge" ? "keep" : "clear";

    private ColumnOrigin Origin(ColumnDraft column)
    {
        if (column.Type == ColumnType.Id)
        {
            return new ColumnOrigin.Numbered();
        }

        if (column.IsUnmanaged)
        {
            if (column.Keys!["required"]?.IsTrue == true && column.Keys["default"] is null)
            {
                problems.Add(column.Keys, "it is required, and no load writes it", "give it a default for new rows");
            }

            return new ColumnOrigin.Unmanaged();
        }

        if (column.Target is not { } target)
        {
            return Field(column);
        }

        if (column.By.Count > 0)
        {
            return LookedUp(column, target);
        }

        if (finder.Column(target) is not { } found)
        {
            return new ColumnOrigin.Unmanaged();
        }

        _targets.Add(column.Name, found);
        if (!column.IsParent && !column.IsSibling)
        {
            if (column.Type is { } given && given != found.Type)
            {
                problems.Add(column.Keys!["type"]!, $"{target.Table} has it as another type", "take it away");
            }

            return Field(column);
        }

        if (column.IsParent ? !finder.IsAround(found.Table) : !finder.IsBeside(found.Table))
        {
            problems.Add(
                target.At,
                $"rows of {target.Table} are not made {(column.IsParent ? "from the record or an array around" : "from the same elements as")} those of {draft.Name}",
                $"name a table that is, or use references: {target.Table} with by:");
        }

        return new ColumnOrigin.SameElement(found.Table, found.Column);
    }

    private static ColumnOrigin.Field Field(ColumnDraft column) => new(PathOf(column.From.Count > 0 ? column.From[0] : column.Name));

    private ColumnOrigin LookedUp(ColumnDraft column, (string Table, string? Column, Node At) target)
    {
        if (finder.Key(target.Table, column.By) is not { } found)
        {
            problems.Add(column.Keys!["by"]!, $"{target.Table} has no key on ({string.Join(", ", column.By)})", "name the columns of a unique key");
            return new ColumnOrigin.Unmanaged();
        }

        if (finder.Column((target.Table, null, target.At)) is not { } primary)
        {
            return new ColumnOrigin.Unmanaged();
        }

        _targets.Add(column.Name, primary);
        var paths = found.Key.Names.Select(n => column.By.ToList().IndexOf(n)).Select(i => column.From.Count > i ? column.From[i] : column.By[i]);
        return new ColumnOrigin.LookedUp(
            found.Table,
            found.Key,
            [.. paths.Select(PathOf)],
            [.. found.Key.Ordinals.Select(o => finder.Typed(found.Table, o)?.Type ?? ColumnType.Text)],
            [.. found.Key.Ordinals.Select(o => finder.DefaultOf(found.Table, o))]);
    }

    private static FieldPath PathOf(string text) => FieldPath.TryParse(text, out var path)
        ? path
        : throw new InvalidOperationException("The grammar let a wrong path pass.");
}
