using System.Globalization;

namespace Rollcall.Dashboard.Look;

/// <summary>Text that comes from a site: cut, and isolated where no element can do that. Pure.</summary>
public static class Foreign
{
    private const char FirstStrongIsolate = '\u2068';
    private const char PopIsolate = '\u2069';
    private const char FirstOfIsolates = '\u2066';

    /// <summary>
    /// The beginning, with an ellipsis where something was left out; never half a character. Marks that isolate a direction become spaces: one that is opened and not
    /// closed would take the end of the element around it for its own, and turn what follows.
    /// </summary>
    public static string Cut(string? text, int most)
    {
        if (text is null || text.Length <= most)
        {
            return Closed(text ?? "");
        }

        var end = most;
        while (end > 0 && (char.IsLowSurrogate(text[end]) || CharUnicodeInfo.GetUnicodeCategory(text, end) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark))
        {
            end--;
        }

        return Closed(text[..end]) + "…";
    }

    /// <summary>The same for attributes and titles, where no element can isolate it: what turns the direction of writing ends with the text.</summary>
    public static string Isolated(string? text, int most)
    {
        var cut = Cut(text, most);
        return cut.All(char.IsAscii) ? cut : $"{FirstStrongIsolate}{cut}{PopIsolate}";
    }

    private static string Closed(string text) => text.AsSpan().IndexOfAnyInRange(FirstOfIsolates, PopIsolate) < 0
        ? text
        : string.Concat(text.Select(c => c is >= FirstOfIsolates and <= PopIsolate ? ' ' : c));
}
