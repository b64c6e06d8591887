using System.Text.Json.Serialization;

namespace Rollcall.Loading.Mapping;

/// <summary>One reason why a record was not loaded. A record has as many as were found, not the first.</summary>
/// <param name="Rule">Which rule it broke.</param>
/// <param name="Table">The table concerned; null when the record was not even readable.</param>
/// <param name="Column">The column, or columns with commas between.</param>
/// <param name="At">Where in the record: <c>witnesses[2]</c>; null for the record itself.</param>
/// <param name="Value">The value found, shortened to 200 characters.</param>
/// <param name="Message">What was found and what is allowed, for a person.</param>
public sealed record Reason(RefusalRule Rule, string? Table, string? Column, string? At, string? Value, string Message)
{
    /// <summary>The longest value shown.</summary>
    internal const int ShownValue = 200;

    /// <summary>A reason about a record as a whole.</summary>
    internal static Reason Of(RefusalRule rule, string message) => new(rule, Table: null, Column: null, At: null, Value: null, message);

    /// <summary>A value as a reason shows it.</summary>
    internal static string Shorten(string value) => value.Length <= ShownValue ? value : value[..ShownValue] + "…";
}

/// <summary>The rules a record can break. The words are part of the quarantine file.</summary>
[JsonConverter(typeof(RefusalRuleConverter))]
public enum RefusalRule
{
    /// <summary>It is not a JSON object, or a CSV line with the wrong number of cells.</summary>
    Unreadable,

    /// <summary>The definition knows no such kind of record.</summary>
    Kind,

    /// <summary>A required value is missing.</summary>
    Required,

    /// <summary>A value is of the wrong type, such as a date that is none.</summary>
    Type,

    /// <summary>A text is too short or too long.</summary>
    Length,

    /// <summary>A text does not match its pattern.</summary>
    Pattern,

    /// <summary>A word is not in its vocabulary.</summary>
    OneOf,

    /// <summary>A value is too small or too large.</summary>
    Range,

    /// <summary>Another record of the batch, or another element of the record, has the same key.</summary>
    Duplicate,

    /// <summary>A row of the database has the same unique key.</summary>
    Unique,

    /// <summary>What a foreign key names does not exist.</summary>
    ForeignKey,

    /// <summary>It needs a row that a refused record should have brought.</summary>
    DependsOnRefused,

    /// <summary>A row that would be deleted is still referred to.</summary>
    StillReferenced,

    /// <summary>A check of the dataset found something.</summary>
    Check,

    /// <summary>The database itself refused: a constraint or trigger that the definition does not name.</summary>
    Database,

    /// <summary>Validating its batch took longer than allowed.</summary>
    Timeout,

    /// <summary>Nothing is wrong with it, but its batch was rejected as a whole.</summary>
    BatchRejected,
}
