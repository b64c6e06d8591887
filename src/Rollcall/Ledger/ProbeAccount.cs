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

    /// <summary>Of <see cref="Missed"/>, numbers that lay above every record then known: they may have come since.</summary>
    public IdSet MissedAbove { get; init; } = new();

    internal ProbeAccount Copy() => this with
    {
        Seen = new IdSet(Seen), Missed = new IdSet(Missed), Undecided = new IdSet(Undecided), MissedAbove = new IdSet(MissedAbove),
    };

    /// <summary>The account with one more probe. Changes the sets in place: the ledger's own account alone is kept this way.</summary>
    /// <param name="probed">The probe.</param>
    /// <param name="highest">The highest number known to exist before it.</param>
    internal ProbeAccount With(LedgerEvent.Probed probed, long highest)
    {
        var number = probed.Id.Ordinal;
        if (probed.Seen is null)
        {
            // No answer takes none back.
            _ = Seen.Contains(number) || Missed.Contains(number) || Undecided.Add(number);
        }
        else
        {
            Forget(number);
            (probed.Seen.Value ? Seen : Missed).Add(number);
            _ = !probed.Seen.Value && number > highest && MissedAbove.Add(number);
        }

        return this with { Requests = Requests + probed.Requests };
    }

    private void Forget(long number)
    {
        Seen.Remove(number);
        Missed.Remove(number);
        Undecided.Remove(number);
        MissedAbove.Remove(number);
    }
}
