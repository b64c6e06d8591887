using System.Globalization;

namespace Rollcall.Dashboard.Look;

/// <summary>How numbers, shares and times are written for people, the same way on every page. Pure.</summary>
public static class Figures
{
    /// <summary><c>12,345</c>.</summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary><c>1 id</c>, <c>12,345 ids</c>.</summary>
    public static string Count(long count, string one, string many) => $"{Count(count)} {(count == 1 ? one : many)}";

    /// <summary><c>12.3 %</c>; what is not quite all or nothing never reads 100 % or 0 %.</summary>
    /// <param name="share">0 to 1.</param>
    public static string Share(double share) => share switch
    {
        > 0 and < 0.001 => "< 0.1 %",
        < 1 and > 0.999 => "> 99.9 %",
        _ => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.#} %"),
    };

    /// <summary><c>97.5 %</c> of how sure something is: never rounded up.</summary>
    /// <param name="share">0 to 1.</param>
    public static string Sure(double share) => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(share * 1000) / 10:0.#} %");

    /// <summary><c>820 ms</c>, <c>4.2 s</c>, <c>3 min 20 s</c>, <c>2 h 5 min</c>, <c>3 d 4 h</c>.</summary>
    public static string Span(TimeSpan span) => span switch
    {
        { TotalMilliseconds: < 1 } => "0 s",
        { TotalSeconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMilliseconds:0} ms"),
        { TotalSeconds: < 10 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.#} s"),
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Min(59, Math.Round(span.TotalSeconds)):0} s"),
        { TotalHours: < 1 } => Two(span.Minutes, "min", span.Seconds, "s"),
        { TotalDays: < 1 } => Two(span.Hours, "h", span.Minutes, "min"),
        _ => Two((int)span.TotalDays, "d", span.Hours, "h"),
    };

    /// <summary><c>2025-11-22 10:15:00 UTC</c>.</summary>
    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary><c>1.5 ids/s</c>, <c>90 ids/min</c>, <c>12 ids/h</c>: whatever reads best.</summary>
    /// <param name="perSecond">Ids a second.</param>
    public static string Rate(double perSecond) => perSecond switch
    {
        >= 1 => string.Create(CultureInfo.InvariantCulture, $"{perSecond:#,0.#} ids/s"),
        >= 1 / 60d => string.Create(CultureInfo.InvariantCulture, $"{perSecond * 60:0.#} ids/min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{perSecond * 3600:0.#} ids/h"),
    };

    private static string Two(int large, string largeUnit, int small, string smallUnit) =>
        small == 0 ? $"{large} {largeUnit}" : $"{large} {largeUnit} {small} {smallUnit}";
}
