using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Rollcall.Loading.Datasets;

/// <summary>One column: its type, what may stand in it and where its values come from. Immutable.</summary>
public sealed record ColumnDefinition
{
    /// <summary>Its name in the database.</summary>
    public required string Name { get; init; }

    /// <summary>Its place in <see cref="TableDefinition.Columns"/>.</summary>
    public required int Ordinal { get; init; }

    /// <summary>What its values are.</summary>
    public required ColumnType Type { get; init; }

    /// <summary>Where its values come from.</summary>
    public required ColumnOrigin Origin { get; init; }

    /// <summary>Whether every row must have a value. A blank text is none.</summary>
    public bool Required { get; init; }

    /// <summary>How many characters (Unicode code points) a text must have; null when any.</summary>
    public (int Least, int Most)? Length { get; init; }

    /// <summary>What the whole of a text must match; null when anything.</summary>
    public Regex? Pattern { get; init; }

    /// <summary>The words allowed; empty when any.</summary>
    public ImmutableArray<string> OneOf { get; init; } = [];

    /// <summary>The least and the greatest value allowed, each null when open; ends included.</summary>
    public (object? Least, object? Most)? Range { get; init; }

    /// <summary>The value of a row whose record lacks the field; null when none.</summary>
    public object? Default { get; init; }

    /// <summary>Whether a blank text is no value: it names no row.</summary>
    public bool IsReference { get; init; }

    /// <summary>Whether a field that the record lacks leaves an existing row's value alone.</summary>
    public bool KeptWhenAbsent { get; init; }
}

/// <summary>What a column's values are, in the engine and in each database.</summary>
public enum ColumnType
{
    /// <summary>A number that the load gives: one more than the highest there is. 64-bit.</summary>
    Id,

    /// <summary>Unicode text without U+0000.</summary>
    Text,

    /// <summary>A 64-bit whole number.</summary>
    Whole,

    /// <summary>A 64-bit floating-point number.</summary>
    Number,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A day, ISO 8601: <c>2025-01-31</c>.</summary>
    Date,

    /// <summary>A moment, ISO 8601, kept in UTC with at most microseconds: <c>2025-01-31T09:30:00Z</c>. A day alone is its midnight.</summary>
    Timestamp,

    /// <summary>Any JSON value, as text.</summary>
    Json,
}

/// <summary>Where a column's values come from. A closed set.</summary>
public abstract record ColumnOrigin
{
    private ColumnOrigin()
    {
    }

    /// <summary>The load numbers its rows.</summary>
    public sealed record Numbered : ColumnOrigin;

    /// <summary>A field of the record, or of the array's element.</summary>
    public sealed record Field(FieldPath Path) : ColumnOrigin;

    /// <summary>A column of the row that the same element, or one around it, gave to another table.</summary>
    public sealed record SameElement(int Table, int Column) : ColumnOrigin;

    /// <summary>The primary key of the row of another table that has these values in a unique key.</summary>
    /// <param name="Table">The other table.</param>
    /// <param name="By">Its unique key.</param>
    /// <param name="Paths">Where the record holds the key's values, one for each column of <paramref name="By"/>.</param>
    /// <param name="Types">The types of the key's columns.</param>
    /// <param name="Defaults">Their defaults.</param>
    public sealed record LookedUp(
        int Table, ColumnSet By, ImmutableArray<FieldPath> Paths, ImmutableArray<ColumnType> Types, ImmutableArray<object?> Defaults)
        : ColumnOrigin;

    /// <summary>Others write it; a load never does, an undo restores it.</summary>
    public sealed record Unmanaged : ColumnOrigin;
}
