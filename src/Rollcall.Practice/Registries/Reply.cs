using System.Text;

namespace Rollcall.Practice.Registries;

/// <summary>A whole answer, ready to be sent or spoiled.</summary>
internal sealed record Reply(int Status, string ContentType, byte[] Body)
{
    /// <summary>Where a redirect leads; null for none.</summary>
    public string? Location { get; init; }

    /// <summary>The cookie that comes with it; null for none.</summary>
    public string? Cookie { get; init; }

    public static Reply Redirect(string location, string? cookie = null) => Html(302, "") with { Location = location, Cookie = cookie };

    public static Reply Html(int status, string html) => new(status, "text/html; charset=utf-8", Encoding.UTF8.GetBytes(html));

    /// <summary>A file of this assembly, beside a type.</summary>
    public static Reply Resource(string contentType, Type beside, string name)
    {
        using var stream = beside.Assembly.GetManifestResourceStream(beside, name)!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return new Reply(200, contentType, bytes.ToArray());
    }

    public static Reply PlainText(int status, string text) => new(status, "text/plain; charset=utf-8", Encoding.UTF8.GetBytes(text));
}
