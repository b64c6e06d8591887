using System.Collections.Frozen;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Rollcall.Storage;

/// <summary>
/// Makes a file name out of any text. The result is one path component that every file system takes, at most <see cref="MaxBytes"/> long in
/// UTF-8, never empty, never starting with a dot or a hyphen. Letters and digits of every script stay, so that people can read it;
/// everything else but <c>.</c> and <c>_</c> becomes a hyphen, and runs of hyphens become one. Distinct texts can give one name
/// (<c>a/b</c> and <c>a:b</c>): who writes files must not replace what is there. Pure.
/// </summary>
public static class SafeName
{
    /// <summary>
    /// The longest name in bytes: eCryptfs, the tightest of the common file systems, ends at 143; the rest is for date, suffix and extension.
    /// </summary>
    public const int MaxBytes = 120;

    private const int HashCharacters = 16;

    private static readonly FrozenSet<string> Reserved = new[]
    {
        "CON", "PRN", "AUX", "NUL",
        "COM0", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9",
        "LPT0", "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The name for a text.</summary>
    public static string For(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var name = Hyphenate(text).Trim('-', '.');
        if (name.Length == 0)
        {
            return "id-" + HashOf(text);
        }

        // Windows and its shares know these names with any extension: nul.txt is the device too.
        if (Reserved.Contains(name.Split('.', 2)[0]))
        {
            name = "_" + name;
        }

        return Encoding.UTF8.GetByteCount(name) <= MaxBytes ? name : Cut(name) + "-" + HashOf(text);
    }

    private static string Hyphenate(string text)
    {
        var name = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsKept(rune))
            {
                name.Append(rune.ToString());
            }
            else if (name.Length == 0 || name[^1] != '-')
            {
                name.Append('-');
            }
        }

        return name.ToString();
    }

    private static bool IsKept(Rune rune) => rune.Value is '.' or '_'
        || Rune.GetUnicodeCategory(rune) is
            UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
            or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or UnicodeCategory.DecimalDigitNumber
            // Marks belong to their letter: without them Hindi is not to be read.
            or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private static string Cut(string name)
    {
        var bytes = 0;
        var characters = 0;
        foreach (var rune in name.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > MaxBytes - HashCharacters - 1)
            {
                break;
            }

            characters += rune.Utf16SequenceLength;
        }

        return name[..characters].TrimEnd('-', '.');
    }

    private static string HashOf(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(text.AsSpan())))[..HashCharacters];
}
