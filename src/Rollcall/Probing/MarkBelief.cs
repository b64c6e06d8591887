using Rollcall.Ids;

namespace Rollcall.Probing;

/// <summary>
/// Where the mark lies, as far as the answers tell: a weight for every number it could be, over all kinds of numbering. Immutable.
/// </summary>
internal sealed class MarkBelief
{
    // What is less likely than this changes no decision.
    private const double Negligible = 1e-5;

    // A number below is to be collected anyway, so its answer is worth asking for when it tells a quarter of what one above would.
    private const double PriceBelow = 0.25;

    // So far apart the answers below tell how dense the numbering is each of its own.
    private const long LeastApart = 8;

    private readonly ProbeKnowledge _knowledge;
    private readonly AskedAbove _asked;
    private readonly MarkPrior _prior;
    private readonly KindBelief[] _kinds;
    private readonly double[] _shares;
    private readonly IReadOnlyList<(long Number, bool Exists)> _below;
    private readonly int _memory;

    public MarkBelief(ProbeKnowledge knowledge, IdSet seen, IdSet missed)
    {
        _knowledge = knowledge;
        _prior = knowledge.Prior;
        _asked = new AskedAbove(Math.Max(seen.Max ?? 0, knowledge.From), missed, _prior);
        _below = [.. Merge(seen.Above(knowledge.From), missed.Above(knowledge.From)).TakeWhile(a => a.Number <= _asked.Mark)];
        var kinds = HoleKinds.For(knowledge.Census.Longest);
        _memory = kinds.Memory;
        _kinds = [.. kinds.All.Select(k => new KindBelief(k, LogWeight(k, seen, missed), _asked, _prior))];
        var logs = Array.ConvertAll(_kinds, k => k.LogWeight + Math.Log(k.Total));
        var highest = logs.Max();
        var weights = Array.ConvertAll(logs, l => Math.Exp(l - highest));
        _shares = Array.ConvertAll(weights, w => w / weights.Sum());
    }

    /// <summary>The highest number seen.</summary>
    public long Mark => _asked.Mark;

    /// <summary>The share of numbers that exist, as far as that can be told.</summary>
    public double Density => _kinds.Select((kind, at) => _shares[at] * kind.Kind.Density).Sum();

    /// <summary>The chance that at least such a share of the numbers exists.</summary>
    public double AtLeast(double density) => _kinds.Select((kind, at) => kind.Kind.Density >= density ? _shares[at] : 0).Sum();

    /// <summary>How many numbers above the highest one seen were missed.</summary>
    public int MissedAbove => _asked.Stretches.Count - 1;

    /// <summary>The chance that the true mark is more than so far above the highest number seen.</summary>
    public double Beyond(long distance) => _kinds.Select((kind, at) => _shares[at] * BeyondOf(kind, distance)).Sum();

    /// <summary>The number to ask next; null when there is none left.</summary>
    /// <param name="undecided">Numbers that cannot be asked.</param>
    /// <param name="distance">
    /// 0 for the number whose answer tells most about the mark; otherwise the one most likely to exist among those more than so far above the highest
    /// one seen.
    /// </param>
    public Candidate? Best(IdSet undecided, long distance)
    {
        Candidate? best = null;
        var above = Beyond(0);
        Span<double> near = stackalloc double[_memory];
        for (var stretch = 0; stretch < _asked.Stretches.Count; stretch++)
        {
            var (from, to, weights) = (_asked.Stretches[stretch].From, _asked.Stretches[stretch].To, _asked.Stretches[stretch].Weights);
            for (var step = 1; step < weights.Length; step++)
            {
                var number = from + Offsets.FirstOf(step);
                if (!undecided.Contains(number) && above > Negligible && (distance == 0 || number > Mark + distance))
                {
                    var rest = Weigh(number, to, near, out var steps);
                    var exists = 0.0;
                    for (var kind = 0; kind < _kinds.Length; kind++)
                    {
                        if (_shares[kind] > Negligible)
                        {
                            exists += _shares[kind] / _kinds[kind].Total * _kinds[kind].Exists(stretch, step, near[..steps], rest);
                        }
                    }

                    var gain = distance > 0 ? exists : Gain(Math.Min(exists, above), above);
                    if (best is null || gain > best.Gain)
                    {
                        best = new Candidate(number, gain, above, exists);
                    }
                }

                above -= Within(stretch, step);
            }
        }

        return best;
    }

    /// <summary>
    /// A number below the highest one seen whose answer, by what it says of the kind of numbering, is worth more than the best question above. Null when there
    /// is none.
    /// </summary>
    /// <param name="undecided">Numbers that cannot be asked.</param>
    /// <param name="distance">What is to be known: whether the mark is more than so far above the highest number seen.</param>
    /// <param name="above">What would be asked otherwise.</param>
    public long? Gauge(IdSet undecided, long distance, Candidate above)
    {
        var beyond = Array.ConvertAll(_kinds, kind => BeyondOf(kind, distance));
        var asAbove = PriceBelow * (distance == 0 ? above.Gain : GainFar(above.Exists, beyond.Select((chance, at) => _shares[at] * chance).Sum()));
        var apart = Tells(beyond, kind => kind.Density);
        var beside = Tells(beyond, kind => kind.Resumes);
        return (beside > Math.Max(apart, asAbove) ? Beside(undecided) : null) ?? (apart > asAbove ? Widest(undecided) : null);
    }

