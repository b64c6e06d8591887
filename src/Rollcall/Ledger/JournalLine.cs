namespace Rollcall.Ledger;

/// <summary>One line of a journal as a reader meets it: a closed set, immutable.</summary>
/// <param name="Number">Its number in the file, from 1.</param>
/// <param name="Offset">Where it starts in the file, in bytes.</param>
/// <param name="End">Where the next one starts.</param>
public abstract record JournalLine(int Number, long Offset, long End)
{
    /// <summary>The first line.</summary>
    public sealed record Header(int Number, long Offset, long End, JournalHeader Content) : JournalLine(Number, Offset, End);

    /// <summary>A sound line: what happened, as the <paramref name="Seq"/>th of the partition.</summary>
    public sealed record Entry(int Number, long Offset, long End, long Seq, LedgerEvent Event) : JournalLine(Number, Offset, End);

    /// <summary>
    /// Lines that cannot be believed, or are missing here. What they said is lost; see
    /// <c>docs/decisions/0001-journal-is-the-one-truth.md</c> for what follows.
    /// </summary>
    /// <param name="Problem">What is wrong, for a person.</param>
    public sealed record Damaged(int Number, long Offset, long End, string Problem) : JournalLine(Number, Offset, End);

    /// <summary>The beginning of a last line: its writer was killed, or is writing it at this moment. It was never acknowledged.</summary>
    public sealed record Torn(int Number, long Offset, long End) : JournalLine(Number, Offset, End);
}
