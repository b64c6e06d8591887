using Rollcall.Ids;
using Rollcall.Ledger;
using Rollcall.Records.Pages;

namespace Rollcall.Sweeping.Rereads;

/// <summary>Which pages a run kept of which id, and what the journal says came of them. Not thread safe.</summary>
internal sealed class KeptBook
{
    private static readonly string[] Folders = [new Occasion.Failed(default, "").Folder, new Occasion.Absent("").Folder, new Occasion.Wanted().Folder];

    private readonly SortedDictionary<long, List<KeptPage>> _pages = [];
    private readonly Dictionary<long, string> _hashes = [];
    private readonly JournalFile _journal;
    private Dictionary<string, List<RecordId>>? _absentBy;

    private KeptBook(JournalFile journal) => _journal = journal;

    /// <summary>The ids with pages, ascending, each with its pages, the newest first.</summary>
    public IEnumerable<(RecordId Id, IReadOnlyList<KeptPage> Pages)> Ids => _pages.Values.Select(p => (p[0].Id, (IReadOnlyList<KeptPage>)[.. p.OrderByDescending(k => k.At)]));

    /// <summary>How many pages there are.</summary>
    public long Count { get; private set; }

    /// <summary>Pages that nobody can say whose they are.</summary>
    public List<RereadDamage> Damaged { get; } = [];

    /// <summary>The hash of the record that the run saved last of an id that has pages; null when it saved none.</summary>
    public string? HashOf(long ordinal) => _hashes.GetValueOrDefault(ordinal);

    /// <summary>The ids whose absence rested on a page when the run was taken up: pages that differ only in the id are kept once.</summary>
    public IReadOnlyList<RecordId> AbsentBy(string path) => (_absentBy ??= Absences()).GetValueOrDefault(path) ?? [];

    /// <summary>Lists a run's pages and reads its journal.</summary>
    /// <exception cref="FormatException">The journal's first line is damaged.</exception>
    /// <exception cref="IOException">Files cannot be read.</exception>
    public static KeptBook Of(string outputFolder, string runId)
    {
        var book = new KeptBook(JournalFile.Open(JournalFile.PathOf(outputFolder, runId)));
        foreach (var folder in Folders)
        {
            book.List(outputFolder, runId, folder);
        }

        foreach (var settled in book.Settled().Where(s => s.Outcome == Outcome.Success && book._pages.ContainsKey(s.Id.Ordinal)))
        {
            book._hashes[settled.Id.Ordinal] = settled.ContentSha256 ?? "";
        }

        return book;
    }

    private void List(string outputFolder, string runId, string folder)
    {
        foreach (var (path, sidecar, problem) in KeptPages.Sidecars(outputFolder, runId, folder))
        {
            if (sidecar is null || sidecar.RunId != runId)
            {
                Damaged.Add(new RereadDamage(path, problem ?? $"it is a page of run {sidecar!.RunId}"));
                continue;
            }

            if (sidecar.Ordinal == 0 && _journal.Header.Identity.IsListing)
            {
                // The page of the listing itself: it says nothing of any id.
                continue;
            }

            if (!_pages.TryGetValue(sidecar.Ordinal, out var pages))
            {
                _pages.Add(sidecar.Ordinal, pages = []);
            }

            pages.Add(new KeptPage(new RecordId(sidecar.Ordinal, sidecar.CaseId), path, sidecar.At, folder));
            Count++;
        }
    }

    // Only needed when an absence is taken back; of a million absences the ids are not kept before.
    private Dictionary<string, List<RecordId>> Absences()
    {
        var last = new Dictionary<long, (RecordId Id, string Page)>();
        foreach (var settled in Settled())
        {
            last.Remove(settled.Id.Ordinal);
            if (settled is { Outcome: Outcome.NoRecord, Answer.HtmlPath: { } page })
            {
                last.Add(settled.Id.Ordinal, (settled.Id, page));
            }
        }

        return last.Values.GroupBy(a => a.Page, a => a.Id, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.OrderBy(id => id.Ordinal).ToList(), StringComparer.Ordinal);
    }

    private IEnumerable<LedgerEvent.Settled> Settled() => _journal.Lines().OfType<JournalLine.Entry>().Select(e => e.Event).OfType<LedgerEvent.Settled>();
}

/// <summary>One kept page.</summary>
/// <param name="Id">Whose.</param>
/// <param name="Path">The HTML, relative to the output folder.</param>
/// <param name="At">When it came.</param>
/// <param name="Folder">Why it was kept: the folder of its <see cref="Occasion"/>.</param>
internal sealed record KeptPage(RecordId Id, string Path, DateTimeOffset At, string Folder)
{
    private static readonly string Failures = new Occasion.Failed(default, "").Folder;

    /// <summary>Whether the attempt failed.</summary>
    public bool IsOfFailure => Folder == Failures;
}
