using System.Text;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;

namespace Rollcall.Storage;

/// <summary>
/// Takes the values of <c>${SECRETS}</c> out of what is to be written, in every spelling a site sends them back in: plain, percent-encoded,
/// form-encoded, HTML-encoded (named, decimal, hexadecimal), JSON-escaped, and any mixture of these. Values of fewer than
/// <see cref="ShortestSecret"/> characters are left alone: they would take half of every page with them. Immutable, thread safe.
/// </summary>
public sealed class SecretMask
{
    /// <summary>What stands where a secret stood.</summary>
    public const string Mark = "***";

    /// <summary>The shortest value, in characters, that is looked for.</summary>
    public const int ShortestSecret = 4;

    private readonly Regex? _anySecret;

    /// <param name="secrets">The secrets' values.</param>
    public SecretMask(IEnumerable<string> secrets)
    {
        // The longest first: one secret may begin with another.
        var patterns = secrets.Where(s => s.Length >= ShortestSecret).Distinct().OrderByDescending(s => s.Length).Select(PatternOf).ToList();
        if (patterns.Count > 0)
        {
            _anySecret = new Regex(string.Join('|', patterns), RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, TimeSpan.FromSeconds(10));
        }
    }

    /// <summary>Knows no secret and changes nothing.</summary>
    public static SecretMask None { get; } = new([]);

    /// <summary>Whether there is anything to look for.</summary>
    public bool IsEmpty => _anySecret is null;

    /// <summary>The text without secrets; the same instance when it holds none.</summary>
    public string Clear(string text) => _anySecret is null ? text : _anySecret.Replace(text, Mark);

    private static string PatternOf(string secret)
    {
        var pattern = new StringBuilder("(?:");
        foreach (var rune in secret.EnumerateRunes())
        {
            pattern.Append("(?:").AppendJoin('|', Spellings(rune).Distinct()).Append(')');
        }

        return pattern.Append(')').ToString();
    }

    private static IEnumerable<string> Spellings(Rune rune)
    {
        var text = rune.ToString();
        yield return Regex.Escape(text);
        yield return $"(?i:{string.Concat(Encoding.UTF8.GetBytes(text).Select(b => $"%{b:X2}"))})";
        yield return $"&#0*{rune.Value};";
        yield return $"(?i:&#x0*{rune.Value:X};)";
        yield return $"(?i:{string.Concat(text.Select(c => $"\\\\u{(int)c:X4}"))})";
        if (HtmlEncoder.Default.Encode(text) is ['&', not '#', ..] named)
        {
            yield return named;
        }

        switch (text)
        {
            case "\"" or "\\" or "/":
                yield return Regex.Escape("\\" + text);
                break;
            case " ":
                yield return "\\+";
                break;
            case "'":
                yield return "&apos;";
                break;
        }
    }
}