    private double BeyondOf(KindBelief kind, long distance)
    {
        var beyond = 0.0;
        for (var stretch = 0; stretch < _asked.Stretches.Count; stretch++)
        {
            var from = _asked.Stretches[stretch].From - Mark;
            for (var step = 1; step < _asked.Stretches[stretch].Weights.Length; step++)
            {
                // A step that lies partly beyond counts by its part.
                var (first, next) = (from + Offsets.FirstOf(step), Math.Min(from + Offsets.FirstOf(step + 1), _asked.Stretches[stretch].To - Mark));
                var part = Math.Clamp((double)(next - Math.Max(first, distance + 1)) / (next - first), 0, 1);
                beyond += part * kind.Within(stretch, step);
            }
        }

        return beyond / kind.Total;
    }

    // The mutual information, in bits, of one answer from below and the mark being beyond: it only speaks of the kinds, by how likely each makes that number.
    private double Tells(double[] beyond, Func<HoleKind, double> exists)
    {
        var (seen, beyondSeen, missed, beyondMissed) = (0.0, 0.0, 0.0, 0.0);
        for (var kind = 0; kind < _kinds.Length; kind++)
        {
            var chance = exists(_kinds[kind].Kind);
            seen += _shares[kind] * chance;
            beyondSeen += _shares[kind] * chance * beyond[kind];
            missed += _shares[kind] * (1 - chance);
            beyondMissed += _shares[kind] * (1 - chance) * beyond[kind];
        }

        return Entropy(beyondSeen + beyondMissed) - (seen * Entropy(beyondSeen / seen)) - (missed * Entropy(beyondMissed / missed));
    }

    // The number after a missing one tells short holes from long ones; of two missing ones near each other only the lower is followed.
    private long? Beside(IdSet undecided)
    {
        for (var at = _below.Count - 2; at >= 0; at--)
        {
            var (number, exists) = _below[at];
            var alone = at == 0 || _below[at - 1].Exists || number - _below[at - 1].Number > 2 * LeastApart;
            if (!exists && alone && _below[at + 1].Number > number + 1 && !undecided.Contains(number + 1))
            {
                return number + 1;
            }
        }

        return null;
    }

    // The middle of the widest stretch not asked tells how dense the numbering is.
    private long? Widest(IdSet undecided)
    {
        var (from, widest, middle) = (_knowledge.From, 2 * LeastApart, (long?)null);
        foreach (var (number, _) in _below)
        {
            if (number - from >= widest && !undecided.Contains(from + ((number - from) / 2)))
            {
                (widest, middle) = (number - from, from + ((number - from) / 2));
            }

            from = number;
        }

        return middle;
    }

    private double Weigh(long number, long to, Span<double> near, out int steps)
    {
        var below = _prior.Upto(number - 1);
        for (steps = 0; steps < near.Length && number + Offsets.FirstOf(steps) < to; steps++)
        {
            var upto = _prior.Upto(Math.Min(number + Offsets.FirstOf(steps + 1), to) - 1);
            near[steps] = upto - below;
            below = upto;
        }

        return _prior.Upto(to - 1) - below;
    }

    private double Within(int stretch, int step)
    {
        var within = 0.0;
        for (var kind = 0; kind < _kinds.Length; kind++)
        {
            if (_shares[kind] > Negligible)
            {
                within += _shares[kind] / _kinds[kind].Total * _kinds[kind].Within(stretch, step);
            }
        }

        return within;
    }

    // The mutual information of the answer and the mark, in bits: what is not known of the answer, less what the holes alone leave unknown.
    private static double Gain(double exists, double reaches) => reaches <= 0 ? 0 : Entropy(exists) - (reaches * Entropy(exists / reaches));

    // The same of an answer far above and the mark being far above: a number seen there settles it.
    private static double GainFar(double exists, double far) =>
        exists >= far ? Entropy(far) : Entropy(far) - ((1 - exists) * Entropy((far - exists) / (1 - exists)));

    private static double Entropy(double chance) =>
        chance is <= 0 or >= 1 ? 0 : -(chance * Math.Log2(chance)) - ((1 - chance) * Math.Log2(1 - chance));

    private double LogWeight(HoleKind kind, IdSet seen, IdSet missed)
    {
        // A sparse numbering shows a number at the mark more rarely; without this it would count as unlikely for that alone.
        var log = Math.Log(kind.Weight / kind.Density) + _knowledge.CensusLogLikelihood(kind);
        var state = new double[HoleKind.States];
        state[0] = 1;
        var at = _knowledge.From;
        foreach (var (number, exists) in Merge(seen.Above(at), missed.Above(at)))
        {
            if (number > _asked.Mark)
            {
                break;
            }

            var next = new double[HoleKind.States];
            var step = Offsets.StepOf(number - at);
            for (var from = 0; from < HoleKind.States; from++)
            {
                for (var to = 0; to < HoleKind.States; to++)
                {
                    next[to] += state[from] * kind.After(step, from, to);
                }
            }

            var chance = exists ? next[0] : next[1] + next[2] + next[3];
            log += Math.Log(chance);
            next[0] = exists ? 1 : 0;
            for (var hole = 1; hole < HoleKind.States; hole++)
            {
                next[hole] = exists ? 0 : next[hole] / chance;
            }

            (state, at) = (next, number);
        }

        return log;
    }

    private static IEnumerable<(long Number, bool Exists)> Merge(IdSet seen, IdSet missed) =>
        seen.Numbers().Select(n => (Number: n, Exists: true)).Concat(missed.Numbers().Select(n => (Number: n, Exists: false))).OrderBy(a => a.Number);
}

/// <summary>A number that could be asked next.</summary>
/// <param name="Number">The number.</param>
/// <param name="Gain">What its answer tells about the mark, in bits.</param>
/// <param name="Reaches">The chance that the mark is at or above it.</param>
/// <param name="Exists">The chance that it exists.</param>
internal sealed record Candidate(long Number, double Gain, double Reaches, double Exists);
