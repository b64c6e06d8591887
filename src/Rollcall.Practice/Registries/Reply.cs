using System.Text;

namespace Rollcall.Practice.Registries;

/// <summary>A whole answer, ready to be sent or spoiled.</summary>
internal sealed record Reply(int Status, string ContentType, byte[] Body)
{
    public static Reply Html(int status, string html) => new(status, "text/html; charset=utf-8", Encoding.UTF8.GetBytes(html));

    public static Reply PlainText(int status, string text) => new(status, "text/plain; charset=utf-8", Encoding.UTF8.GetBytes(text));
}
