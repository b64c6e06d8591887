using System.Collections.Immutable;
using Rollcall.Ids;
using Rollcall.Reading;

namespace Rollcall.Records;

/// <summary>A record as the site gave it, to be saved. Immutable.</summary>
/// <param name="Id">Whose record it is.</param>
/// <param name="Content">What was read; <see cref="RecordContent.Empty"/> for an unavailable record.</param>
/// <param name="SourceUrl">The address that answered.</param>
/// <param name="CollectedAt">When it answered.</param>
public sealed record CollectedRecord(RecordId Id, RecordContent Content, Uri SourceUrl, DateTimeOffset CollectedAt)
{
    /// <summary>Why the record is not shown; null for an ordinary one.</summary>
    public Unavailability? Unavailable { get; init; }

    /// <summary>The optional sections that it lacks.</summary>
    public ImmutableArray<string> MissingSections { get; init; } = [];
}
