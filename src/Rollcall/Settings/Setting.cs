using System.Globalization;

namespace Rollcall.Settings;

/// <summary>One setting: its name, default, bounds, and how it is put into <see cref="RunSettings"/>. Immutable.</summary>
public sealed class Setting
{
    private readonly Func<RunSettings, string, RunSettings?> _apply;

    private Setting(string name, string @default, string allowed, string note, Func<RunSettings, string, RunSettings?> apply)
    {
        Name = name;
        Default = @default;
        Allowed = allowed;
        Note = note;
        _apply = apply;
    }

    /// <summary>The name in files; with hyphens the flag, with <c>ROLLCALL_</c> in capitals the environment variable.</summary>
    public string Name { get; }

    /// <summary>The default, as a user would write it.</summary>
    public string Default { get; }

    /// <summary>What is allowed, for messages.</summary>
    public string Allowed { get; }

    /// <summary>What it does, in one line.</summary>
    public string Note { get; }

    /// <summary>The flag: <c>--max-retries</c>.</summary>
    public string Flag => "--" + Name.Replace('_', '-').Replace('.', '-');

    /// <summary>The environment variable: <c>ROLLCALL_MAX_RETRIES</c>.</summary>
    public string EnvironmentVariable => "ROLLCALL_" + Name.Replace('.', '_').ToUpperInvariant();

    /// <summary>Puts the value in; false when it is not allowed.</summary>
    public bool TryApply(RunSettings settings, string value, out RunSettings applied)
    {
        var result = _apply(settings, value.Trim());
        applied = result ?? settings;
        return result is not null;
    }

    internal static Setting Whole(string name, int @default, int min, int max, string note, Func<RunSettings, int, RunSettings> put) =>
        new(name, @default.ToString(), $"a whole number from {min} to {max}", note,
            (settings, text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max
                ? put(settings, value)
                : null);

    internal static Setting WholeOrOff(string name, int @default, string note, Func<RunSettings, int?, RunSettings> put) =>
        new(name, @default.ToString(), "a whole number from 1 up, or off", note,
            (settings, text) => text is "off" ? put(settings, null)
                : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= 1 ? put(settings, value)
                : null);

    internal static Setting ShareOrOff(string name, double @default, string note, Func<RunSettings, double?, RunSettings> put) =>
        new(name, @default.ToString(CultureInfo.InvariantCulture), "a share above 0, up to 1, or off", note,
            (settings, text) => text is "off" ? put(settings, null)
                : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value is > 0 and <= 1 ? put(settings, value)
                : null);

    internal static Setting Number(string name, double @default, double min, double max, string note, Func<RunSettings, double, RunSettings> put) =>
        new(name, @default.ToString(CultureInfo.InvariantCulture), string.Create(CultureInfo.InvariantCulture, $"a number from {min} to {max}"), note,
            (settings, text) => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max
                ? put(settings, value)
                : null);

    internal static Setting Duration(string name, string @default, TimeSpan min, string note, Func<RunSettings, TimeSpan, RunSettings> put) =>
        new(name, @default, min > TimeSpan.Zero ? $"{Durations.Allowed}, at least {Durations.Text(min)}" : Durations.Allowed, note,
            (settings, text) => Durations.TryParse(text, out var value) && value >= min ? put(settings, value) : null);

    internal static Setting Flagged(string name, string note, Func<RunSettings, bool, RunSettings> put) =>
        new(name, "false", "true or false", note,
            (settings, text) => bool.TryParse(text, out var value) ? put(settings, value) : null);

    internal static Setting Parsed(string name, string @default, string allowed, string note, Func<RunSettings, string, RunSettings?> apply) =>
        new(name, @default, allowed, note, apply);
}
