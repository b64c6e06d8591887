namespace Rollcall.Reporting;

/// <summary>How many ids were done at a moment.</summary>
/// <param name="At">The moment.</param>
/// <param name="Done">Ids with an outcome.</param>
public readonly record struct ProgressSample(DateTimeOffset At, long Done);

/// <summary>How fast a run goes and when it will be through.</summary>
/// <param name="PerSecond">Ids per second, 0 or more.</param>
/// <param name="Eta">Until the end, at this rate; null when nothing moves, or when it is not known how much remains.</param>
public readonly record struct ProgressRate(double PerSecond, TimeSpan? Eta)
{
    /// <summary>No estimate goes further: what takes longer than this is not to be told from standing still.</summary>
    public static readonly TimeSpan LongestEta = TimeSpan.FromDays(365);

    /// <summary>Judges from the first and the last sample. Pure.</summary>
    /// <param name="samples">In order of time; the window they span is what the rate is the mean of.</param>
    /// <param name="remaining">Ids still to do; null when unknown.</param>
    public static ProgressRate Of(IReadOnlyCollection<ProgressSample> samples, long? remaining)
    {
        ArgumentNullException.ThrowIfNull(samples);
        if (samples.Count < 2)
        {
            return new(0, remaining == 0 ? TimeSpan.Zero : null);
        }

        var (first, last) = (samples.First(), samples.Last());
        var seconds = (last.At - first.At).TotalSeconds;
        var rate = seconds > 0 ? Math.Max(0, (last.Done - first.Done) / seconds) : 0;
        TimeSpan? eta = remaining switch
        {
            0 => TimeSpan.Zero,
            > 0 when rate > 0 && remaining / rate <= LongestEta.TotalSeconds => TimeSpan.FromSeconds(remaining.Value / rate),
            _ => null,
        };
        return new(rate, eta);
    }
}

/// <summary>The samples of the last minute. Not thread safe.</summary>
public sealed class ProgressWindow
{
    /// <summary>How far back the rate looks: long enough to smooth retries, short enough to show a site that slows down.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(60);

    private readonly Queue<ProgressSample> _samples = [];

    /// <summary>Adds a sample and forgets those older than the window, but always keeps one to compare with.</summary>
    public void Add(ProgressSample sample)
    {
        _samples.Enqueue(sample);
        while (_samples.Count > 2 && sample.At - _samples.Peek().At > Length)
        {
            _samples.Dequeue();
        }
    }

    /// <summary>The rate over the window.</summary>
    public ProgressRate Rate(long? remaining) => ProgressRate.Of(_samples, remaining);
}
