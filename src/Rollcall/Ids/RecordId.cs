namespace Rollcall.Ids;

/// <summary>
/// One number in one partition, with its text form: 231 and <c>IMM-231-25</c>. In a range the ordinal is the number itself; ids
/// of a list or a listing take their ordinal from an append-only roster, so that every source can be accounted for as intervals.
/// </summary>
/// <param name="Ordinal">The number, 0 or more. Unique within its partition, and what the ledger keeps.</param>
/// <param name="Text">What is asked for, shown and stored. Not empty.</param>
public readonly record struct RecordId(long Ordinal, string Text) : IComparable<RecordId>
{
    /// <summary>
    /// The address of its page, path and query, as a listing gave it; null when none did. It tells how to ask for the id, and is no part of it: ids
    /// are equal without regard to it.
    /// </summary>
    public string? Link { get; init; }

    /// <inheritdoc/>
    public bool Equals(RecordId other) => Ordinal == other.Ordinal && Text == other.Text;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Ordinal, Text);

    /// <inheritdoc/>
    public int CompareTo(RecordId other) => Ordinal.CompareTo(other.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Text;

    public static bool operator <(RecordId left, RecordId right) => left.CompareTo(right) < 0;

    public static bool operator <=(RecordId left, RecordId right) => left.CompareTo(right) <= 0;

    public static bool operator >(RecordId left, RecordId right) => left.CompareTo(right) > 0;

    public static bool operator >=(RecordId left, RecordId right) => left.CompareTo(right) >= 0;
}
