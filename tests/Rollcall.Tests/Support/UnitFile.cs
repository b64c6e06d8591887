using System.Globalization;

namespace Rollcall.Tests.Support;

/// <summary>A shipped systemd unit, read as systemd does as far as its restarts go (systemd.service(5)).</summary>
internal sealed class UnitFile
{
    private readonly Dictionary<string, string> _values;

    private UnitFile(IEnumerable<string> lines) => _values = lines
        .Where(l => l.Contains('=', StringComparison.Ordinal) && !l.StartsWith('#'))
        .Select(l => l.Split('=', 2)).ToDictionary(p => p[0], p => p[1], StringComparer.Ordinal);

    public string this[string key] => _values[key];

    /// <summary>How long after an end the next start comes.</summary>
    public TimeSpan RestartAfter => Seconds("RestartSec");

    public static UnitFile Open(string path) => new(File.ReadAllLines(path));

    /// <summary>A time span: seconds, or days with a d.</summary>
    public TimeSpan Seconds(string key) => this[key] is [.. var days, 'd']
        ? TimeSpan.FromDays(double.Parse(days, CultureInfo.InvariantCulture))
        : TimeSpan.FromSeconds(double.Parse(this[key], CultureInfo.InvariantCulture));

    /// <summary>Whether a process is started again that ended with a code.</summary>
    public bool RestartsAfterCode(int code) =>
        !Codes("RestartPreventExitStatus").Contains(code)
        && (Codes("RestartForceExitStatus").Contains(code) || (this["Restart"] is "on-failure" && code != 0 && !Codes("SuccessExitStatus").Contains(code)) || this["Restart"] is "always");

    /// <summary>Whether a process is started again that a signal ended, other than one by which it is asked to end.</summary>
    public bool RestartsAfterKill => this["Restart"] is "on-abnormal" or "on-failure" or "on-abort" or "always";

    private IEnumerable<int> Codes(string key) => _values.TryGetValue(key, out var codes) ? codes.Split(' ').Select(c => int.Parse(c, CultureInfo.InvariantCulture)) : [];
}
