using System.Runtime.InteropServices;

namespace Rollcall.Practice.Registries;

/// <summary>How a synthetic numbering space is filled. Immutable.</summary>
public sealed record Numbering
{
    /// <summary>The highest number that exists at the start, 1 to 10,000,000.</summary>
    public required int Mark { get; init; }

    /// <summary>The share of numbers below the mark that do not exist, 0 to 0.9, spread at random. 1 and the mark always exist.</summary>
    public double HoleRate { get; init; }

    /// <summary>Stretches below the mark in which no number exists.</summary>
    public IReadOnlyList<NumberGap> Gaps { get; init; } = [];

    internal IEnumerable<string> Problems(string of)
    {
        if (Mark is < 1 or > 10_000_000)
            yield return $"{of}: mark {Mark} must be from 1 to 10000000";
        if (HoleRate is not (>= 0 and <= 0.9))
            yield return $"{of}: hole rate {HoleRate} must be from 0 to 0.9";
        foreach (var gap in Gaps.Where(gap => gap.From < 1 || gap.To < gap.From))
            yield return $"{of}: gap {gap.From}-{gap.To} must start at 1 or later and not end before it starts";
    }
}

/// <summary>Numbers from <paramref name="From"/> to <paramref name="To"/>, both included.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct NumberGap(int From, int To);
