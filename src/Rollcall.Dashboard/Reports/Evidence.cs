using System.Text;

namespace Rollcall.Dashboard.Reports;

/// <summary>
/// Kept pages and screenshots for a report: small pictures go into the page, up to <see cref="MostEmbedded"/> and <see cref="MostBytes"/> together; the others
/// are linked. Not thread safe.
/// </summary>
public sealed class Evidence(string outputFolder)
{
    /// <summary>Pictures that go into a page.</summary>
    public const int MostEmbedded = 8;

    /// <summary>Their bytes, all together.</summary>
    public const int MostBytes = 1_200_000;

    private const int LargestPicture = 400_000;
    private const int ExcerptBytes = 1500;
    private const int MostExcerpts = 20;

    private int _embedded;
    private int _bytes;
    private int _excerpts;

    /// <summary>The picture as an address that holds it; null when it is not there, too large, or one too many.</summary>
    /// <param name="path">Its path, relative to the output folder.</param>
    public string? Embed(string path)
    {
        var room = Math.Min(LargestPicture, MostBytes - _bytes);
        if (_embedded >= MostEmbedded || Read(path, room + 1) is not { Length: > 0 } content || content.Length > room)
        {
            return null;
        }

        _embedded++;
        _bytes += content.Length;
        return "data:image/png;base64," + Convert.ToBase64String(content);
    }

    /// <summary>The beginning of a kept page's source; null when it is not there, or one too many.</summary>
    public string? Excerpt(string path)
    {
        if (_excerpts >= MostExcerpts || Read(path, ExcerptBytes) is not { Length: > 0 } content)
        {
            return null;
        }

        _excerpts++;
        return Encoding.UTF8.GetString(content) + (content.Length == ExcerptBytes ? "…" : "");
    }

    /// <summary>A kept page or picture as the page beside its folder links it; null for a path that cannot be one's.</summary>
    public static string? LinkTo(string path)
    {
        var parts = path.Split('/', '\\');
        return parts is ["html_failed" or "html", ..] && !parts.Contains("..") ? string.Join('/', parts.Select(Uri.EscapeDataString)) : null;
    }

    private byte[]? Read(string path, int most)
    {
        // The journal names the path; nothing that is not below the output folder is of this run.
        var root = Path.GetFullPath(outputFolder) + Path.DirectorySeparatorChar;
        var full = Path.GetFullPath(Path.Combine(root, path));
        if (most <= 0 || !full.StartsWith(root, StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            using var file = File.OpenRead(full);
            var content = new byte[Math.Min(most, file.Length)];
            file.ReadExactly(content);
            return content;
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
