using System.Numerics;

namespace Rollcall.Probing;

/// <summary>
/// What the answers mean if the numbering is of one kind: how well they fit it, and where the mark then lies. The chain is walked once upwards (what is
/// known of the state at each number asked) and once downwards (what the misses further up say).
/// </summary>
internal sealed class KindBelief
{
    private readonly HoleKind _kind;
    private readonly AskedAbove _asked;
    private readonly MarkPrior _prior;
    private readonly double[][] _up;
    private readonly double[][] _own;
    private readonly double[][] _down;

    public KindBelief(HoleKind kind, double logWeight, AskedAbove asked, MarkPrior prior)
    {
        (_kind, _asked, _prior) = (kind, asked, prior);
        LogWeight = logWeight;
        _up = Upwards();
        _own = Own();
        _down = Downwards();
        Total = prior.At(asked.Mark);
        for (var stretch = 0; stretch < asked.Stretches.Count; stretch++)
        {
            Total += Dot(_up[stretch], _own[stretch]);
        }
    }

    /// <summary>The logarithm of how likely the kind is by itself and by what lies up to the highest number seen.</summary>
    public double LogWeight { get; }

    /// <summary>How well the misses above fit, all marks taken together.</summary>
    public double Total { get; }

    public HoleKind Kind => _kind;

    /// <summary>The weight of the mark lying in this part of a stretch between two numbers asked.</summary>
    public double Within(int stretch, int step)
    {
        var weight = _asked.Stretches[stretch].Weights[step];
        return weight == 0 ? 0 : weight * Reached(stretch, step);
    }

    /// <summary>The weight of the number at the beginning of a step existing, whatever the mark.</summary>
    /// <param name="stretch">The stretch.</param>
    /// <param name="step">The step in it.</param>
    /// <param name="near">What the mark weighs from that number upwards, by steps of the distance from it, as far as the chain remembers.</param>
    /// <param name="rest">What the mark weighs from there to the end of the stretch.</param>
    public double Exists(int stretch, int step, ReadOnlySpan<double> near, double rest)
    {
        var above = rest * _kind.Density;
        above += Dot(near, _kind.AfterExisting);

        if (stretch + 1 < _asked.Stretches.Count)
        {
            var gap = Offsets.StepOf(_asked.Stretches[stretch + 1].From - _asked.Stretches[stretch].From - Offsets.FirstOf(step));
            for (var state = 1; state < HoleKind.States; state++)
            {
                above += _kind.After(gap, 0, state) * _down[stretch + 1][state];
            }
        }

        return Reached(stretch, step) * above;
    }

    private double Reached(int stretch, int step)
    {
        var chance = 0.0;
        for (var state = 0; state < HoleKind.States; state++)
        {
            chance += _up[stretch][state] * _kind.After(step, state, 0);
        }

        return chance;
    }

    private double[][] Upwards()
    {
        var up = new double[_asked.Stretches.Count][];
        up[0] = [1, 0, 0, 0];
        for (var stretch = 1; stretch < up.Length; stretch++)
        {
            var gap = Offsets.StepOf(_asked.Stretches[stretch].From - _asked.Stretches[stretch - 1].From);
            up[stretch] = new double[HoleKind.States];
            for (var to = 1; to < HoleKind.States; to++)
            {
                for (var from = 0; from < HoleKind.States; from++)
                {
                    up[stretch][to] += up[stretch - 1][from] * _kind.After(gap, from, to);
                }
            }
        }

        return up;
    }

    private double[][] Own()
    {
        var own = new double[_asked.Stretches.Count][];
        for (var stretch = 0; stretch < own.Length; stretch++)
        {
            own[stretch] = new double[HoleKind.States];
            var weights = _asked.Stretches[stretch].Weights;
            for (var step = 1; step < weights.Length; step++)
            {
                for (var state = 0; state < HoleKind.States; state++)
                {
                    own[stretch][state] += weights[step] * _kind.After(step, state, 0);
                }
            }
        }

        return own;
    }

    private double[][] Downwards()
    {
        var down = new double[_asked.Stretches.Count][];
        for (var stretch = down.Length - 1; stretch >= 0; stretch--)
        {
            down[stretch] = (double[])_own[stretch].Clone();
            if (stretch + 1 == down.Length)
            {
                continue;
            }

            var gap = Offsets.StepOf(_asked.Stretches[stretch + 1].From - _asked.Stretches[stretch].From);
            for (var from = 0; from < HoleKind.States; from++)
            {
                for (var to = 1; to < HoleKind.States; to++)
                {
                    down[stretch][from] += _kind.After(gap, from, to) * down[stretch + 1][to];
                }
            }
        }

        return down;
    }

    private static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        var at = 0;
        var sums = Vector<double>.Zero;
        for (; at <= left.Length - Vector<double>.Count; at += Vector<double>.Count)
        {
            sums += new Vector<double>(left[at..]) * new Vector<double>(right[at..]);
        }

        var sum = Vector.Sum(sums);
        for (; at < left.Length; at++)
        {
            sum += left[at] * right[at];
        }

        return sum;
    }
}
