using Rollcall.Ids;

namespace Rollcall.Probing;

/// <summary>
/// The holes that earlier runs have met below the highest number known: how many of which length, among how many numbers. Immutable.
/// </summary>
public sealed class GapCensus
{
    // The chance of a hole of a hundred thousand is too small for a double, and nothing has the logarithm of nothing.
    private const double LeastChance = 1e-300;

    private readonly SortedDictionary<long, long> _holes;

    private GapCensus(long pairs, SortedDictionary<long, long> holes, long aloneSeen, long aloneMissed)
    {
        Pairs = pairs;
        _holes = holes;
        (AloneSeen, AloneMissed) = (aloneSeen, aloneMissed);
    }

    /// <summary>Nothing is known.</summary>
    public static GapCensus None { get; } = new(0, [], 0, 0);

    /// <summary>How often two neighbours were both seen.</summary>
    public long Pairs { get; }

    /// <summary>Numbers that exist and whose neighbour below nobody asked for, as a search leaves them.</summary>
    public long AloneSeen { get; }

    /// <summary>Numbers that do not exist, in stretches that were not asked through.</summary>
    public long AloneMissed { get; }

    /// <summary>How many numbers it rests on.</summary>
    public long Numbers => Pairs + AloneSeen + AloneMissed + _holes.Sum(h => h.Key * h.Value);

    /// <summary>How many holes were met, by length.</summary>
    public IReadOnlyDictionary<long, long> Holes => _holes;

    /// <summary>The longest hole met; 0 when none was.</summary>
    public long Longest => _holes.Count == 0 ? 0 : _holes.Keys.Last();

    /// <summary>Takes stock: a hole counts when every number of it was absent and its neighbours on both sides exist.</summary>
    /// <param name="present">Numbers that exist.</param>
    /// <param name="absent">Numbers that do not.</param>
    public static GapCensus Of(IdSet present, IdSet absent)
    {
        ArgumentNullException.ThrowIfNull(present);
        ArgumentNullException.ThrowIfNull(absent);
        var holes = new SortedDictionary<long, long>();
        long pairs = 0, aloneSeen = 0, aloneMissed = 0;
        IdRange? before = null;
        foreach (var range in present.Ranges)
        {
            pairs += range.Count - 1;
            var length = before is { } lower ? range.First - lower.Last - 1 : 0;
            var missed = length > 0 ? absent.CountIn(new IdRange(range.First - length, range.First - 1)) : 0;
            if (length > 0 && missed == length)
            {
                holes[length] = holes.GetValueOrDefault(length) + 1;
            }
            else
            {
                aloneSeen++;
                aloneMissed += missed;
            }

            before = range;
        }

        return new GapCensus(pairs, holes, aloneSeen, aloneMissed);
    }

    /// <summary>The logarithm of the chance that a kind of numbering has these holes.</summary>
    internal double LogLikelihood(HoleKind kind) =>
        (Pairs * Math.Log(kind.Stays)) + (AloneSeen * Math.Log(kind.Density)) + (AloneMissed * Math.Log(1 - kind.Density)) + _holes.Sum(h => h.Value * Math.Log(Math.Max(LeastChance, kind.HoleOf(h.Key))));
}
