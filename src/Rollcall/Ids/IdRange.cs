using System.Globalization;

namespace Rollcall.Ids;

/// <summary>An inclusive range of numbers. Never empty. Immutable.</summary>
public readonly record struct IdRange
{
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="first"/> is negative or above <paramref name="last"/>.</exception>
    public IdRange(long first, long last)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, last);
        First = first;
        Last = last;
    }

    /// <summary>The lowest number, 0 or more.</summary>
    public long First { get; }

    /// <summary>The highest number, at least <see cref="First"/>.</summary>
    public long Last { get; }

    /// <summary>How many numbers lie in the range, at least 1.</summary>
    public long Count => Last - First + 1;

    /// <summary>Whether the number lies in the range.</summary>
    public bool Contains(long number) => number >= First && number <= Last;

    /// <summary><c>12</c> for one number, <c>12-40</c> for more.</summary>
    public override string ToString() =>
        First == Last ? First.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{First}-{Last}");
}
