using Rollcall.Ids;

namespace Rollcall.Probing;

/// <summary>
/// The holes that earlier runs have met below the highest number known: how many of which length, among how many numbers. Immutable.
/// </summary>
public sealed class GapCensus
{
    private readonly SortedDictionary<long, long> _holes;

    private GapCensus(long pairs, SortedDictionary<long, long> holes)
    {
        Pairs = pairs;
        _holes = holes;
    }

    /// <summary>Nothing is known.</summary>
    public static GapCensus None { get; } = new(0, []);

    /// <summary>How often two neighbours were both seen.</summary>
    public long Pairs { get; }

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
        long pairs = 0;
        IdRange? before = null;
        foreach (var range in present.Ranges)
        {
            pairs += range.Count - 1;
            if (before is { } lower && absent.CountIn(new IdRange(lower.Last + 1, range.First - 1)) == range.First - lower.Last - 1)
            {
                var length = range.First - lower.Last - 1;
                holes[length] = holes.GetValueOrDefault(length) + 1;
            }

            before = range;
        }

        return new GapCensus(pairs, holes);
    }

    /// <summary>The logarithm of the chance that a kind of numbering has these holes.</summary>
    internal double LogLikelihood(HoleKind kind) =>
        (Pairs * Math.Log(kind.Stays)) + _holes.Sum(h => h.Value * Math.Log(kind.HoleOf(h.Key)));
}
