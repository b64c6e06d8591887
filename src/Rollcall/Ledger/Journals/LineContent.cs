using System.Text.Json.Serialization;

namespace Rollcall.Ledger.Journals;

/// <summary>The properties of a journal's line, in the order they are written; what an event does not have is left out.</summary>
internal sealed class LineContent
{
    public long Seq { get; set; }

    public string? Kind { get; set; }

    public string? RunId { get; set; }

    public string? CaseId { get; set; }

    public long? Ordinal { get; set; }

    public int? Attempt { get; set; }

    public string? Answer { get; set; }

    public string? Marker { get; set; }

    public string? Outcome { get; set; }

    public string? Unavailable { get; set; }

    public int? StatusCode { get; set; }

    public string? ErrorClass { get; set; }

    public string? Error { get; set; }

    public string? Exception { get; set; }

    public string? Recovery { get; set; }

    public string? Notes { get; set; }

    public bool? Truthful { get; set; }

    public bool? Seen { get; set; }

    public bool? Whole { get; set; }

    public string? Ids { get; set; }

    public long? Mark { get; set; }

    public double? Confidence { get; set; }

    public bool? Parked { get; set; }

    public string? Reason { get; set; }

    public string? DefinitionHash { get; set; }

    public int? Requests { get; set; }

    public DateTime Timestamp { get; set; }

    public double? DurationMs { get; set; }

    public string? HtmlPath { get; set; }

    public string? SavedPath { get; set; }

    public string? ContentSha256 { get; set; }
}

/// <summary>The properties of a journal's first line, in the order they are written.</summary>
internal sealed class HeaderContent
{
    public const string KindWord = "run";

    public long Seq { get; set; }

    public string? Kind { get; set; }

    public int SchemaVersion { get; set; }

    public string? RunId { get; set; }

    public string? Registry { get; set; }

    public string? Partition { get; set; }

    public string? IdPattern { get; set; }

    public string? Source { get; set; }

    public string? Site { get; set; }

    public string? DefinitionHash { get; set; }

    /// <summary>What the run was ordered with: the definition's file, the placeholders' values, mode, site, settings and options when they were given.</summary>
    public string? DefinitionFile { get; set; }

    public SortedDictionary<string, string>? Values { get; set; }

    public string? Mode { get; set; }

    public string? BaseUrl { get; set; }

    public SortedDictionary<string, string>? Settings { get; set; }

    public string? SettingsFile { get; set; }

    public bool? Recollect { get; set; }

    public bool? ProbeOnly { get; set; }

    public string? RefreshOlderThan { get; set; }

    public string? BatchId { get; set; }

    public string? PreviousJournal { get; set; }

    public long PreviousSeq { get; set; }

    public DateTime Timestamp { get; set; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LineContent))]
[JsonSerializable(typeof(HeaderContent))]
internal sealed partial class JournalJson : JsonSerializerContext;
