using Rollcall.Ids;

namespace Rollcall.Ledger;

/// <summary>
/// What the present search for the mark asked, and was told: enough to take it up again. A run searches once before its sweep, and looks above
/// the mark once more after it; each begins when the one before has ended. A copy; whoever has it may change it.
/// </summary>
/// <param name="Seen">Numbers that exist.</param>
/// <param name="Missed">Numbers that do not.</param>
/// <param name="Undecided">Numbers that were asked without an answer that says either.</param>
/// <param name="Requests">Requests that the run's searches have spent, all together.</param>
/// <param name="Result">What a search ended with: the newest, of this run or an earlier one; null when none has.</param>
public sealed record ProbeAccount(IdSet Seen, IdSet Missed, IdSet Undecided, long Requests, LedgerEvent.MarkFound? Result)
{
    internal static ProbeAccount Empty() => new(new IdSet(), new IdSet(), new IdSet(), 0, null);

    /// <summary>Whether <see cref="Result"/> is of this run.</summary>
    public bool IsOver { get; init; }

    internal ProbeAccount Copy() => this with { Seen = new IdSet(Seen), Missed = new IdSet(Missed), Undecided = new IdSet(Undecided) };

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
