using Microsoft.Extensions.Logging;
using Rollcall.Fetching;
using Rollcall.Ledger;
using Rollcall.Observing;
using Rollcall.Pacing;
using Rollcall.Pacing.Health;
using Rollcall.Reading;
using Rollcall.Records;

namespace Rollcall.Sweeping;

/// <summary>
/// What follows from an answer: a record saved, an outcome or a retry journalled, the queue told, the stop policies asked. Thread safe; one for
/// all workers.
/// </summary>
internal sealed partial class Settler(SweepParts parts, WorkQueue queue, SiteWatch watch, ILogger logger)
{
    private readonly EvidenceKeeper _evidence = new(parts.RawPages, parts.Settings.PersistRawHtml, parts.Time, logger);
    private readonly SweepStops _stops = new(parts.Plan, parts.Settings);
    private readonly ExpectedYield _expected = ExpectedYield.Of(parts.Ledger.View, parts.Plan);
    private readonly Fates _fates = new(parts.Settings, parts.Retries);
    private readonly string _run = parts.Ledger.Run.RunId;

    /// <summary>An attempt begins.</summary>
    /// <returns>What to dispose of when it is over: until then every log line of this flow names the id and the attempt.</returns>
    public IDisposable Begin(WorkItem item)
    {
        item.Attempts++;
        item.Asked++;
        LogJobStart(_run, item.Id.Text, item.Asked);
        return LogScope.Job(logger, item.Id.Text, item.Asked);
    }

    /// <summary>Takes the answer to its end: an outcome, or a later retry.</summary>
    public async Task SettleAsync(WorkItem item, Attempt attempt, CancellationToken abort)
    {
        TellGate(parts.Gate, attempt);
        var settled = attempt.Answer switch
        {
            Answer.Found a => await SaveAsync(item, attempt, a.Content, unavailable: null, abort),
            Answer.Unavailable a => await SaveAsync(item, attempt, RecordContent.Empty, new Unavailability(a.Kind, a.MergedInto), abort),
            Answer.Absent => await AbsentAsync(item, attempt, abort),
            _ => await FailedAsync(item, attempt, abort),
        };
        if (settled is { } outcome)
        {
            await SettledAsync(item, attempt, outcome);
        }
    }

    /// <summary>Takes a canary's answer to its end. It is journalled, and counts nowhere.</summary>
    public async Task SettleAsync(Canary canary, Attempt attempt, CancellationToken abort)
    {
        abort.ThrowIfCancellationRequested();
        TellGate(parts.Gate, attempt);
        var truthful = attempt.Answer is Answer.Found or Answer.Unavailable ? canary.Exists : attempt.Answer is Answer.Absent && !canary.Exists;
        var note = AnswerNotes.Of(attempt, await _evidence.KeepAsync(_run, canary.Id, number: 0, attempt));
        LogCanary(_run, canary.Id.Text, Words.Of(note.Kind), truthful, note.Error ?? "");
        var step = watch.Note(new SiteSight.CanaryAnswered(parts.Time.GetUtcNow(), canary, attempt.Answer, attempt.AskedAt, SiteWatch.SmallPageOf(attempt)));
        await parts.Ledger.AppendAsync(
            [new LedgerEvent.CanaryAsked(parts.Time.GetUtcNow(), canary.Id, truthful, note, attempt.Requests), .. watch.EventsOf(step)], CancellationToken.None);
        watch.CarryOut(step);
    }

