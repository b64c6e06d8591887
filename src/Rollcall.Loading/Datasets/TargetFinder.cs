using System.Collections.Immutable;
using Rollcall.Definitions;

namespace Rollcall.Loading.Datasets;

/// <summary>What a column refers to, resolved.</summary>
/// <param name="Table">The table's place; the referring table's own when it refers to itself.</param>
/// <param name="Column">The column's place in it.</param>
/// <param name="Type">That column's type, as a reference to it has it.</param>
internal sealed record TargetColumn(int Table, int Column, ColumnType Type);

/// <summary>Follows references to tables that are built, or to the table being built.</summary>
/// <param name="own">The keys of the table being built, the primary key first.</param>
internal sealed class TargetFinder(Problems problems, ImmutableArray<TableDefinition> built, TableDraft draft, ImmutableArray<ColumnSet> own)
{
    /// <summary>The column referred to; the primary key's when none is named. Null when there is none; the problem is noted.</summary>
    public TargetColumn? Column((string Table, string? Column, Node At) target)
    {
        var keys = KeysOf(target.Table, out var place);
        if (target.Column is null)
        {
            if (keys[0].Ordinals.Length == 1)
            {
                return Typed(place, keys[0].Ordinals[0]);
            }

            problems.Add(target.At, $"{target.Table} has a primary key of several columns, {keys[0]}", $"name the column: {target.Table}.{keys[0].Names[0]}");
            return null;
        }

        var names = place == built.Length ? draft.Columns.Select(c => c.Name) : built[place].Columns.Select(c => c.Name);
        var ordinal = names.ToList().IndexOf(target.Column);
        if (ordinal >= 0)
        {
            return Typed(place, ordinal);
        }

        problems.Add(target.At, $"{target.Table} has no column '{target.Column}'", Nearest.Advice(target.Column, [.. names]));
        return null;
    }

    /// <summary>The key of a table that has these columns, in any order; null when there is none.</summary>
    public (int Table, ColumnSet Key)? Key(string table, IReadOnlyList<string> columns)
    {
        var keys = KeysOf(table, out var place);
        var key = keys.FirstOrDefault(k => k.Names.Length == columns.Count && k.Names.All(columns.Contains));
        return key is null ? null : (place, key);
    }

    /// <summary>The keys of a table, the primary key first.</summary>
    public ImmutableArray<ColumnSet> KeysOf(string table, out int place)
    {
        var name = table;
        place = built.IndexOf(built.FirstOrDefault(t => t.Name == name)!);
        if (place < 0)
        {
            place = built.Length;
            return own;
        }

        return [built[place].PrimaryKey, .. built[place].UniqueKeys];
    }

    /// <summary>A column's type as a reference to it has it: a number given elsewhere is a whole number here.</summary>
    public TargetColumn? Typed(int table, int column)
    {
        var type = table < built.Length ? built[table].Columns[column].Type : draft.Columns[column].Type;
        return type is { } known ? new TargetColumn(table, column, known == ColumnType.Id ? ColumnType.Whole : known) : null;
    }

    /// <summary>A column's default; null for those of the table being built, which a row cannot look up while it is made.</summary>
    public object? DefaultOf(int table, int column) => table < built.Length ? built[table].Columns[column].Default : null;

    /// <summary>Whether rows of this table lie within rows of that one, or beside them in the same element.</summary>
    public bool IsAround(int table) =>
        table < built.Length
        && built[table].Kind == draft.Kind
        && built[table].ArrayPath.Length <= draft.ArrayPath.Count
        && built[table].ArrayPath.SequenceEqual(draft.ArrayPath.Take(built[table].ArrayPath.Length));

    /// <summary>Whether rows of that table come from the same elements as those of this one.</summary>
    public bool IsBeside(int table) => IsAround(table) && built[table].ArrayPath.Length == draft.ArrayPath.Count;
}
