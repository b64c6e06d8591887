using Rollcall.Fetching;
using Rollcall.Reading;

namespace Rollcall.Sweeping;

/// <summary>One worker: takes an id, waits for the host's leave, asks, and hands the answer on, until there is nothing left or it is stopped.</summary>
internal sealed class SweepWorker(int number, SweepParts parts, WorkQueue queue, Settler settler, SweepProgress progress)
{
    /// <summary>Works until every id is settled.</summary>
    /// <param name="stop">Take no more ids; the one in hand is finished.</param>
    /// <param name="abort">Give up the one in hand.</param>
    public async Task RunAsync(CancellationToken stop, CancellationToken abort)
    {
        await using var session = parts.Source.OpenSession();
        var attempts = new AttemptMaker(session, parts.Reader, parts.Gate, parts.Settings.JobTimeout, parts.Time);
        while (true)
        {
            progress.Doing(number, "idle");
            var item = await queue.TakeAsync(stop);
            if (item is null)
            {
                return;
            }

            progress.Doing(number, "pacing", item.Id);
            await parts.Gate.WaitAsync(stop);

            progress.Doing(number, "asking", item.Id);
            settler.Begin(item);
            var attempt = await attempts.MakeAsync(item.Id, abort);
            if (attempt.Answer is Answer.Unavailable { Kind: UnavailableKind.Merged } merged)
            {
                attempt = await ConfirmMergedAsync(item, attempt, merged, session, attempts, stop, abort);
            }

            progress.Doing(number, "saving", item.Id);
            await settler.SettleAsync(item, attempt, abort);
            await session.ResetAsync(abort);
        }
    }

    /// <summary>A dialog that still shows another record looks just like a merged one: it is believed when a fresh session says it again.</summary>
    private async Task<Attempt> ConfirmMergedAsync(
        WorkItem item, Attempt first, Answer.Unavailable merged, IPageSession session, AttemptMaker attempts, CancellationToken stop, CancellationToken abort)
    {
        await session.RenewAsync(abort);
        await parts.Gate.WaitAsync(stop);
        var second = await attempts.MakeAsync(item.Id, abort);
        var both = second with { Requests = first.Requests + second.Requests, Took = first.Took + second.Took };
        return second.Answer is Answer.Unavailable { Kind: UnavailableKind.Merged } again && again.MergedInto != merged.MergedInto
            ? both with
            {
                Answer = new Answer.Unrecognised(
                    FailureClass.WrongId, $"{item.Id}: said to be merged into {merged.MergedInto}, then, in a fresh session, into {again.MergedInto}"),
            }
            : both;
    }
}
