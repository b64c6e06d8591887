using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Rollcall.Ids;
using Rollcall.Ledger;
using Rollcall.Planning;
using Rollcall.Storage;

namespace Rollcall.Reporting.Certificates;

/// <summary>
/// Makes certificates: replays a partition's journals from their first line, believing no checkpoint, then reads every record file. Takes no lock and
/// writes nothing. Meant for a partition at rest: of one that is being worked on, records saved at this moment show as unknown.
/// </summary>
public static class Certifier
{
    /// <summary>Certifies a partition.</summary>
    /// <exception cref="RollcallException">There is no account of it (exit code 2), or a journal has no readable header (7).</exception>
    /// <exception cref="StorageException">Files cannot be read: exit code 7.</exception>
    public static Certificate Certify(CertificateRequest request, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(time);
        try
        {
            var findings = new Findings();
            var replay = AccountReplay.Of(new PartitionFiles(request.OutputFolder, request.Registry, request.Partition), findings, logger, cancellationToken);
            if (replay.Journals.Count == 0)
            {
                throw new RollcallException(
                    ExitCode.Usage, $"{request.OutputFolder} has no journal of {request.Registry}, partition {request.Partition}", "`rollcall status` lists what there is.");
            }

            var records = new RecordCheck(request, replay.State, replay.Evidence, findings);
            records.Run(cancellationToken);
            var isListing = replay.Journals[^1].Header.Identity.IsListing;
            var roster = Roster.Open(SweepPlanner.RosterPath(request.OutputFolder, request.Registry, request.Partition), keeps: false);
            var sets = new CertifiedSets(replay.State.Sets(), request.Walk, isListing ? roster.Count : null);

            // The roster is written before the journal's line: a process that was killed between them had read the listing.
            if (isListing && !replay.WasListed && roster.ListedAt is null)
            {
                findings.Add(CertificateFinding.ListingUnread, ids: null, caseId: null, file: null, "its listing was never read as a whole, so nobody knows which ids there are");
            }

            AddHoles(sets, findings);
            var (digest, first, last) = Digest(sets, replay.Evidence, findings);
            replay.Name();
            return Compose(request, time, replay, records, sets, findings, roster.Gone) with { EvidenceSha256 = digest, FirstOutcomeAt = first, LastOutcomeAt = last };
        }
        catch (Exception ex) when (StorageTroubles.Is(ex))
        {
            throw StorageStop.For(request.OutputFolder, ex);
        }
    }

    private static void AddHoles(CertifiedSets sets, Findings findings)
    {
        foreach (var range in sets.Holes.Ranges)
        {
            findings.Add(CertificateFinding.Hole, range, caseId: null, file: null, "no outcome, although a higher number exists");
        }

        foreach (var range in sets.Unconfirmed.Ranges)
        {
            findings.Add(CertificateFinding.Unconfirmed, range, caseId: null, file: null, "absent, but nothing asked afterwards has shown that the site told the truth");
        }
    }

    /// <summary>The evidence of every number in order, as one hash; an absence must have the site's words.</summary>
    private static (string Digest, DateTimeOffset? First, DateTimeOffset? Last) Digest(CertifiedSets sets, EvidenceBook evidence, Findings findings)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (first, last) = (long.MaxValue, long.MinValue);
        foreach (var number in sets.Settled.Numbers())
        {
            var record = sets.Succeeded.Contains(number) ? evidence.RecordOf(number) : null;
            var other = record is null ? evidence.OtherOf(number) : null;
            if (other is { Outcome: Outcome.NoRecord, HasMarker: false })
            {
                findings.Add(CertificateFinding.EvidenceMissing, new IdRange(number, number), caseId: null, file: null, "absent without the words by which the site said so");
            }

            var ticks = record?.Ticks ?? other!.Value.Ticks;
            (first, last) = (Math.Min(first, ticks), Math.Max(last, ticks));
            var time = new DateTime(ticks, DateTimeKind.Utc).ToString("O", CultureInfo.InvariantCulture);
            var outcome = record is not null ? Outcome.Success : other!.Value.Outcome;
            hash.AppendData(Encoding.UTF8.GetBytes($"{number} {Words.Of(outcome)} {time} {record?.Content.ToString() ?? "-"}\n"));
        }

        var none = sets.Settled.IsEmpty;
        return (Convert.ToHexStringLower(hash.GetHashAndReset()), none ? null : At(first), none ? null : At(last));
    }

    private static DateTimeOffset At(long ticks) => new(ticks, TimeSpan.Zero);

    private static Certificate Compose(
        CertificateRequest request, TimeProvider time, AccountReplay replay, RecordCheck records, CertifiedSets sets, Findings findings, IdSet vanished)
    {
        var unaccounted = new IdSet(findings.Concerned);
        return new Certificate
        {
            Registry = request.Registry,
            Partition = request.Partition,
            VerifiedAt = time.GetUtcNow(),
            Runs = replay.Runs,
            Walk = sets.Walk.ToString(),
            Size = sets.Walk.Count,
            HighestSeen = replay.State.HighestSeen,
            Succeeded = sets.Succeeded.Count,
            Unavailable = sets.Unavailable.Count,
            NoRecord = sets.Absent.Count,
            Failed = sets.Failed.Count,
            Unvisited = sets.Unvisited.Count,
            Intervals = new CertifiedIntervals
            {
                Success = sets.Succeeded.ToString(),
                Unavailable = sets.Unavailable.ToString(),
                NoRecord = sets.Absent.ToString(),
                AbsentAboveMark = sets.AbsentAboveMark.ToString(),
                Unconfirmed = sets.Unconfirmed.ToString(),
                Failed = sets.Failed.ToString(),
                Unvisited = sets.Unvisited.ToString(),
                NotWalked = sets.NotWalked.ToString(),
                Vanished = vanished.ToString(),
            },
            NotAccountedFor = unaccounted.ToString(),
            NotAccountedForCount = unaccounted.Count,
            NotWalked = sets.NotWalked.Count,
            FirstOutcomeAt = null,
            LastOutcomeAt = null,
            EvidenceSha256 = "",
            RecordFilesMatched = records.Matched,
            RecordFilesSuperseded = records.Superseded,
            Findings = findings.Named,
            FindingCounts = findings.Counts,
        };
    }
}
