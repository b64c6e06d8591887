namespace Rollcall.Definitions;

/// <summary>A place where YAML reads something else than a person means. Columns from 0, the end exclusive.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Start">Where the value begins.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Key">The key it belongs to; empty when there is none on the line.</param>
/// <param name="Wrong">What YAML reads.</param>
/// <param name="Allowed">What to write.</param>
/// <param name="Replacement">The value as it should be.</param>
internal sealed record Trap(int Line, int Start, int End, string Key, string Wrong, string Allowed, string Replacement)
{
    /// <summary>The value in quotes: double ones, unless it holds some or a backslash.</summary>
    public static string Quote(string value) =>
        value.Contains('"', StringComparison.Ordinal) || value.Contains('\\', StringComparison.Ordinal)
            ? $"'{value.Replace("'", "''", StringComparison.Ordinal)}'"
            : $"\"{value}\"";
}
