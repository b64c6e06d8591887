using Microsoft.Extensions.Logging;
using Rollcall.Fetching;
using Rollcall.Ids;
using Rollcall.Ledger;
using Rollcall.Reading;
using Rollcall.Records;
using Rollcall.Records.Pages;
using Rollcall.Registries;
using Rollcall.Storage;

namespace Rollcall.Sweeping.Rereads;

/// <summary>
/// Reads the pages that a run kept with the definition as it is now, without the network, and journals what follows. A failed id gets the outcome that
/// its page shows; a record that reads differently is saved anew; an absence that its page no longer shows fails, so that <c>retry</c> asks it. A
/// record is never taken away. Runs once.
/// </summary>
public sealed partial class Reread : IAsyncDisposable
{
    private readonly RereadRequest _request;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly FileLedger _ledger;
    private readonly StopReason? _before;
    private readonly PageReader _reader;
    private readonly RecordStore _records;
    private readonly KeptBook _book;
    private readonly List<RereadChange> _changed = [];
    private readonly List<RereadDoubt> _notRead = [];
    private long _unchanged;
    private long _done;

    private Reread(RereadRequest request, TimeProvider time, ILogger logger, FileLedger ledger, StopReason? before)
    {
        _request = request;
        _time = time;
        _logger = logger;
        _ledger = ledger;
        _before = before;
        _reader = new PageReader(request.Definition, request.Partition.Values);
        _records = RecordStore.Open(new RecordStoreOptions
        {
            OutputFolder = request.Settings.OutputDir,
            RecordsFolder = request.Settings.PerCaseSubdir,
            Registry = ledger.Run.Registry,
            Partition = ledger.Run.Partition,
            RunId = ledger.Run.RunId,
            Secrets = new SecretMask(request.Partition.Values.SecretValues),
            Retries = RetriesOf(request, time),
            ForceOverwrite = request.ForceOverwrite,
            KillPoints = request.KillPoints,
        });
        _book = KeptBook.Of(request.Settings.OutputDir, request.RunId);
    }

    /// <summary>How many pages there are to read.</summary>
    public long Pages => _book.Count;

    /// <summary>How many of them were read by now. Thread safe.</summary>
    public long Done => Interlocked.Read(ref _done);

    /// <summary>Takes up the run and lists its pages.</summary>
    /// <exception cref="RollcallException">The run is not there, not the newest of its partition, or of another registry; or the storage refuses.</exception>
    public static async Task<Reread> OpenAsync(RereadRequest request, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!request.Definition.Sections.IsEmpty)
        {
            throw new RollcallException(
                ExitCode.Usage,
                $"{request.Definition.File}: its records are put together from several pages (sections), and of those that failed only one is kept: there is nothing to read them from again",
                "`rollcall retry` asks them; sections that were read already are not asked twice within a run.");
        }

