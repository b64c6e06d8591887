using Rollcall.Settings;

namespace Rollcall.Pacing;

/// <summary>
/// When an id is asked again: exponential waits with jitter, capped; a Retry-After wins when it is longer. The one owner of retries:
/// nothing beneath the sweep tries again. Not thread safe for want of a thread-safe <see cref="Random"/>: callers serialise.
/// </summary>
public sealed class RetrySchedule
{
    private readonly RunSettings _settings;
    private readonly Random _random;

    /// <param name="settings">Backoff, factor, cap, jitter and number of retries.</param>
    /// <param name="random">Where the jitter comes from.</param>
    public RetrySchedule(RunSettings settings, Random random)
    {
        _settings = settings;
        _random = random;
    }

    /// <summary>The wait before the next attempt; null when none is left.</summary>
    /// <param name="attempts">Attempts made by now, at least 1.</param>
    /// <param name="retryAfter">How long the site asked to be left alone, if it did.</param>
    public TimeSpan? Next(int attempts, TimeSpan? retryAfter = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(attempts, 1);
        if (attempts > _settings.MaxRetries)
        {
            return null;
        }

        var exponential = _settings.RetryBackoff.TotalSeconds * Math.Pow(_settings.RetryFactor, attempts - 1);
        var varied = exponential * (1 + (_settings.RetryJitter * ((_random.NextDouble() * 2) - 1)));
        var wait = TimeSpan.FromSeconds(Math.Min(varied, _settings.RetryBackoffMax.TotalSeconds));
        return retryAfter > wait ? retryAfter : wait;
    }
}
