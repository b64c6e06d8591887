using Rollcall.Ids;
using Rollcall.Ledger.State;

namespace Rollcall.Ledger;

/// <summary>
/// The run before, which this one did not take up although it had not ended (<see cref="OpenIntent.Fresh"/>): it may have saved records that it never
/// settled. Immutable.
/// </summary>
/// <param name="RunId">Its id.</param>
/// <param name="StartedAt">When it began, UTC.</param>
/// <param name="Recorded">The ids whose records are settled: what else it saved, no journal knows of.</param>
public sealed record RunLeftBehind(string RunId, DateTimeOffset StartedAt, IdSet Recorded)
{
    /// <summary>The one that an opening leaves behind, or null. To be asked before the opening changes anything.</summary>
    internal static RunLeftBehind? By(LedgerOpening opening, PartitionHistory history) => opening switch
    {
        LedgerOpening.Start when history.Newest is { Header: var before } && !history.State.Run.IsFinished =>
            new RunLeftBehind(before.RunId, before.StartedAt, new IdSet(history.State.Run.Succeeded)),

        // A process that was killed before it settled anything may not have come to look.
        LedgerOpening.Resume when history.Journals is [.., { Header: var before }, _] && history.State.Run.Totals.Total == 0 =>
            new RunLeftBehind(before.RunId, before.StartedAt, new IdSet(history.State.Succeeded)),
        _ => null,
    };
}