        var identity = new PartitionIdentity(RegistryIdentity.Of(request.Definition), request.Partition.Name);
        var account = LedgerReader.Read(request.Settings.OutputDir, identity.RegistryName, identity.Partition, logger);
        var ledger = await FileLedger.OpenAsync(
            new LedgerRequest
            {
                OutputFolder = request.Settings.OutputDir,
                Identity = identity,
                DefinitionHash = request.Definition.Hash,
                Intent = new OpenIntent.Reread(request.RunId),
                KillPoints = request.KillPoints,
                Retries = RetriesOf(request, time),
                Hurry = cancellationToken,
            },
            time,
            logger,
            cancellationToken);
        try
        {
            return new Reread(request, time, logger, ledger, account?.LastStop);
        }
        catch (Exception ex)
        {
            await ledger.DisposeAsync();
            if (StorageTroubles.Is(ex))
            {
                throw StorageStop.For(request.Settings.OutputDir, ex);
            }

            throw;
        }
    }

    /// <summary>Reads them, one id after another, until all are read or something asks it to stop.</summary>
    /// <exception cref="RollcallException">The storage refuses: exit code 7. The same command goes on.</exception>
    public async Task<RereadReport> RunAsync(StopSignal stop)
    {
        ArgumentNullException.ThrowIfNull(stop);
        foreach (var (id, pages) in _book.Ids)
        {
            if (stop.Cause is not null)
            {
                break;
            }

            await ReadAsync(id, pages);
            Interlocked.Add(ref _done, pages.Count);
        }

        var failed = _ledger.View.Totals.Failed;
        await EndAsync(failed, stop.Cause);
        var end = stop.Cause?.Reason ?? (failed > 0 ? StopReason.CompletedWithFailures : StopReason.Completed);
        return new RereadReport
        {
            RunId = _ledger.Run.RunId,
            Registry = _ledger.Run.Registry,
            Partition = _ledger.Run.Partition,
            DefinitionHash = _request.Definition.Hash,
            Pages = Done,
            Unchanged = _unchanged,
            Changed = _changed,
            NotRead = _notRead,
            Damaged = _book.Damaged,
            Failed = failed,
            StopReason = stop.Cause?.Reason.Word(),
            ExitCode = (int)end.Code(),
        };
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _ledger.DisposeAsync();

    private async Task ReadAsync(RecordId id, IReadOnlyList<KeptPage> pages)
    {
        var stands = _ledger.View.OutcomeOf(id.Ordinal);
        (KeptPage Page, Attempt Attempt)? unread = null;
        foreach (var page in pages.Where(p => Concerns(p, stands)))
        {
            if (Judge(page) is not { } attempt)
            {
                continue;
            }

            // The newest page that says something decides; what failed in between says nothing about the id.
            if (Says(attempt.Answer, stands))
            {
                await SettleAsync(page, attempt, stands);
                return;
            }

            unread ??= (page, attempt);
        }

        switch (stands)
        {
            case Outcome.Success when unread is { } doubt:
                _notRead.Add(new RereadDoubt(id.Text, WordOf(stands), doubt.Page.Path, Reason(doubt.Attempt)));
                break;
            case Outcome.NoRecord when unread is { } lost:
                await FailAsync(lost.Page, id, $"its page is no longer read as an absence: {Reason(lost.Attempt)}");
                break;
            default:
                _unchanged++;
                break;
        }
    }

    private static WriteRetries RetriesOf(RereadRequest request, TimeProvider time) => new(request.Settings.ExportWriteRetries, request.Settings.ExportWriteBackoff, time);

    /// <summary>Where an id has a record or an absence, the pages of its failures came before that, and say nothing any more.</summary>
    private static bool Concerns(KeptPage page, Outcome? stands) => stands is null or Outcome.Failed || !page.IsOfFailure;

    private static bool Says(Answer answer, Outcome? stands) => answer switch
    {
        Answer.Found => true,

        // Merged is believed when a fresh session says so too, and there is none here.
        Answer.Unavailable { Kind: not UnavailableKind.Merged } => true,

        // An open id may be one whose absence was taken back because the site lied at that time; a record outweighs an older absence.
        Answer.Absent => stands is Outcome.Failed or Outcome.NoRecord,
        _ => false,
    };

    private Attempt? Judge(KeptPage kept)
    {
        var read = KeptPages.Read(Path.Combine(_request.Settings.OutputDir, kept.Path));
        if (read is KeptRead.Sound { Capture: var capture } sound && sound.Registry == _ledger.Run.Registry && sound.Partition == _ledger.Run.Partition)
        {
            var (ask, detail) = capture.AskPage is { } first ? (first, capture.Page) : (capture.Page, null);
            return new Attempt(_reader.Read(ask, detail, kept.Id), ask, detail, Requests: 0, capture.At, Took: TimeSpan.Zero);
        }

        _book.Damaged.Add(new RereadDamage(kept.Path, (read as KeptRead.Damaged)?.Reason ?? "it is a page of another registry or partition"));
        return null;
    }

    private async Task SettleAsync(KeptPage page, Attempt attempt, Outcome? stands)
    {
        switch (attempt.Answer)
        {
            case Answer.Found found:
                await SaveAsync(page, attempt, found.Content, unavailable: null, stands);
                break;
            case Answer.Unavailable gone:
                await SaveAsync(page, attempt, RecordContent.Empty, new Unavailability(gone.Kind), stands);
                break;
            case Answer.Absent when stands == Outcome.NoRecord:
                _unchanged++;
                break;
            default:
                await TellAsync(page, Settled(page, attempt, Outcome.NoRecord), stands, reason: null);
                break;
        }
    }

    private async Task SaveAsync(KeptPage page, Attempt attempt, RecordContent content, Unavailability? unavailable, Outcome? stands)
    {
        var record = new CollectedRecord(page.Id, content, attempt.Page!.FinalUrl, attempt.AskedAt) { Unavailable = unavailable };
        if (stands == Outcome.Success && _records.HashOf(record) == _book.HashOf(page.Id.Ordinal))
        {
            _unchanged++;
            return;
        }

        if (await _records.SaveOnceAsync(record, CancellationToken.None) is not SaveResult.Saved saved)
        {
            _notRead.Add(new RereadDoubt(page.Id.Text, WordOf(stands), page.Path, "its record cannot be saved: the names of its file are taken, or refused"));
            return;
        }

        var settled = Settled(page, attempt, Outcome.Success) with { SavedPath = saved.Path, ContentSha256 = saved.ContentSha256, Unavailable = unavailable?.Kind };
        await TellAsync(page, settled, stands, reason: null);
        if (stands == Outcome.NoRecord)
        {
            await FailOthersAsync(page, "its absence rested on a page like that of an id which has a record");
        }
    }

    /// <summary>An absence that its own page no longer shows is not believed, nor are those that rest on a page like it: <c>retry</c> asks them.</summary>
    private async Task FailAsync(KeptPage page, RecordId id, string reason)
    {
        await TellAsync(page with { Id = id }, Failure(page with { Id = id }, reason), Outcome.NoRecord, reason);
        await FailOthersAsync(page, reason);
    }

    private async Task FailOthersAsync(KeptPage page, string reason)
    {
        foreach (var id in _book.AbsentBy(page.Path).Where(id => id != page.Id && _ledger.View.OutcomeOf(id.Ordinal) == Outcome.NoRecord))
        {
            await TellAsync(page with { Id = id }, Failure(page with { Id = id }, reason), Outcome.NoRecord, reason);
        }
    }

    private async Task TellAsync(KeptPage page, LedgerEvent.Settled settled, Outcome? stands, string? reason)
    {
        await _ledger.AppendAsync([settled], CancellationToken.None);
        _changed.Add(new RereadChange(page.Id.Text, WordOf(stands), WordOf(settled.Outcome), page.Path, settled.SavedPath, reason));
        LogChanged(_ledger.Run.RunId, page.Id.Text, WordOf(stands), WordOf(settled.Outcome), page.Path);
    }

    private LedgerEvent.Settled Settled(KeptPage page, Attempt attempt, Outcome outcome) => new(
        _time.GetUtcNow(), page.Id, outcome, Attempts: 1, AnswerNotes.Of(attempt, page.Path) with { Notes = "read again from the kept page, with the definition of the last resume line" });

    private LedgerEvent.Settled Failure(KeptPage page, string reason) => new(
        _time.GetUtcNow(), page.Id, Outcome.Failed, Attempts: 1, new AnswerNote(AnswerKind.Unrecognised, Marker: null, StatusCode: null, FailureClass.Unrecognised, reason) { HtmlPath = page.Path });

    /// <summary>
    /// A finished run stays finished, with or without failures by now; an unfinished one stays as it was, so that the same command resumes it.
    /// </summary>
    private async Task EndAsync(long failed, StopCause? cause)
    {
        var detail = cause?.Detail ?? $"kept pages were read again: {_changed.Count} ids changed";
        StopReason? end = _before switch
        {
            { } before when !before.Finishes() => before,
            { } when failed > 0 => StopReason.CompletedWithFailures,
            StopReason.CompletedWithFailures => StopReason.Completed,
            _ => _before,
        };
        if (end is { } reason)
        {
            await _ledger.AppendAsync([new LedgerEvent.Stopped(_time.GetUtcNow(), reason, detail)], CancellationToken.None);
        }
    }

    private static string WordOf(Outcome? outcome) => outcome is { } known ? Words.Of(known) : "open";

    private static string Reason(Attempt attempt) => attempt.Answer switch
    {
        Answer.Unavailable => "it is merged into another id, which is believed only when a fresh session says so too",
        Answer.Absent => "the site says that there is no such record",
        _ => AnswerNotes.Of(attempt).Error ?? "",
    };

    [LoggerMessage(EventName = "batch.reread.changed", Level = LogLevel.Information, Message = "{case_id}: {was} is {now} by {page}")]
    private partial void LogChanged(string run_id, string case_id, string was, string now, string page);
}
