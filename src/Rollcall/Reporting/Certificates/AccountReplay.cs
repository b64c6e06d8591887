using Microsoft.Extensions.Logging;
using Rollcall.Ledger;
using Rollcall.Ledger.Journals;
using Rollcall.Ledger.State;

namespace Rollcall.Reporting.Certificates;

/// <summary>Every journal of a partition, read from its first line: the state that follows and the evidence for it. No checkpoint is believed.</summary>
internal sealed class AccountReplay
{
    private readonly List<CertifiedRun> _runs = [];
    private readonly Findings _findings;

    private AccountReplay(IReadOnlyList<JournalFile> journals, Findings findings)
    {
        Journals = journals;
        _findings = findings;
    }

    public IReadOnlyList<JournalFile> Journals { get; }

    public LedgerState State { get; } = new();

    /// <summary>Whether the listing was ever read as a whole.</summary>
    public bool WasListed { get; private set; }

    public EvidenceBook Evidence { get; } = new();

    public IReadOnlyList<CertifiedRun> Runs => _runs;

    public static AccountReplay Of(PartitionFiles partition, Findings findings, ILogger logger, CancellationToken cancellationToken)
    {
        var replay = new AccountReplay(JournalCatalog.Of(partition, logger), findings);
        long seq = 0;
        JournalFile? before = null;
        foreach (var journal in replay.Journals)
        {
            if (journal.Header.PreviousJournal != before?.Name || journal.Header.PreviousSeq != seq)
            {
                findings.Add(
                    CertificateFinding.JournalDamaged, ids: null, caseId: null, journal.Name,
                    $"it goes on from {journal.Header.PreviousJournal ?? "nothing"} at seq {journal.Header.PreviousSeq}; there is {before?.Name ?? "none"} up to seq {seq}");
            }

            replay.State.Begin(journal.Header.DefinitionHash);
            seq = replay.Read(journal, cancellationToken);
            replay._runs.Add(new CertifiedRun(journal.Header.RunId, journal.Header.StartedAt, journal.Header.DefinitionHash, replay.State.Run.LastStop?.Word()));
            before = journal;
        }

        return replay;
    }

    /// <summary>Gives findings about one number its id's text, and its file where that is not known yet.</summary>
    public void Name()
    {
        var texts = new Dictionary<string, (string CaseId, string? File)>(StringComparer.Ordinal);
        foreach (var finding in _findings.Named.Where(f => f.CaseId is null && f.Ids.Length > 0))
        {
            texts.TryAdd(finding.Ids, default);
        }

        if (texts.Count == 0)
        {
            return;
        }

        foreach (var settled in Journals.SelectMany(j => j.Lines()).OfType<JournalLine.Entry>().Select(e => e.Event).OfType<LedgerEvent.Settled>())
        {
            if (texts.ContainsKey(settled.Id.Ordinal.ToString()))
            {
                texts[settled.Id.Ordinal.ToString()] = (settled.Id.Text, settled.SavedPath ?? texts[settled.Id.Ordinal.ToString()].File);
            }
        }

        _findings.Name(f => f.CaseId is null && texts.TryGetValue(f.Ids, out var known) && known.CaseId is not null
            ? f with { CaseId = known.CaseId, File = f.File ?? known.File }
            : f);
    }

    /// <returns>The last number in the chain.</returns>
    private long Read(JournalFile journal, CancellationToken cancellationToken)
    {
        var seq = journal.Header.Seq;
        foreach (var line in journal.Lines())
        {
            cancellationToken.ThrowIfCancellationRequested();
            switch (line)
            {
                case JournalLine.Entry entry:
                    seq = entry.Seq;
                    State.Apply(entry.Event);
                    WasListed |= entry.Event is LedgerEvent.Listed { IsWhole: true };
                    if (entry.Event is LedgerEvent.Settled settled)
                    {
                        Evidence.Note(settled);
                    }

                    break;
                case JournalLine.Damaged damaged:
                    State.Lose();
                    _findings.Add(CertificateFinding.JournalDamaged, ids: null, caseId: null, journal.Name, $"line {line.Number}, byte {line.Offset}: {damaged.Problem}");
                    break;
            }
        }

        return seq;
    }
}
