using System.Text.RegularExpressions;

namespace Rollcall.Settings;

/// <summary><c>${NAME}</c> in a text of the settings file: the value comes from the environment, and never stands in a file. Pure.</summary>
public static partial class Secrets
{
    /// <summary>The names in a text, each once.</summary>
    public static IReadOnlyList<string> NamesIn(string text) => [.. Mention().Matches(text).Select(m => m.Groups["name"].Value).Distinct()];

    /// <summary>The text with the values in their places.</summary>
    public static string Fill(string text, Func<string, string> valueOf) => Mention().Replace(text, m => valueOf(m.Groups["name"].Value));

    [GeneratedRegex(@"\$\{(?<name>[A-Za-z_][A-Za-z0-9_]*)\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Mention();
}
