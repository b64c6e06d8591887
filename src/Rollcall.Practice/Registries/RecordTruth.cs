using System.Text.Json.Serialization;

namespace Rollcall.Practice.Registries;

/// <summary>What a faultless collection of one id must yield.</summary>
public sealed record RecordTruth
{
    /// <summary>The id as the registry writes it.</summary>
    public required string Id { get; init; }

    /// <summary>The outcome the id must end with.</summary>
    public required ExpectedOutcome Outcome { get; init; }

    /// <summary>
    /// How a record that exists is said to be unavailable: <c>withheld</c>, <c>deleted</c> or <c>merged:ID</c>; null for one that is shown.
    /// </summary>
    public string? Unavailable { get; init; }

    /// <summary>Each field's text as the page shows it; empty for an id without a record.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; init; } = new Dictionary<string, string>();

    /// <summary>Each table's rows in the page's order; a row maps the column's name to its text.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<IReadOnlyDictionary<string, string>>> Tables { get; init; } =
        new Dictionary<string, IReadOnlyList<IReadOnlyDictionary<string, string>>>();
}

/// <summary>How a faultless collection of an id ends.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ExpectedOutcome>))]
public enum ExpectedOutcome
{
    /// <summary>The registry holds a record.</summary>
    [JsonStringEnumMemberName("success")]
    Success,

    /// <summary>The registry says that there is none.</summary>
    [JsonStringEnumMemberName("no_record")]
    NoRecord,
}
