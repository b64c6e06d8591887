using Rollcall.Ids;

namespace Rollcall.Ledger;

/// <summary>
/// What the search for the mark asked in this run, and was told: enough to take it up again. A copy; whoever has it may change it.
/// </summary>
/// <param name="Seen">Numbers that exist.</param>
/// <param name="Missed">Numbers that do not.</param>
/// <param name="Undecided">Numbers that were asked without an answer that says either.</param>
/// <param name="Requests">Requests spent on them.</param>
/// <param name="Result">What a search ended with: the newest, of this run or an earlier one; null when none has.</param>
public sealed record ProbeAccount(IdSet Seen, IdSet Missed, IdSet Undecided, long Requests, LedgerEvent.MarkFound? Result)
{
    internal static ProbeAccount Empty() => new(new IdSet(), new IdSet(), new IdSet(), 0, null);

    internal ProbeAccount Copy() => new(new IdSet(Seen), new IdSet(Missed), new IdSet(Undecided), Requests, Result);

    /// <summary>The account with one more probe. Changes the sets in place: the ledger's own account alone is kept this way.</summary>
    internal ProbeAccount With(LedgerEvent.Probed probed)
    {
        var number = probed.Id.Ordinal;
        Seen.Remove(number);
        Missed.Remove(number);
        Undecided.Remove(number);
        (probed.Seen switch { true => Seen, false => Missed, null => Undecided }).Add(number);
        return this with { Requests = Requests + probed.Requests };
    }
}
