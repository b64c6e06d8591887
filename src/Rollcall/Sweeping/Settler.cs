using Microsoft.Extensions.Logging;
using Rollcall.Fetching;
using Rollcall.Ledger;
using Rollcall.Pacing;
using Rollcall.Reading;
using Rollcall.Records;

namespace Rollcall.Sweeping;

/// <summary>
/// What follows from an answer: a record saved, an outcome or a retry journalled, the queue told, the stop policies asked. Thread safe; one for
/// all workers.
/// </summary>
internal sealed partial class Settler(SweepParts parts, WorkQueue queue, StopSignal stop, ILogger logger)
{
    private readonly PendingAbsences _absences = new(parts.Ledger.View.ProvisionalInRun);
    private readonly EvidenceKeeper _evidence = new(parts.RawPages, parts.Settings.PersistRawHtml, parts.Time, logger);
    private readonly SweepStops _stops = new(parts.Plan, parts.Settings);
    private readonly SiteContact _contact = new();
    private readonly string _run = parts.Ledger.Run.RunId;

    /// <summary>An attempt begins.</summary>
    public void Begin(WorkItem item)
    {
        item.Attempts++;
        LogJobStart(_run, item.Id.Text, item.Attempts);
    }

    /// <summary>Takes the answer to its end: an outcome, or a later retry.</summary>
    public async Task SettleAsync(WorkItem item, Attempt attempt, CancellationToken abort)
    {
        _contact.Observe(attempt.Answer);
        var settled = attempt.Answer switch
        {
            Answer.Found a => await SaveAsync(item, attempt, a.Content, unavailable: null, abort),
            Answer.Unavailable a => await SaveAsync(item, attempt, RecordContent.Empty, new Unavailability(a.Kind, a.MergedInto), abort),
            Answer.Absent => await AbsentAsync(item, attempt, abort),
            _ => await FailedAsync(item, attempt, abort),
        };
        if (settled is { } outcome)
        {
            queue.Settle(item);
            LogJobEnd(_run, item.Id.Text, item.Attempts, Words.Of(outcome), (long)attempt.Took.TotalMilliseconds);
            if (_stops.After(parts.Ledger.View, item.Id.Ordinal, outcome) is { } cause)
            {
                stop.Request(cause.Reason, cause.Detail);
            }
        }
    }

    private async Task<Outcome?> SaveAsync(WorkItem item, Attempt attempt, RecordContent content, Unavailability? unavailable, CancellationToken abort)
    {
        var page = attempt.Page!;
        var record = new CollectedRecord(item.Id, content, page.FinalUrl, parts.Time.GetUtcNow()) { Unavailable = unavailable };
        var saved = await parts.Records.SaveAsync(record, abort);
        if (saved is SaveResult.Refused refused)
        {
            var fault = new Fault(FailureClass.Storage, refused.Reason) { Requests = attempt.Requests };
            return await GiveUpAsync(item, attempt with { Answer = new Answer.Faulted(fault) }, abort);
        }

        var file = (SaveResult.Saved)saved;
        var note = AnswerNotes.Of(attempt, await KeepAsync(item, attempt));
        var events = new List<LedgerEvent>
        {
            Attempted(item, attempt, note, recovery: null),
            new LedgerEvent.Settled(parts.Time.GetUtcNow(), item.Id, Outcome.Success, item.Attempts, note)
            {
                SavedPath = file.Path,
                ContentSha256 = file.ContentSha256,
                Unavailable = unavailable?.Kind,
            },
        };

        // A record found is a canary that told the truth: what was absent before it was asked for is believed.
        var believed = _absences.TakeAnsweredBefore(attempt.AskedAt);
        if (!believed.IsEmpty)
        {
            events.Add(new LedgerEvent.Sealed(parts.Time.GetUtcNow(), believed.ToString()));
        }

        await parts.Ledger.AppendAsync(events, CancellationToken.None);
        return Outcome.Success;
    }

