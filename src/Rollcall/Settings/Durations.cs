using System.Globalization;

namespace Rollcall.Settings;

/// <summary>Durations as users write them: <c>250ms</c>, <c>30s</c>, <c>5m</c>, <c>2h</c>, <c>30d</c>, or plain seconds.</summary>
public static class Durations
{
    /// <summary>What is allowed, for messages.</summary>
    public const string Allowed = "a duration such as 30s, 5m, 2h, 30d or plain seconds";

    private static readonly (string Unit, double Seconds)[] Units = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("d", 86400)];

    /// <summary>Reads a duration of 0 or more, at most ten years; false when the text is none.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        ArgumentNullException.ThrowIfNull(text);
        duration = default;
        text = text.Trim();
        var unit = Array.Find(Units, u => text.EndsWith(u.Unit, StringComparison.Ordinal));
        var number = unit.Unit is null ? text : text[..^unit.Unit.Length];
        if (!double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value))
        {
            return false;
        }

        var seconds = value * (unit.Unit is null ? 1 : unit.Seconds);
        if (seconds > TimeSpan.FromDays(3660).TotalSeconds)
        {
            return false;
        }

        duration = TimeSpan.FromSeconds(seconds);
        return true;
    }

    /// <summary>The shortest form that reads back to the same duration: <c>90s</c>, <c>5m</c>, <c>1.5s</c>.</summary>
    public static string Text(TimeSpan duration)
    {
        foreach (var (unit, seconds) in Units.Reverse())
        {
            var value = duration.TotalSeconds / seconds;
            if (value >= 1 && value == Math.Floor(value))
            {
                return value.ToString("0", CultureInfo.InvariantCulture) + unit;
            }
        }

        return duration.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture) + "s";
    }
}
