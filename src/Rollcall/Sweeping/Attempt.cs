using System.Collections.Immutable;
using Rollcall.Fetching;
using Rollcall.Ids;
using Rollcall.Pacing;
using Rollcall.Reading;

namespace Rollcall.Sweeping;

/// <summary>What one attempt at an id brought.</summary>
/// <param name="Answer">What the site said.</param>
/// <param name="Ask">The page of the <c>ask</c> steps; null when a fault came first.</param>
/// <param name="Detail">The page of the <c>detail</c> steps, when they were done.</param>
/// <param name="Requests">Requests sent to the site.</param>
/// <param name="AskedAt">When it began, UTC.</param>
/// <param name="Took">How long it took.</param>
internal sealed record Attempt(Answer Answer, Page? Ask, Page? Detail, int Requests, DateTimeOffset AskedAt, TimeSpan Took)
{
    /// <summary>The page that decided: the last one, or that of the section that failed.</summary>
    public Page? Page => SectionPage ?? Detail ?? Ask;

    /// <summary>Whether the session had ended, so that it was asked once more in a new one.</summary>
    public bool IsSecondSession { get; init; }

    /// <summary>This attempt, with what an earlier one that it takes the place of has cost.</summary>
    public Attempt After(Attempt before) => this with { Requests = before.Requests + Requests, Took = before.Took + Took };

    /// <summary>The page of the section that kept the record from being whole; null when none did.</summary>
    public Page? SectionPage { get; init; }

    /// <summary>What came of the sections, in the order of the definition; empty where it did not come to that.</summary>
    public ImmutableArray<SectionSight> Sections { get; init; } = [];

    /// <summary>What the record comes to without the optional sections that failed: good enough when no retry is left. Null when nothing does.</summary>
    public Answer.Found? Lesser { get; init; }
}

/// <summary>Makes one attempt at a time: ask, judge, detail, read, within the job's limit. Used by one worker.</summary>
internal sealed class AttemptMaker(IPageSession session, PageReader reader, HostGate gate, TimeSpan limit, TimeProvider time, SectionWalk? sections = null)
{
    // Whether the session has been asked since it was last opened: one that has not cannot have ended.
    private bool _isUsed;

    /// <summary>Asks for the id once; once more where what died under the ask, or a session that has ended, says nothing of the id.</summary>
    /// <param name="id">The id.</param>
    /// <param name="stop">Ends waits for the host's leave.</param>
    /// <param name="abort">Ends it at once.</param>
    /// <exception cref="OperationCanceledException">The run aborts, or stops while this waits for leave; nothing was decided.</exception>
    public Task<Attempt> MakeAsync(RecordId id, CancellationToken stop, CancellationToken abort) => MakeAsync(id, sections, stop, abort);

    /// <summary>The same without the sections: what a canary shows is whether the site knows of its record, and need not cost more.</summary>
    /// <inheritdoc cref="MakeAsync(RecordId, CancellationToken, CancellationToken)"/>
    public Task<Attempt> LookAsync(RecordId id, CancellationToken stop, CancellationToken abort) => MakeAsync(id, null, stop, abort);

    /// <summary>Forgets the session: the next attempt opens one.</summary>
    public Task RenewAsync(CancellationToken abort)
    {
        _isUsed = false;
        return session.RenewAsync(abort);
    }

    private async Task<Attempt> MakeAsync(RecordId id, SectionWalk? further, CancellationToken stop, CancellationToken abort)
    {
        var wasUsed = _isUsed;
        var attempt = await AskAsync(id, further, stop, abort);
        if (wasUsed && HasEnded(attempt))
        {
            await RenewAsync(abort);
            await gate.WaitAsync(stop);
            var again = await AskAsync(id, further, stop, abort);
            attempt = again.After(attempt) with { IsSecondSession = true };
        }

        if (attempt.Answer is Answer.Faulted { Fault: { Class: FailureClass.Session } fault })
        {
            // A new one was no better, or the very first was none: later, from the beginning.
            await RenewAsync(abort);
            attempt = fault.OfStep ? attempt : attempt with { Answer = new Answer.Faulted(fault with { Message = $"{fault.Message}, and so has a new one at once: do the open steps, a login among them, come through?" }) };
        }

        return attempt;
    }

