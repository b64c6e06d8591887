using System.Text;
using Rollcall.Storage;
namespace Rollcall.Reporting.Certificates;

/// <summary>
/// The proof: for every number of a partition's walk what it was answered, checked against every journal and every record file. Data only; the
/// JSON is these properties in snake_case, in this order. Sets of ids are intervals, <c>1-400,402-500</c>. Immutable.
/// </summary>
public sealed record Certificate
{
    /// <summary>The registry's name.</summary>
    public required string Registry { get; init; }

    /// <summary>The partition's name.</summary>
    public required string Partition { get; init; }

    /// <summary>When it was made, UTC.</summary>
    public required DateTimeOffset VerifiedAt { get; init; }

    /// <summary>The runs it is made from, oldest first.</summary>
    public required IReadOnlyList<CertifiedRun> Runs { get; init; }

    /// <summary>The numbers that had to be walked.</summary>
    public required string Walk { get; init; }

    /// <summary>How many they are: <see cref="Succeeded"/> + <see cref="NoRecord"/> + <see cref="Failed"/> + <see cref="Unvisited"/>.</summary>
    public required long Size { get; init; }

    /// <summary>The highest number known to exist; null when none is.</summary>
    public required long? HighestSeen { get; init; }

    /// <summary>Numbers with a record, unavailable ones included.</summary>
    public required long Succeeded { get; init; }

    /// <summary>Of these, numbers that the site said to exist without showing them.</summary>
    public required long Unavailable { get; init; }

    /// <summary>Numbers that the site said it does not have.</summary>
    public required long NoRecord { get; init; }

    /// <summary>Numbers without an answer after all retries.</summary>
    public required long Failed { get; init; }

    /// <summary>Numbers without an outcome.</summary>
    public required long Unvisited { get; init; }

    /// <summary>Which numbers are which.</summary>
    public required CertifiedIntervals Intervals { get; init; }

    /// <summary>Numbers of the walk up to <see cref="HighestSeen"/> that are not accounted for, whatever the reason. Empty for a complete account.</summary>
    public required string NotAccountedFor { get; init; }

    /// <summary>How many they are.</summary>
    public required long NotAccountedForCount { get; init; }

    /// <summary>How many numbers <see cref="CertifiedIntervals.NotWalked"/> holds.</summary>
    public required long NotWalked { get; init; }

    /// <summary>When the oldest and the newest outcome were given, UTC; null when there is none.</summary>
    public required DateTimeOffset? FirstOutcomeAt { get; init; }

    /// <summary>See <see cref="FirstOutcomeAt"/>.</summary>
    public required DateTimeOffset? LastOutcomeAt { get; init; }

    /// <summary>
    /// SHA-256 over the evidence: for each number with an outcome, ascending, the line <c>number outcome time content_sha256</c> (time as
    /// 2025-11-22T10:00:00.0000000Z, the hash for records only). Two certificates with the same hash prove the same.
    /// </summary>
    public required string EvidenceSha256 { get; init; }

    /// <summary>Record files of the partition whose content was read and matches the ledger.</summary>
    public required long RecordFilesMatched { get; init; }

    /// <summary>Record files that a newer one of the same id has replaced (<c>--recollect</c>).</summary>
    public required long RecordFilesSuperseded { get; init; }

    /// <summary>What is wrong, the grave first; at most <see cref="CertificateFinding.MostOfAKind"/> of a kind are named.</summary>
    public required IReadOnlyList<CertificateFinding> Findings { get; init; }

    /// <summary>How many findings there are of each kind, named or not.</summary>
    public required IReadOnlyDictionary<string, long> FindingCounts { get; init; }

    /// <summary>Whether everything of the walk up to the highest record seen is accounted for and no file claims more.</summary>
    public bool IsComplete => FindingCounts.Keys.All(kind => !CertificateFinding.IsGrave(kind));

    /// <summary>What <c>verify</c> ends with.</summary>
    public ExitCode ExitCode => IsComplete ? ExitCode.Completed : ExitCode.NotAccountedFor;

    /// <summary>The certificate as one JSON document.</summary>
    public string ToJson() => Encoding.UTF8.GetString(ReadableJson.Write(this));
}

/// <summary>One run of a certificate.</summary>
/// <param name="RunId">The run.</param>
/// <param name="StartedAt">When it started, UTC.</param>
/// <param name="DefinitionHash">The definition it began with.</param>
/// <param name="Stop">Why it ended; null when it was killed or goes on.</param>
public sealed record CertifiedRun(string RunId, DateTimeOffset StartedAt, string DefinitionHash, string? Stop);

/// <summary>The numbers of each outcome, as intervals.</summary>
public sealed record CertifiedIntervals
{
    /// <summary>With a record, unavailable ones included.</summary>
    public required string Success { get; init; }

    /// <summary>Said to exist without being shown.</summary>
    public required string Unavailable { get; init; }

    /// <summary>Said not to exist.</summary>
    public required string NoRecord { get; init; }

    /// <summary>Of these, above the highest number known to exist: the registry may grow, and a later run asks again.</summary>
    public required string AbsentAboveMark { get; init; }

    /// <summary>Of these, below it, but confirmed by no canary, or asked when the mark was lower: not believed.</summary>
    public required string Unconfirmed { get; init; }

    /// <summary>Without an answer after all retries.</summary>
    public required string Failed { get; init; }

    /// <summary>Without an outcome.</summary>
    public required string Unvisited { get; init; }

    /// <summary>
    /// In none of these: from the walk's first number to the highest known to exist, what no run was to ask (<c>--start</c>, <c>--end</c>, <c>--max-cases</c>). The certificate
    /// says nothing of them.
    /// </summary>
    public required string NotWalked { get; init; }

    /// <summary>Of all these, the ids that were not on the listing any more when it was last read; empty without a listing.</summary>
    public required string Vanished { get; init; }
}
