using System.Collections.Immutable;

namespace Rollcall.Loading.Datasets;

/// <summary>Some columns of one table, in a fixed order: a key, or what refers to one. Immutable.</summary>
public sealed class ColumnSet
{
    internal ColumnSet(int id, ImmutableArray<int> ordinals, ImmutableArray<string> names, bool isUnique)
    {
        Id = id;
        Ordinals = ordinals;
        Names = names;
        IsUnique = isUnique;
    }

    /// <summary>The columns' names.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>Their places in <see cref="TableDefinition.Columns"/>.</summary>
    public ImmutableArray<int> Ordinals { get; }

    /// <summary>Whether no two rows share their values.</summary>
    public bool IsUnique { get; }

    /// <summary>Its place in <see cref="TableDefinition.ColumnSets"/>.</summary>
    internal int Id { get; }

    /// <summary>The names, for a message: <c>event_id</c> or <c>(hearing_id, url)</c>.</summary>
    public override string ToString() => Names.Length == 1 ? Names[0] : $"({string.Join(", ", Names)})";

    /// <summary>A row's values in these columns; null when one of them is null: such a row takes no part in a key.</summary>
    internal RowKey? Of(object?[] row)
    {
        var values = new object[Ordinals.Length];
        for (var i = 0; i < values.Length; i++)
        {
            if (row[Ordinals[i]] is not { } value)
            {
                return null;
            }

            values[i] = value;
        }

        return new RowKey(values);
    }

    /// <summary>Whether two rows differ in one of these columns.</summary>
    internal bool Differ(object?[] one, object?[] other)
    {
        foreach (var ordinal in Ordinals)
        {
            if (!Equals(one[ordinal], other[ordinal]))
            {
                return true;
            }
        }

        return false;
    }
}
