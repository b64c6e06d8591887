using System.Collections.Immutable;
using Rollcall.Reading;

namespace Rollcall.Records;

/// <summary>Everything a record file says. Immutable.</summary>
public sealed record RecordDocument
{
    /// <summary>The version of the format that is written, and the only one read.</summary>
    public const int SchemaVersion = 1;

    /// <summary>The registry's name.</summary>
    public required string Registry { get; init; }

    /// <summary>The partition's name.</summary>
    public required string Partition { get; init; }

    /// <summary>The id's text.</summary>
    public required string CaseId { get; init; }

    /// <summary>When the site answered, UTC, to the millisecond. Gives the file its year and date.</summary>
    public required DateTimeOffset CollectedAt { get; init; }

    /// <summary>The run that saved it.</summary>
    public required string RunId { get; init; }

    /// <summary>The address that answered, with secrets masked.</summary>
    public required string SourceUrl { get; init; }

    /// <summary>The hash of <see cref="Content"/>: <see cref="ContentHash"/>.</summary>
    public required string ContentSha256 { get; init; }

    /// <summary>Why the record is not shown; null for an ordinary one.</summary>
    public Unavailability? Unavailable { get; init; }

    /// <summary>The optional sections that it lacks, by name; left out of the file when there is none.</summary>
    public ImmutableArray<string> MissingSections { get; init; } = [];

    /// <summary>Fields and tables; both empty for an unavailable record.</summary>
    public required RecordContent Content { get; init; }
}