    private async Task SettledAsync(WorkItem item, Attempt attempt, Outcome outcome)
    {
        LogJobEnd(_run, item.Id.Text, item.Asked, Words.Of(outcome), (long)attempt.Took.TotalMilliseconds);
        if (item.IsSecondRound)
        {
            queue.Settle(item);
            return;
        }

        if (outcome == Outcome.Failed)
        {
            queue.AskOnceMore(item);
        }
        else
        {
            queue.Settle(item);
        }

        var number = item.Id.Ordinal;
        await watch.SeeAsync(new SiteSight.Judged(
            parts.Time.GetUtcNow(), outcome == Outcome.Failed, outcome == Outcome.Success, outcome == Outcome.Success ? 0 : _expected.At(number)));
        if (watch.EndOfWalk is null && _stops.After(parts.Ledger.View, number, outcome) is { } cause)
        {
            await watch.SeeAsync(new SiteSight.StopWanted(parts.Time.GetUtcNow(), cause));
        }
    }

    private async Task<Outcome?> SaveAsync(WorkItem item, Attempt attempt, RecordContent content, Unavailability? unavailable, CancellationToken abort)
    {
        var page = attempt.Page!;
        var record = new CollectedRecord(item.Id, content, page.FinalUrl, parts.Time.GetUtcNow())
        {
            Unavailable = unavailable,
            MissingSections = (attempt.Answer as Answer.Found)?.MissingSections ?? [],
        };
        var saved = await parts.Records.SaveAsync(record, abort);
        if (saved is SaveResult.Refused refused)
        {
            var fault = new Fault(FailureClass.Storage, refused.Reason) { Requests = attempt.Requests };
            return await GiveUpAsync(item, attempt with { Answer = new Answer.Faulted(fault) }, abort);
        }

        var file = (SaveResult.Saved)saved;
        var note = AnswerNotes.Of(attempt, await KeepAsync(item, attempt));

        // A record found is a canary that told the truth: what was absent before it was asked for is believed, in the same breath.
        var step = watch.Note(watch.Sight(item.Id, attempt));
        await parts.Ledger.AppendAsync(
            [
                Attempted(item, attempt, note, recovery: null),
                new LedgerEvent.Settled(parts.Time.GetUtcNow(), item.Id, Outcome.Success, item.Asked, note)
                {
                    SavedPath = file.Path,
                    ContentSha256 = file.ContentSha256,
                    Unavailable = unavailable?.Kind,
                },
                .. watch.EventsOf(step),
            ],
            CancellationToken.None);
        parts.KeptSections?.Forget(item.Id, parts.Sections.Select(s => s.Rule.Name));
        watch.CarryOut(step);
        return Outcome.Success;
    }

    private async Task<Outcome?> AbsentAsync(WorkItem item, Attempt attempt, CancellationToken abort)
    {
        abort.ThrowIfCancellationRequested();
        var note = AnswerNotes.Of(attempt, await KeepAsync(item, attempt));
        await parts.Ledger.AppendAsync(
            [
                Attempted(item, attempt, note, recovery: null),
                new LedgerEvent.Settled(parts.Time.GetUtcNow(), item.Id, Outcome.NoRecord, item.Asked, note),
            ],
            CancellationToken.None);

        // Told only now: what seals it must stand behind it in the journal.
        await watch.SeeAsync(watch.Sight(item.Id, attempt));
        return Outcome.NoRecord;
    }

    private async Task<Outcome?> FailedAsync(WorkItem item, Attempt attempt, CancellationToken abort)
    {
        var step = watch.Note(watch.Sight(item.Id, attempt));
        var fate = _fates.Of(item, attempt.Answer, step.Charged);
        if (fate is Fate.GiveUp && attempt.Lesser is { } lesser)
        {
            // Only optional sections are missing. What the failure says of the site is told all the same.
            await parts.Ledger.AppendAsync([.. watch.EventsOf(step)], CancellationToken.None);
            watch.CarryOut(step);
            return await SaveAsync(item, attempt with { Answer = lesser, SectionPage = null }, lesser.Content, unavailable: null, abort);
        }

        if (fate is Fate.GiveUp)
        {
            return await GiveUpAsync(item, attempt, abort, step);
        }

        var note = AnswerNotes.Of(attempt, await KeepAsync(item, attempt));
        var recovery = fate is Fate.Retry later ? $"retry in {later.Wait.TotalSeconds:0.#} s" : "asked again when the site is well";
        LogRetry(_run, item.Id.Text, item.Asked, note.Error ?? "", recovery);
        await parts.Ledger.AppendAsync([Attempted(item, attempt, note, recovery), .. watch.EventsOf(step)], CancellationToken.None);
        if (fate is Fate.Retry retry)
        {
            queue.RetryAfter(item, retry.Wait);
        }
        else
        {
            queue.Hold(item, ((Fate.Hold)fate).MayCost);
        }

        watch.CarryOut(step);
        return null;
    }

