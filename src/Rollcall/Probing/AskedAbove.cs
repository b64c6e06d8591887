using Rollcall.Ids;

namespace Rollcall.Probing;

/// <summary>The highest number seen, and the stretches between the misses above it, up to the ceiling. Immutable.</summary>
internal sealed class AskedAbove
{
    public AskedAbove(long mark, IdSet missed, MarkPrior prior)
    {
        Mark = mark;
        List<long> from = [mark, .. missed.Above(mark).Numbers()];
        Stretches = [.. from.Select((number, at) => new Stretch(number, at + 1 < from.Count ? from[at + 1] : prior.Ceiling + 1, prior))];
    }

    /// <summary>The highest number seen.</summary>
    public long Mark { get; }

    /// <summary>The stretches, upwards; the first begins behind the mark.</summary>
    public IReadOnlyList<Stretch> Stretches { get; }
}

/// <summary>The numbers between two that were asked, neither included.</summary>
internal sealed class Stretch
{
    public Stretch(long from, long to, MarkPrior prior)
    {
        From = from;
        To = to;
        Weights = Weigh(from, to, prior);
    }

    /// <summary>The number asked below.</summary>
    public long From { get; }

    /// <summary>The number asked above, or one more than the ceiling.</summary>
    public long To { get; }

    /// <summary>What the mark lying in it weighs beforehand, by steps of the distance from <see cref="From"/>.</summary>
    public double[] Weights { get; }

    private static double[] Weigh(long from, long to, MarkPrior prior)
    {
        if (to - from < 2)
        {
            return [];
        }

        var weights = new double[Offsets.StepOf(to - from - 1) + 1];
        var below = prior.Upto(from);
        for (var step = 1; step < weights.Length; step++)
        {
            var upto = prior.Upto(Math.Min(from + Offsets.FirstOf(step + 1), to) - 1);
            weights[step] = upto - below;
            below = upto;
        }

        return weights;
    }
}
