using System.Text;

namespace Rollcall.Practice.Registries;

/// <summary>A whole answer, ready to be sent or spoiled.</summary>
internal sealed record Reply(int Status, string ContentType, byte[] Body)
{
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
