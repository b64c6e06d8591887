using Rollcall.Ids;
using Rollcall.Ledger.State;
using Rollcall.Records;

namespace Rollcall.Reporting.Certificates;

/// <summary>Every record file against the evidence, and the evidence against the files. One file is held at a time.</summary>
internal sealed class RecordCheck(CertificateRequest request, LedgerState state, EvidenceBook evidence, Findings findings)
{
    private readonly IdSet _met = new();

    /// <summary>Files that match the ledger.</summary>
    public long Matched { get; private set; }

    /// <summary>Files that a newer one of the same id has replaced.</summary>
    public long Superseded { get; private set; }

    public void Run(CancellationToken cancellationToken)
    {
        foreach (var folder in evidence.RecordFolders.Append(request.RecordsFolder).Distinct().Select(f => Path.Combine(request.OutputFolder, f)).Where(Directory.Exists))
        {
            foreach (var (path, read) in RecordFile.ReadFolder(folder))
            {
                cancellationToken.ThrowIfCancellationRequested();
                var relative = Path.GetRelativePath(request.OutputFolder, path).Replace(Path.DirectorySeparatorChar, '/');
                Check(relative, read, evidence.IsClaimed(relative, out var number) ? number : null);
            }
        }

        var missing = new IdSet(state.Succeeded);
        missing.ExceptWith(_met);
        foreach (var number in missing.Numbers())
        {
            findings.Add(CertificateFinding.RecordMissing, new IdRange(number, number), caseId: null, file: null, "the ledger has a record; its file is not there");
        }
    }

    private void Check(string file, RecordRead read, long? claimed)
    {
        var current = claimed is { } number && state.Succeeded.Contains(number) && evidence.RecordOf(number)?.Path == EvidenceBook.Key(file) ? claimed : null;
        switch (read)
        {
            case RecordRead.Damaged damaged when current is { } concerned:
                _met.Add(concerned);
                findings.Add(CertificateFinding.RecordDamaged, One(concerned), caseId: null, file, damaged.Reason);
                break;
            case RecordRead.Damaged damaged:
                findings.Add(CertificateFinding.FileUnreadable, ids: null, caseId: null, file, damaged.Reason);
                break;
            case RecordRead.Sound { Document: var document } when current is { } concerned:
                _met.Add(concerned);
                Compare(concerned, file, document);
                break;
            case RecordRead.Sound { Document: var document } when document.Registry != request.Registry || document.Partition != request.Partition:
                break;
            case RecordRead.Sound when claimed is not null:
                Superseded++;
                break;
            case RecordRead.Sound { Document: var document }:
                findings.Add(
                    CertificateFinding.RecordUnknown, ids: null, document.CaseId, file,
                    $"saved by run {document.RunId}, but no journal says so; if that run is unfinished, the same command takes it up and settles this");
                break;
        }
    }

    private void Compare(long number, string file, RecordDocument document)
    {
        var expected = evidence.RecordOf(number)!.Value;
        var problem =
            document.Registry != request.Registry || document.Partition != request.Partition ? $"it is a record of {document.Registry}, partition {document.Partition}"
            : EvidenceBook.Key(document.CaseId) != expected.CaseId ? $"it is the record of {document.CaseId}"
            : Hash.Parse(document.ContentSha256) != expected.Content ? $"its content has the hash {document.ContentSha256}; the ledger has {expected.Content}"
            : (document.Unavailable is not null) != state.Unavailable.Contains(number) ? "file and ledger differ in whether the record is unavailable"
            : null;
        if (problem is null)
        {
            Matched++;
        }
        else
        {
            findings.Add(CertificateFinding.RecordDiffers, One(number), caseId: null, file, problem);
        }
    }

    private static IdRange One(long number) => new(number, number);
}
