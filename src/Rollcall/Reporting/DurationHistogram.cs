namespace Rollcall.Reporting;

/// <summary>
/// How long things took: counts in buckets each a quarter wider than the one before (ten to a power of ten), from a millisecond to eleven days. Costs the
/// same for ten as for ten million. Not thread safe.
/// </summary>
public sealed class DurationHistogram
{
    private const int PerPowerOfTen = 10;

    private readonly long[] _counts = new long[9 * PerPowerOfTen];

    /// <summary>How many there are.</summary>
    public long Count { get; private set; }

    /// <summary>The longest; zero when there is none.</summary>
    public TimeSpan Longest { get; private set; }

    /// <summary>All of them together.</summary>
    public TimeSpan Total { get; private set; }

    /// <summary>Counts one; a clock that was set back makes it zero.</summary>
    public void Add(TimeSpan duration)
    {
        duration = duration < TimeSpan.Zero ? TimeSpan.Zero : duration;
        _counts[BucketOf(duration)]++;
        Count++;
        Total += duration;
        Longest = duration > Longest ? duration : Longest;
    }

    /// <summary>What that share of them did not exceed, as exactly as the buckets tell; zero when there is none.</summary>
    /// <param name="share">0 to 1.</param>
    public TimeSpan Quantile(double share)
    {
        var rank = (long)Math.Ceiling(share * Count);
        for (var bucket = 0; bucket < _counts.Length && Count > 0; bucket++)
        {
            rank -= _counts[bucket];
            if (rank <= 0)
            {
                return bucket < _counts.Length - 1 && Upper(bucket) is var upper && upper < Longest ? upper : Longest;
            }
        }

        return Longest;
    }

    /// <summary>The buckets from the first that has any to the last, those between included.</summary>
    public IReadOnlyList<DurationBucket> Buckets()
    {
        var first = Array.FindIndex(_counts, c => c > 0);
        var last = Array.FindLastIndex(_counts, c => c > 0);
        return first < 0 ? [] : [.. Enumerable.Range(first, last - first + 1).Select(b => new DurationBucket(Lower(b), Upper(b), _counts[b]))];
    }

    private static TimeSpan Upper(int bucket) => TimeSpan.FromMilliseconds(Math.Pow(10, (bucket + 1) / (double)PerPowerOfTen));

    private static TimeSpan Lower(int bucket) => bucket == 0 ? TimeSpan.Zero : Upper(bucket - 1);

    private int BucketOf(TimeSpan duration) =>
        Math.Clamp((int)Math.Floor(Math.Log10(Math.Max(1, duration.TotalMilliseconds)) * PerPowerOfTen), 0, _counts.Length - 1);
}

/// <summary>One bucket.</summary>
/// <param name="From">Its lower bound.</param>
/// <param name="To">Its upper bound.</param>
/// <param name="Count">How many.</param>
public sealed record DurationBucket(TimeSpan From, TimeSpan To, long Count);
