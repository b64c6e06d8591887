using System.Text;

namespace Rollcall.Tests.Support;

/// <summary>Seeded texts as nobody wishes for: path tricks, controls, every script, broken surrogates, great lengths.</summary>
public static class Gibberish
{
    private static readonly string[] Tricks =
    [
        "..", "../", "/", "\\", "//", "...", ".", "~", "-", "--", " ", "\0", "\n", "\r", "\t", ":", "*", "?", "\"", "<", ">", "|", "%2e%2e%2f", "C:",
        "nul", "CON", "com1", "\u202E", "\u200D", "\uFEFF", "\uD800", "\uDC00", "é", "e\u0301", "ß", "İ", "訴", "😀", "𝟘", ".json", "-1", "IMM-1-25", "{", "}", "&amp;", "'",
    ];

    public static string Text(Random random)
    {
        var length = random.Next(10) == 0 ? random.Next(400) : random.Next(12);
        var text = new StringBuilder();
        for (var i = 0; i < length; i++)
        {
            switch (random.Next(4))
            {
                case 0:
                    text.Append(Tricks[random.Next(Tricks.Length)]);
                    break;
                case 1:
                    text.Append((char)random.Next(0x10000));
                    break;
                default:
                    text.Append((char)random.Next(' ', '\x7F'));
                    break;
            }
        }

        return text.ToString();
    }
}
