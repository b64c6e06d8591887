namespace Rollcall.Ledger;

/// <summary>A journal's first line: whose journal it is, and where it stands in the partition's chain of journals. Immutable.</summary>
/// <param name="Seq">The line's number in the chain: 1 for a partition's first journal, else <paramref name="PreviousSeq"/> + 1.</param>
/// <param name="RunId">The run it belongs to; the file's name holds it too.</param>
/// <param name="Identity">Whose numbers the outcomes are about.</param>
/// <param name="DefinitionHash">The definition the run began with; a <see cref="LedgerEvent.Resumed"/> line replaces it.</param>
/// <param name="StartedAt">When the run began, UTC.</param>
/// <param name="BatchId">What the runs of one command have in common.</param>
/// <param name="PreviousJournal">File name of the journal before it; null for the first.</param>
/// <param name="PreviousSeq">The last number in the journal before it, 0 for the first: tells when a journal or its end is gone.</param>
public sealed record JournalHeader(
    long Seq,
    string RunId,
    PartitionIdentity Identity,
    string DefinitionHash,
    DateTimeOffset StartedAt,
    string? BatchId,
    string? PreviousJournal,
    long PreviousSeq)
{
    /// <summary>The version of the journal's format that this program writes. Journals of a higher one are refused.</summary>
    public const int SchemaVersion = 1;

    /// <summary>What the run was ordered with; null when whoever opened the ledger did not say.</summary>
    public RunOrigin? Origin { get; init; }
}
