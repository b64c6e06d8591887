using Rollcall.Fetching;
using Rollcall.Pacing.Health;
using Rollcall.Reading;

namespace Rollcall.Sweeping;

/// <summary>One worker: takes an id, waits for the host's leave, asks, and hands the answer on, until there is nothing left or it is stopped.</summary>
internal sealed class SweepWorker(int number, SweepParts parts, WorkQueue queue, Settler settler, SiteWatch watch, SweepProgress progress)
{
    /// <summary>Works until the run is over.</summary>
    /// <param name="stop">Take no more ids; the one in hand is finished.</param>
    /// <param name="abort">Give up the one in hand.</param>
    public async Task RunAsync(CancellationToken stop, CancellationToken abort)
    {
        await using var session = parts.Source.OpenSession();
        var attempts = new AttemptMaker(session, parts.Reader, parts.Gate, parts.Settings.JobTimeout, parts.Time, SectionsOn(session));
        while (true)
        {
            progress.Doing(number, "idle");
            switch (await queue.TakeAsync(stop))
            {
                case null:
                    return;
                case Work.TellWalkEnded:
                    await watch.SeeAsync(new SiteSight.WalkEnded(parts.Time.GetUtcNow()));
                    continue;
                case Work.AskCanary { Canary: var canary }:
                    progress.Doing(number, "pacing", canary.Id);
                    await parts.Gate.WaitAsync(stop);
                    progress.Doing(number, "canary", canary.Id);
                    await settler.SettleAsync(canary, await attempts.LookAsync(canary.Id, stop, abort), abort);
                    break;
                case Work.AskId { Item: var item, IsProbe: var isProbe }:
                    progress.Doing(number, "pacing", item.Id);
                    await parts.Gate.WaitAsync(stop);
                    if (queue.IsPaused && !isProbe)
                    {
                        // The site broke down while this one waited for its turn.
                        queue.PutBack(item);
                        continue;
                    }

                    await AskAsync(item, attempts, stop, abort);
                    break;
            }

            await attempts.ResetAsync(stop, abort);
        }
    }

    private SectionWalk? SectionsOn(IPageSession session) =>
        parts.Sections.IsEmpty ? null : new SectionWalk(parts.Sections, session, parts.Gate, parts.KeptSections, parts.Time);

    private async Task AskAsync(WorkItem item, AttemptMaker attempts, CancellationToken stop, CancellationToken abort)
    {
        progress.Doing(number, "asking", item.Id);
        using var job = settler.Begin(item);
        var attempt = await attempts.MakeAsync(item.Id, stop, abort);
        if (attempt.Answer is Answer.Unavailable { Kind: UnavailableKind.Merged } merged)
        {
            attempt = await ConfirmMergedAsync(item, attempt, merged, attempts, stop, abort);
        }

        progress.Doing(number, "saving", item.Id);
        await settler.SettleAsync(item, attempt, abort);
        if (attempt.Answer is Answer.Blocked)
        {
            // What turned us away may hang on this session's cookies or on a state that has expired.
            await attempts.RenewAsync(abort);
        }
    }

    /// <summary>A dialog that still shows another record looks just like a merged one: it is believed when a fresh session says it again.</summary>
    private async Task<Attempt> ConfirmMergedAsync(
        WorkItem item, Attempt first, Answer.Unavailable merged, AttemptMaker attempts, CancellationToken stop, CancellationToken abort)
    {
        await attempts.RenewAsync(abort);
        await parts.Gate.WaitAsync(stop);
        var second = await attempts.MakeAsync(item.Id, stop, abort);
        var both = second.After(first);
        var then = second.Answer switch
        {
            Answer.Unavailable { Kind: UnavailableKind.Merged } again when again.MergedInto != merged.MergedInto => $"into {again.MergedInto}",
            Answer.Absent => "not to exist",
            _ => null,
        };
        return then is null ? both : both with
        {
            Answer = new Answer.Unrecognised(FailureClass.WrongId, $"{item.Id}: said to be merged into {merged.MergedInto}, then, in a fresh session, {then}"),
        };
    }
}
