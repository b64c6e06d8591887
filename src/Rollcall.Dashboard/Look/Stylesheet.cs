using System.Security.Cryptography;
using System.Text;

namespace Rollcall.Dashboard.Look;

/// <summary>The one stylesheet of the reports and the live pages. It needs nothing from outside. Immutable.</summary>
public static class Stylesheet
{
    /// <summary>The text.</summary>
    public static string Text { get; } = Read();

    /// <summary>What a content security policy allows it by when it stands in the page: <c>'sha256-…'</c>.</summary>
    public static string CspSource { get; } = $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Text)))}'";

    private static string Read()
    {
        using var stream = typeof(Stylesheet).Assembly.GetManifestResourceStream("rollcall.css")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
