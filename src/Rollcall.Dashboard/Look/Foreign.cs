using System.Globalization;

namespace Rollcall.Dashboard.Look;

/// <summary>Text that comes from a site: cut, and isolated where no element can do that. Pure.</summary>
public static class Foreign
{
    private const char FirstStrongIsolate = '\u2068';
    private const char PopIsolate = '\u2069';

    /// <summary>The beginning, with an ellipsis where something was left out; never half a character.</summary>
    public static string Cut(string? text, int most)
    {
        if (text is null || text.Length <= most)
        {
            return text ?? "";
        }

        var end = most;
        while (end > 0 && (char.IsLowSurrogate(text[end]) || CharUnicodeInfo.GetUnicodeCategory(text, end) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark))
        {
            end--;
        }

        return text[..end] + "…";
    }

    /// <summary>The same for attributes and titles, where no element can isolate it: what turns the direction of writing ends with the text.</summary>
    public static string Isolated(string? text, int most)
    {
        var cut = Cut(text, most);
        return cut.All(char.IsAscii) ? cut : $"{FirstStrongIsolate}{cut.Replace(PopIsolate, ' ')}{PopIsolate}";
    }
}