    /// <summary>
    /// Whether the session is to blame: a page says so, or what came is what sites show when one has ended. Only the first time is it taken for that;
    /// what a new session shows is judged as it is.
    /// </summary>
    private bool HasEnded(Attempt attempt) => attempt.Answer switch
    {
        Answer.Faulted { Fault.Class: FailureClass.Session } => true,
        Answer.Unrecognised or Answer.Blocked { Class: FailureClass.Blocked } or Answer.Faulted { Fault: { Seen: not null, Class: not FailureClass.JobTimeout } } => attempt.Page is { } page && reader.LooksExpired(page),
        _ => false,
    };

    private async Task<Attempt> AskAsync(RecordId id, SectionWalk? further, CancellationToken stop, CancellationToken abort)
    {
        var attempt = await OnceAsync(id, further, stop, abort);
        while (attempt.Answer is Answer.Faulted { Fault.AskAgain: true })
        {
            await ResetAsync(stop, abort);
            await gate.WaitAsync(stop);
            var again = await OnceAsync(id, further, stop, abort);
            attempt = again.After(attempt);
        }

        _isUsed = true;
        return attempt;
    }

    /// <summary>Brings the session back to where the next id can be asked.</summary>
    /// <exception cref="OperationCanceledException">The run aborts, or stops while this waits for leave.</exception>
    public async Task ResetAsync(CancellationToken stop, CancellationToken abort)
    {
        using var job = JobLimit.Begin(Timeout.InfiniteTimeSpan, time, stop, abort);
        await session.ResetAsync(job.Token);
    }

    private async Task<Attempt> OnceAsync(RecordId id, SectionWalk? further, CancellationToken stop, CancellationToken abort)
    {
        var askedAt = time.GetUtcNow();
        var begun = time.GetTimestamp();
        using var job = JobLimit.Begin(limit, time, stop, abort);
        try
        {
            var attempt = await ReadAsync(id, further, askedAt, job.Token);
            return attempt with { Took = time.GetElapsedTime(begun) };
        }
        catch (OperationCanceledException) when (!abort.IsCancellationRequested && !job.IsStopped)
        {
            // Whatever hung may still hang: what it shows is kept, the session starts anew, and what it held is given up.
            var seen = await session.SeenAsync().WaitAsync(abort);
            await RenewAsync(abort);
            var fault = new Fault(FailureClass.JobTimeout, $"{id}: no answer within the job's limit of {limit.TotalSeconds:0.###} s") { Seen = seen };
            return new Attempt(new Answer.Faulted(fault), seen, Detail: null, fault.Requests, askedAt, time.GetElapsedTime(begun));
        }
    }

    private async Task<Attempt> ReadAsync(RecordId id, SectionWalk? further, DateTimeOffset askedAt, CancellationToken cancellationToken)
    {
        var attempt = await AskRecordAsync(id, askedAt, cancellationToken);
        return further is not null && attempt.Answer is Answer.Found found ? await further.ReadAsync(attempt, found, id, cancellationToken) : attempt;
    }

    private async Task<Attempt> AskRecordAsync(RecordId id, DateTimeOffset askedAt, CancellationToken cancellationToken)
    {
        var asked = await session.AskAsync(id, cancellationToken);
        var triage = reader.Triage(asked, id);
        if (triage.Answer is { } answer)
        {
            var page = await WithEvidenceAsync(answer, asked, cancellationToken);
            return new Attempt(answer, page, Detail: null, RequestsOf(asked), askedAt, default);
        }

        await gate.WaitAsync(cancellationToken);
        var detailed = await session.DetailAsync(id, cancellationToken);
        var read = triage.Read(detailed);
        var last = await WithEvidenceAsync(read, detailed, cancellationToken);
        return new Attempt(read, PageOf(asked), last, RequestsOf(asked) + RequestsOf(detailed), askedAt, default);
    }

    /// <summary>
    /// What a person needs to see why a page was not understood is only to be had while the page is still there. What was seen at a fault has it
    /// already.
    /// </summary>
    private async Task<Page?> WithEvidenceAsync(Answer answer, Fetched fetched, CancellationToken cancellationToken) =>
        fetched is Page page && answer is (Answer.Unrecognised or Answer.Blocked)
            ? await session.WithEvidenceAsync(page, cancellationToken)
            : PageOf(fetched);

    private static Page? PageOf(Fetched fetched) => fetched as Page ?? (fetched as Fault)?.Seen;

    private static int RequestsOf(Fetched fetched) => fetched switch
    {
        Page page => page.Requests,
        Fault fault => fault.Requests,
        _ => 0,
    };
}
