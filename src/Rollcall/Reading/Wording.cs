using System.Buffers;
using System.Globalization;
using System.Text;

namespace Rollcall.Reading;

/// <summary>How texts of pages are compared: as a person reads them. Pure, thread safe.</summary>
internal static class Wording
{
    // Characters that nobody sees: soft hyphen, zero-width space, word joiner, byte order mark.
    private static readonly SearchValues<char> Unseen = SearchValues.Create("\u00AD\u200B\u2060\uFEFF");
    private static readonly char[] EveryWhiteSpace = [.. Enumerable.Range(0, char.MaxValue + 1).Select(c => (char)c).Where(char.IsWhiteSpace)];
    private static readonly SearchValues<char> WhiteSpace = SearchValues.Create(EveryWhiteSpace);
    private static readonly SearchValues<char> OtherWhiteSpace = SearchValues.Create([.. EveryWhiteSpace.Where(c => c != ' ')]);
    private static readonly SearchValues<char> Hyphens = SearchValues.Create("-\u2010\u2011\u2012\u2013\u2212/");

    /// <summary>Without white space at its ends, and with runs of it (no-break spaces too) as one space.</summary>
    public static string Normalise(string text)
    {
        if (text.Length == 0 || (text[0] != ' ' && text[^1] != ' ' && HasOnlySingleSpaces(text)))
        {
            return text;
        }

        var normal = new StringBuilder(text.Length);
        Append(normal, text);
        return TrimEnd(normal).ToString();
    }

    /// <summary>Appends a piece of text, so that the whole has no white space in front and no two spaces in a row.</summary>
    public static void Append(StringBuilder normal, ReadOnlySpan<char> piece)
    {
        if (!piece.IsEmpty && piece[0] != ' ' && HasOnlySingleSpaces(piece))
        {
            normal.Append(piece);
            return;
        }

        while (!piece.IsEmpty)
        {
            var length = piece.IndexOfAny(WhiteSpace);
            if (length < 0)
            {
                normal.Append(piece);
                return;
            }

            normal.Append(piece[..length]);
            AppendSpace(normal);
            piece = piece[(length + 1)..];
        }
    }

    /// <summary>Appends a space, unless one stands there or nothing does.</summary>
    public static void AppendSpace(StringBuilder normal)
    {
        if (normal.Length > 0 && normal[^1] != ' ')
        {
            normal.Append(' ');
        }
    }

    /// <summary>Takes off the space at the end.</summary>
    public static StringBuilder TrimEnd(StringBuilder normal)
    {
        if (normal.Length > 0 && normal[^1] == ' ')
        {
            normal.Length--;
        }

        return normal;
    }

    /// <summary>Whether the whole text is the wanted one. Both are normalised.</summary>
    public static bool Is(string text, string wanted) => Seen(text).Equals(wanted, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Whether the text holds the wanted one as whole words: <c>sin</c> is not in <c>SINGH</c>. An id must moreover not be part of
    /// a longer one: <c>IMM-1-25</c> is in <c>(IMM-1-25)</c>, but not in <c>IMM-1-25-A</c>, and <c>1</c> is not in <c>1,234</c>. Both are normalised.
    /// </summary>
    public static bool Contains(string text, string wanted, bool isId)
    {
        var seen = Seen(text);
        if (wanted.Length == 0)
        {
            return false;
        }

        for (var from = 0; from <= seen.Length - wanted.Length;)
        {
            var at = seen.AsSpan(from).IndexOf(wanted, StringComparison.OrdinalIgnoreCase);
            if (at < 0)
            {
                return false;
            }

            at += from;
            var before = seen.AsSpan(0, at);
            var after = seen.AsSpan(at + wanted.Length);
            if (!GoesOn(before, wanted) && !GoesOn(wanted, after) && !(isId && (IsJoined(before, backwards: true) || IsJoined(after, backwards: false))))
            {
                return true;
            }

            from = at + 1;
        }

        return false;
    }

    private static bool HasOnlySingleSpaces(ReadOnlySpan<char> text) => !text.ContainsAny(OtherWhiteSpace) && text.IndexOf("  ") < 0;

    /// <summary>Without the characters that nobody sees.</summary>
    public static string Seen(string text) =>
        text.AsSpan().ContainsAny(Unseen) ? string.Concat(text.Where(c => !Unseen.Contains(c))) : text;

    /// <summary>Whether a word runs on from the one text into the other.</summary>
    private static bool GoesOn(ReadOnlySpan<char> left, ReadOnlySpan<char> right) =>
        Rune.DecodeLastFromUtf16(left, out var last, out _) == OperationStatus.Done
        && Rune.DecodeFromUtf16(right, out var first, out _) == OperationStatus.Done
        && IsOfWord(last) && IsOfWord(first) && !IsOfUnspacedScript(last) && !IsOfUnspacedScript(first);

    private static bool IsOfWord(Rune rune) => rune.IsAscii
        ? char.IsAsciiLetterOrDigit((char)rune.Value) || rune.Value == '_'
        : Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
            or UnicodeCategory.EnclosingMark or UnicodeCategory.LetterNumber or UnicodeCategory.ConnectorPunctuation;

    // Scripts that put no spaces between words (Thai, Lao, Burmese, Khmer, kana, Han): every place is a boundary.
    private static bool IsOfUnspacedScript(Rune rune) => rune.Value is >= 0x0E00 and <= 0x0EFF or >= 0x1000 and <= 0x109F
        or >= 0x1780 and <= 0x17FF or >= 0x3040 and <= 0x30FF or >= 0x3400 and <= 0x4DBF or >= 0x4E00 and <= 0x9FFF
        or >= 0xF900 and <= 0xFAFF or >= 0x20000 and <= 0x3FFFF;

    /// <summary>Whether what stands beside an id makes it part of a longer one: a hyphen or slash and a word, a point or comma and a digit.</summary>
    private static bool IsJoined(ReadOnlySpan<char> beside, bool backwards)
    {
        if (beside.Length < 2)
        {
            return false;
        }

        var joint = backwards ? beside[^1] : beside[0];
        var rest = backwards ? beside[..^1] : beside[1..];
        if (joint is '.' or ',')
        {
            return char.IsDigit(backwards ? rest[^1] : rest[0]);
        }

        Rune beyond;
        _ = backwards ? Rune.DecodeLastFromUtf16(rest, out beyond, out _) : Rune.DecodeFromUtf16(rest, out beyond, out _);
        return Hyphens.Contains(joint) && IsOfWord(beyond);
    }
}