    private async Task<Outcome?> GiveUpAsync(WorkItem item, Attempt attempt, CancellationToken abort, SiteStep? step = null)
    {
        abort.ThrowIfCancellationRequested();
        var note = AnswerNotes.Of(attempt, await KeepAsync(item, attempt));
        LogGivenUp(_run, item.Id.Text, item.Asked, note.Error ?? "");
        await parts.Ledger.AppendAsync(
            [
                Attempted(item, attempt, note, item.IsSecondRound ? "none left" : "none left but one at the end of the run"),
                new LedgerEvent.Settled(parts.Time.GetUtcNow(), item.Id, Outcome.Failed, item.Asked, note),
                .. step is null ? [] : watch.EventsOf(step),
            ],
            CancellationToken.None);
        if (step is not null)
        {
            watch.CarryOut(step);
        }

        return Outcome.Failed;
    }

    /// <summary>Lets the pace know how the site takes it.</summary>
    internal static void TellGate(HostGate gate, Attempt attempt)
    {
        // Where an id takes several requests, the waits between them are in the time too: it says nothing of the site.
        TimeSpan? took = attempt.Requests == 1 ? attempt.Took : null;
        switch (attempt.Answer)
        {
            case Answer.Found or Answer.Unavailable:
                gate.Answered(took);
                return;
            case Answer.Absent:
                // Often a quick page that a busy site has at hand: no reason to ask faster.
                return;
        }

        gate.Failed(took, attempt.Answer is Answer.Blocked { Class: FailureClass.Throttled });
        if (AnswerNotes.RetryAfterOf(attempt.Answer) is { } asked)
        {
            gate.Hold(asked);
        }
    }

    private Task<string?> KeepAsync(WorkItem item, Attempt attempt) => _evidence.KeepAsync(_run, item.Id, item.Asked, attempt);

    private LedgerEvent.Attempted Attempted(WorkItem item, Attempt attempt, AnswerNote note, string? recovery) =>
        new(parts.Time.GetUtcNow(), item.Id, item.Asked, note, attempt.Took, attempt.Requests) { Recovery = recovery };

    [LoggerMessage(EventName = "batch.job.start", Level = LogLevel.Information, Message = "{case_id}: attempt {attempt}")]
    private partial void LogJobStart(string run_id, string case_id, int attempt);

    [LoggerMessage(EventName = "batch.job.end", Level = LogLevel.Information, Message = "{case_id}: {outcome} after {attempt} attempts, the last took {duration_ms} ms")]
    private partial void LogJobEnd(string run_id, string case_id, int attempt, string outcome, long duration_ms);

    [LoggerMessage(EventName = "batch.job.retry", Level = LogLevel.Warning, Message = "{case_id}: attempt {attempt} failed: {error}; {recovery}")]
    private partial void LogRetry(string run_id, string case_id, int attempt, string error, string recovery);

    [LoggerMessage(EventName = "batch.job.failed", Level = LogLevel.Warning, Message = "{case_id}: failed after {attempt} attempts: {error}")]
    private partial void LogGivenUp(string run_id, string case_id, int attempt, string error);

    [LoggerMessage(EventName = "batch.canary", Level = LogLevel.Information, Message = "canary {case_id}: {answer} {error}")]
    private partial void LogCanary(string run_id, string case_id, string answer, bool truthful, string error);
}
