using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Rollcall.Practice.Court;

/// <summary>A court number such as IMM-231-25; no leading zeros.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly partial record struct CourtId(int Year, int Number)
{
    public override string ToString() => $"IMM-{Number}-{Year % 100:00}";

    /// <summary>Reads an id the way the search does: blanks around it and small letters do not matter.</summary>
    public static CourtId? Parse(string text)
    {
        var match = Form().Match(text.Trim());
        return match.Success && int.TryParse(match.Groups["number"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new CourtId(2000 + int.Parse(match.Groups["year"].ValueSpan), number)
            : null;
    }

    [GeneratedRegex(@"^IMM-(?<number>[1-9]\d{0,6})-(?<year>\d\d)$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Form();
}
