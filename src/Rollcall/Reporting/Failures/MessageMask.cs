using System.Text;
using System.Text.RegularExpressions;

namespace Rollcall.Reporting.Failures;

/// <summary>
/// Takes out of a message what differs from id to id, so that messages of one cause become one: addresses <c>&lt;url&gt;</c>, quoted texts
/// <c>'…'</c>, ids <c>&lt;id&gt;</c>, numbers <c>&lt;n&gt;</c>, hexadecimal <c>&lt;hex&gt;</c>. HTTP statuses stay: they are the cause. Pure.
/// </summary>
internal static partial class MessageMask
{
    /// <summary>A masked message is no longer than this; a cause is told at the beginning.</summary>
    public const int Longest = 300;

    // A page's text may be in a message; what decides is far before this.
    private const int LongestRead = 2000;

    private static readonly string[] BeforeStatus = ["status ", "answered ", "HTTP "];

    /// <summary>The message without what varies.</summary>
    /// <param name="message">What was seen and what was expected.</param>
    /// <param name="id">The text of the id that it is about.</param>
    public static string Of(string message, string id)
    {
        var read = message.Length > LongestRead ? message[..LongestRead] : message;
        if (id.Any(c => !char.IsAsciiDigit(c)))
        {
            read = WithoutId(read, id);
        }

        // Shown on terminals: what steers one, or turns the direction of writing, is no part of a cause.
        if (read.Any(Steers))
        {
            read = string.Concat(read.Select(c => char.IsControl(c) ? ' ' : c).Where(c => !Steers(c)));
        }

        var masked = Word().Replace(read, match => Mask(read, match)).Trim();
        return masked.Length > Longest ? masked[..Longest] + "…" : masked;
    }

    // Ids of lists may be short words: what is in the midst of another is that one's.
    private static string WithoutId(string message, string id)
    {
        var rest = new StringBuilder();
        var done = 0;
        for (var at = message.IndexOf(id, StringComparison.Ordinal); at >= 0; at = message.IndexOf(id, at + id.Length, StringComparison.Ordinal))
        {
            var end = at + id.Length;
            if (!IsWithin(message, at) && !IsWithin(message, end))
            {
                rest.Append(message, done, at - done).Append("<id>");
                done = end;
            }
        }

        return done == 0 ? message : rest.Append(message, done, message.Length - done).ToString();
    }

    private static bool IsWithin(string message, int at) => at > 0 && at < message.Length && IsOfWord(message[at - 1]) && IsOfWord(message[at]);

    private static bool IsOfWord(char c) => char.IsLetterOrDigit(c) || c is '-' or '_';

    private static string Mask(string message, Match match)
    {
        if (match.Groups["url"].Success)
        {
            return "<url>";
        }

        if (match.Groups["quoted"].Success)
        {
            return "'…'";
        }

        var word = match.Value;
        if (!word.Any(char.IsDigit) || IsStatus(message, match))
        {
            return word;
        }

        return Amount().IsMatch(word) ? "<n>" : Hexadecimal().IsMatch(word) ? "<hex>" : "<id>";
    }

    private static bool Steers(char c) => char.IsControl(c) || c is >= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069';

    private static bool IsStatus(string message, Match match) =>
        match.Length == 3 && BeforeStatus.Any(before => message.AsSpan(0, match.Index).EndsWith(before, StringComparison.Ordinal));

    [GeneratedRegex("""
        (?<url>\b[a-z][a-z0-9+.]{1,20}://[^\s'"<>»)]+)
        | (?<quoted>"[^"\n]{0,400}" | “[^”\n]{0,400}” | «[^»\n]{0,400}» | (?<![\p{L}\p{N}])'[^'\n]{0,400}'(?![\p{L}\p{N}]))
        | (?<word>[\p{L}\p{N}_]+(?:[-_/.:,][\p{L}\p{N}_]+)*)
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Word();

    [GeneratedRegex(@"^\p{N}+([-/.:,]\p{N}+)*(ms|s|min|h|d|kb|mb|mib)?$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Amount();

    [GeneratedRegex(@"^(0x[0-9a-f]+|[0-9a-f]{8,}(-[0-9a-f]{4,})*)$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Hexadecimal();
}
