using System.Collections.Immutable;

namespace Rollcall.Registries;

/// <summary>What is read from a record's page.</summary>
public sealed record ReadRules(ImmutableArray<FieldRule> Fields, ImmutableArray<TableRule> Tables);

/// <summary>One field of a record.</summary>
/// <param name="Name">Its name in the record: lower-case letters, digits, underscores.</param>
/// <param name="Line">The definition's line, for messages.</param>
/// <param name="Where">Where its value stands.</param>
/// <param name="As">What it is turned into.</param>
public sealed record FieldRule(string Name, int Line, FieldPlace Where, ValueKind As)
{
    /// <summary>Whether a record without it is none. An empty text counts as missing.</summary>
    public bool Required { get; init; }

    /// <summary>Read from the page of the <c>ask</c> steps although there are <c>detail</c> steps.</summary>
    public bool FromAsk { get; init; }

    /// <summary>For a column: which rows count when several name the id; <see cref="RowChoices.Exact"/> or <see cref="RowChoices.First"/>.</summary>
    public RowChoices Rows { get; init; } = RowChoices.Exact;

    /// <summary>For dates: the forms to try besides ISO 8601, in .NET notation, such as <c>d MMMM yyyy</c>.</summary>
    public ImmutableArray<string> Formats { get; init; } = [];
}

/// <summary>Where a value stands: a closed set.</summary>
public abstract record FieldPlace
{
    private FieldPlace()
    {
    }

    /// <summary>The text, or an attribute, of the first visible element of a selector.</summary>
    public sealed record At(string Selector, string? Attribute) : FieldPlace;

    /// <summary>The value beside a label that a person reads, such as <c>Status</c> in a table row, a definition list or <c>&lt;p&gt;&lt;strong&gt;</c>.</summary>
    /// <param name="Text">The label, without its colon.</param>
    /// <param name="Within">A selector to look in; null for the whole page.</param>
    public sealed record Label(string Text, string? Within) : FieldPlace;

    /// <summary>A column of the result row that names the id.</summary>
    /// <param name="Header">The column's header.</param>
    /// <param name="Of">The selector of the table.</param>
    public sealed record Column(string Header, string Of) : FieldPlace;

    /// <summary>A dotted path in a JSON answer.</summary>
    public sealed record Json(string Path) : FieldPlace;
}

/// <summary>What a text is turned into.</summary>
public enum ValueKind
{
    /// <summary>Trimmed, runs of white space as one space. The default.</summary>
    Text,

    /// <summary>A day, as ISO 8601 <c>yyyy-MM-dd</c>.</summary>
    Date,

    /// <summary>A number; thousands separators are dropped.</summary>
    Number,
}

/// <summary>Which rows of a list are the record's. A row names the id when a cell is the id or, where none is, holds it as a whole word.</summary>
public enum RowChoices
{
    /// <summary>Those that name the id; a single value must be the same in all of them.</summary>
    Exact,

    /// <summary>Of those that name the id, the first.</summary>
    First,

    /// <summary>Every row, whatever it names.</summary>
    All,
}

/// <summary>One table of a record.</summary>
/// <param name="Name">Its name in the record.</param>
/// <param name="Line">The definition's line, for messages.</param>
/// <param name="Columns">What is read from each row.</param>
public sealed record TableRule(string Name, int Line, ImmutableArray<ColumnRule> Columns)
{
    /// <summary>A selector to look in; null for the whole page.</summary>
    public string? Within { get; init; }

    /// <summary>The caption that tells the right table; null when the headers tell it.</summary>
    public string? Caption { get; init; }

    /// <summary>A dotted path to an array in a JSON answer; null for an HTML table.</summary>
    public string? JsonPath { get; init; }

    /// <summary>Read from the page of the <c>ask</c> steps although there are <c>detail</c> steps.</summary>
    public bool FromAsk { get; init; }

    /// <summary>Which of its rows are the record's; all by default.</summary>
    public RowChoices Rows { get; init; } = RowChoices.All;

    /// <summary>Where the page says how many rows there are: a selector, or a dotted path for a JSON list; null when it does not say.</summary>
    public string? Total { get; init; }

    /// <summary>Whether a record without the table is none. The table may be empty.</summary>
    public bool Required { get; init; }

    /// <summary>Fewer rows than this make the record incomplete; 0 by default, where the table itself may be missing unless it is required.</summary>
    public int AtLeast { get; init; }

    /// <summary>Whether the table itself must be there.</summary>
    public bool MustBeThere => Required || AtLeast > 0;
}

/// <summary>One column of a table.</summary>
/// <param name="Name">Its name in the record.</param>
/// <param name="Line">The definition's line, for messages.</param>
/// <param name="Header">The header above it, or the dotted path within a JSON item.</param>
/// <param name="As">What its cells are turned into.</param>
public sealed record ColumnRule(string Name, int Line, string Header, ValueKind As)
{
    /// <summary>An attribute of the first element in the cell that has it, instead of its text.</summary>
    public string? Attribute { get; init; }

    /// <summary>Whether every row must have a value there. An empty text counts as none.</summary>
    public bool Required { get; init; }

    /// <summary>For dates: the forms to try besides ISO 8601.</summary>
    public ImmutableArray<string> Formats { get; init; } = [];
}
