using System.Globalization;
using System.Runtime.InteropServices;

namespace Rollcall.Practice.Latencies;

/// <summary>
/// How long the site takes before it answers: uniformly random from <see cref="Min"/> to <see cref="Max"/>, both included.
/// Text form: <c>200ms</c>, <c>1.5s</c>, <c>0-2s</c>, <c>50ms-2s</c>; plain numbers are seconds. Immutable.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct LatencyRange
{
    /// <summary>Neither end may be negative or over an hour, nor the second below the first.</summary>
    /// <exception cref="ArgumentOutOfRangeException">They are.</exception>
    public LatencyRange(TimeSpan min, TimeSpan max)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(min, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(max, TimeSpan.FromHours(1));
        ArgumentOutOfRangeException.ThrowIfLessThan(max, min);
        Min = min;
        Max = max;
    }

    /// <summary>Always the same latency.</summary>
    public LatencyRange(TimeSpan always)
        : this(always, always)
    {
    }

    /// <summary>What <see cref="TryParse"/> reads, for messages.</summary>
    public static string Allowed => "200ms, 1.5s or a range such as 0-2s, at most an hour";

    public TimeSpan Min { get; }

    public TimeSpan Max { get; }

    public static bool TryParse(string text, out LatencyRange range)
    {
        range = default;
        var ends = text.Split('-', StringSplitOptions.TrimEntries);
        if (ends.Length > 2 || !TryDuration(ends[0], out var min) || !TryDuration(ends[^1], out var max))
            return false;
        if (max < min || max > TimeSpan.FromHours(1))
            return false;
        range = new LatencyRange(min, max);
        return true;
    }

    public override string ToString() => Min == Max ? Text(Min) : $"{Text(Min)}-{Text(Max)}";

    internal TimeSpan Draw(Dice dice) => Min + (Max - Min) * dice.Unit();

    private static string Text(TimeSpan time) => $"{time.TotalMilliseconds}ms";

    private static bool TryDuration(string text, out TimeSpan time)
    {
        var unit = 1000;
        if (text.EndsWith("ms", StringComparison.Ordinal))
            (unit, text) = (1, text[..^2]);
        else if (text.EndsWith('s'))
            text = text[..^1];
        var sound = double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) && amount <= 3_600_000;
        time = TimeSpan.FromMilliseconds(sound ? amount * unit : 0);
        return sound;
    }
}