    private async Task<Outcome?> AbsentAsync(WorkItem item, Attempt attempt, CancellationToken abort)
    {
        abort.ThrowIfCancellationRequested();
        var note = AnswerNotes.Of(attempt, await KeepAsync(item, attempt));
        await parts.Ledger.AppendAsync(
            [
                Attempted(item, attempt, note, recovery: null),
                new LedgerEvent.Settled(parts.Time.GetUtcNow(), item.Id, Outcome.NoRecord, item.Attempts, note),
            ],
            CancellationToken.None);
        _absences.Add(item.Id.Ordinal, parts.Time.GetUtcNow());
        return Outcome.NoRecord;
    }

    private async Task<Outcome?> FailedAsync(WorkItem item, Attempt attempt, CancellationToken abort)
    {
        var asked = AnswerNotes.RetryAfterOf(attempt.Answer);
        if (asked is { } hold)
        {
            parts.Gate.Hold(hold);
        }

        // A session that cannot be opened costs the id nothing, but not for ever: where no session can be, the ids' own retries end it.
        var forgiven = attempt.Answer is Answer.Faulted { Fault.OfSession: true } && item.SessionFaults < parts.Settings.MaxRetries;
        TimeSpan? wait;
        lock (parts.Retries)
        {
            wait = parts.Retries.Next(forgiven ? ++item.SessionFaults : item.Attempts, asked);
        }

        if (wait is not { } pause)
        {
            return await GiveUpAsync(item, attempt, abort);
        }

        var note = AnswerNotes.Of(attempt, await KeepAsync(item, attempt));
        LogRetry(_run, item.Id.Text, item.Attempts, note.Error ?? "", pause.TotalSeconds);
        await parts.Ledger.AppendAsync([Attempted(item, attempt, note, $"retry in {pause.TotalSeconds:0.#} s")], CancellationToken.None);
        item.Attempts -= forgiven ? 1 : 0;

        queue.RetryAfter(item, pause);
        return null;
    }

    private async Task<Outcome?> GiveUpAsync(WorkItem item, Attempt attempt, CancellationToken abort)
    {
        abort.ThrowIfCancellationRequested();
        var note = AnswerNotes.Of(attempt, await KeepAsync(item, attempt));
        if (_contact.TroubleOf(attempt.Answer) is { } trouble)
        {
            // Site trouble is not the id's fault: the attempt is journalled, the id stays open.
            await parts.Ledger.AppendAsync([Attempted(item, attempt, note, "none: the run stops, the id stays open")], CancellationToken.None);
            stop.Request(trouble.Reason, trouble.Detail);
            return null;
        }

        LogGivenUp(_run, item.Id.Text, item.Attempts, note.Error ?? "");
        await parts.Ledger.AppendAsync(
            [
                Attempted(item, attempt, note, "none left"),
                new LedgerEvent.Settled(parts.Time.GetUtcNow(), item.Id, Outcome.Failed, item.Attempts, note),
            ],
            CancellationToken.None);
        return Outcome.Failed;
    }

    private Task<string?> KeepAsync(WorkItem item, Attempt attempt) => _evidence.KeepAsync(_run, item.Id, item.Attempts, attempt);

    private LedgerEvent.Attempted Attempted(WorkItem item, Attempt attempt, AnswerNote note, string? recovery) =>
        new(parts.Time.GetUtcNow(), item.Id, item.Attempts, note, attempt.Took, attempt.Requests) { Recovery = recovery };

    [LoggerMessage(EventName = "batch.job.start", Level = LogLevel.Information, Message = "{case_id}: attempt {attempt}")]
    private partial void LogJobStart(string run_id, string case_id, int attempt);

    [LoggerMessage(EventName = "batch.job.end", Level = LogLevel.Information, Message = "{case_id}: {outcome} after {attempt} attempts, the last took {duration_ms} ms")]
    private partial void LogJobEnd(string run_id, string case_id, int attempt, string outcome, long duration_ms);

    [LoggerMessage(EventName = "batch.job.retry", Level = LogLevel.Warning, Message = "{case_id}: attempt {attempt} failed: {error}; asked again in {wait_seconds:0.#} s")]
    private partial void LogRetry(string run_id, string case_id, int attempt, string error, double wait_seconds);

    [LoggerMessage(EventName = "batch.job.failed", Level = LogLevel.Warning, Message = "{case_id}: failed after {attempt} attempts: {error}")]
    private partial void LogGivenUp(string run_id, string case_id, int attempt, string error);
}
