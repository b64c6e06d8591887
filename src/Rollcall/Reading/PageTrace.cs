using System.Collections.Immutable;
using Rollcall.Storage;

namespace Rollcall.Reading;

/// <summary>What every rule of a definition saw on the pages of one id: for <c>check --live</c>. Immutable.</summary>
/// <param name="Answer">What it comes to.</param>
/// <param name="Rules">The judging rules, in the order in which they are judged; rules that were not needed are there too.</param>
/// <param name="Fields">The fields, in the order of the definition; empty when there was no page to read them from.</param>
/// <param name="Tables">The tables, likewise.</param>
public sealed record PageTrace(
    Answer Answer, ImmutableArray<RuleTrace> Rules, ImmutableArray<FieldTrace> Fields, ImmutableArray<TableTrace> Tables);

/// <summary>Which list of the definition's <c>judge</c> section a rule stands in, in the order in which they are judged.</summary>
public enum RuleKind
{
    /// <summary>The session has ended.</summary>
    Expired,

    /// <summary>The site refuses to serve us.</summary>
    Blocked,

    /// <summary>The record exists, but is not shown.</summary>
    Withheld,

    /// <summary>The record was removed.</summary>
    Deleted,

    /// <summary>The record is now part of another.</summary>
    Merged,

    /// <summary>There is no such record.</summary>
    Absent,

    /// <summary>The page holds a record.</summary>
    Found,

    /// <summary>The record is the one asked for.</summary>
    Identity,
}

/// <summary>One rule and what it saw.</summary>
/// <param name="Kind">The list it stands in.</param>
/// <param name="Line">The definition's line.</param>
/// <param name="OnDetail">Whether it looked at the page of the <c>detail</c> steps.</param>
/// <param name="Holds">Whether all conditions hold.</param>
/// <param name="Conditions">Each condition.</param>
public sealed record RuleTrace(RuleKind Kind, int Line, bool OnDetail, bool Holds, ImmutableArray<ConditionTrace> Conditions)
{
    internal RuleTrace Without(SecretMask secrets) =>
        secrets.IsEmpty ? this : this with { Conditions = [.. Conditions.Select(c => c with { Seen = secrets.Clear(c.Seen) })] };
}

/// <summary>One condition and what it saw.</summary>
/// <param name="Wanted">What the definition wants, such as <c>h1 is "No such record"</c>.</param>
/// <param name="Seen">What is there, such as <c>"Welcome"</c>, <c>200</c> or <c>nothing</c>.</param>
/// <param name="Holds">Whether that is what is wanted.</param>
/// <param name="Matched">How many elements a selector matched; 0 for other conditions.</param>
/// <param name="Hidden">Of these, how many a person could not see; they do not count.</param>
public sealed record ConditionTrace(string Wanted, string Seen, bool Holds, int Matched = 0, int Hidden = 0);

/// <summary>One field and what was read.</summary>
/// <param name="Name">The field.</param>
/// <param name="Line">The definition's line.</param>
/// <param name="Value">What was read.</param>
/// <param name="Problem">Why nothing was, or null.</param>
public sealed record FieldTrace(string Name, int Line, FieldValue Value, string? Problem)
{
    internal FieldTrace Without(SecretMask secrets) => secrets.IsEmpty ? this : this with
    {
        Value = Value.Without(secrets),
        Problem = Problem is null ? null : secrets.Clear(Problem),
    };
}

/// <summary>One table and what was read.</summary>
/// <param name="Name">The table.</param>
/// <param name="Line">The definition's line.</param>
/// <param name="Table">What was read; null when the table is not to be told.</param>
/// <param name="Problem">What is wrong with it, or null.</param>
public sealed record TableTrace(string Name, int Line, Table? Table, string? Problem)
{
    /// <summary>Why no page has the table; null when one has.</summary>
    public string? WhyNotThere { get; init; }

    /// <summary>The columns without a value in any row, each with the reason.</summary>
    public ImmutableArray<string> EmptyColumns { get; init; } = [];

    /// <summary>How many pages it was read from.</summary>
    public int Pages { get; init; } = 1;

    internal TableTrace Without(SecretMask secrets) => secrets.IsEmpty ? this : this with
    {
        Table = Table is null ? null : Table with { Rows = [.. Table.Rows.Select(r => r.Select(f => f with { Value = f.Value.Without(secrets) }).ToImmutableArray())] },
        Problem = Problem is null ? null : secrets.Clear(Problem),
        WhyNotThere = WhyNotThere is null ? null : secrets.Clear(WhyNotThere),
        EmptyColumns = [.. EmptyColumns.Select(secrets.Clear)],
    };
}
