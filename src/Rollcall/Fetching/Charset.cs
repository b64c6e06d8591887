using System.Text;
using System.Text.RegularExpressions;

namespace Rollcall.Fetching;

/// <summary>Turns a body's bytes into text as a browser does: byte order mark, header, declaration in the page, then UTF-8 if it is, else Windows-1252.</summary>
internal static partial class Charset
{
    // Browsers look at 1,024 bytes; pages with long heads put it a little later.
    private const int BytesToSearch = 4096;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text, without its byte order mark.</summary>
    /// <param name="bytes">The body.</param>
    /// <param name="named">The charset parameter of Content-Type.</param>
    /// <param name="mediaType">Its media type.</param>
    public static string Decode(ReadOnlySpan<byte> bytes, string? named, string? mediaType)
    {
        switch (bytes)
        {
            case [0xEF, 0xBB, 0xBF, ..]:
                return Encoding.UTF8.GetString(bytes[3..]);
            case [0xFF, 0xFE, ..]:
                return Encoding.Unicode.GetString(bytes[2..]);
            case [0xFE, 0xFF, ..]:
                return Encoding.BigEndianUnicode.GetString(bytes[2..]);
        }

        if (Find(named) is { } header)
        {
            return header.GetString(bytes);
        }

        if (mediaType?.Contains("json", StringComparison.OrdinalIgnoreCase) != true && Find(Declared(bytes)) is { } declared)
        {
            // A declaration that could be read is in an encoding that holds ASCII, whatever it claims (HTML standard, "prescan").
            return (declared is UnicodeEncoding ? Encoding.UTF8 : declared).GetString(bytes);
        }

        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return Find("windows-1252")!.GetString(bytes);
        }
    }

    private static string? Declared(ReadOnlySpan<byte> bytes)
    {
        var head = Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, BytesToSearch)]);
        var match = Declaration().Match(Comment().Replace(head, ""));
        return match.Success ? match.Groups["name"].Value : null;
    }

    private static Encoding? Find(string? name)
    {
        name = name?.Trim().Trim('"', '\'').ToLowerInvariant() ?? "";
        try
        {
            return name switch
            {
                "" => null,
                "utf8" => Encoding.UTF8,

                // What calls itself Latin 1 is Windows-1252 on the web (Encoding standard, 4.2).
                "iso-8859-1" or "iso8859-1" or "latin1" or "l1" or "ascii" or "us-ascii" or "cp1252" or "x-cp1252" => Find("windows-1252"),
                "gb2312" or "gb_2312-80" or "gbk" => Find("gb18030"),
                "utf-7" => null,
                _ => CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name),
            };
        }
        catch (ArgumentException)
        {
            // A name that nobody knows names nothing.
            return null;
        }
    }

    [GeneratedRegex(
        @"<meta\s[^>]*?charset\s*=\s*[""']?\s*(?<name>[\w:.-]+)|^\s*<\?xml\s[^>]*?encoding\s*=\s*[""'](?<name>[\w:.-]+)",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Declaration();

    [GeneratedRegex("<!--.*?(-->|$)", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Comment();
}
