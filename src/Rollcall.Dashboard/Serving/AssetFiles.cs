using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using Rollcall.Dashboard.Look;

namespace Rollcall.Dashboard.Serving;

/// <summary>The few files that pages need, held in memory. Their addresses change with their content, so browsers may keep them. Immutable.</summary>
internal static class AssetFiles
{
    private static readonly FrozenDictionary<string, Asset> All = new[]
    {
        Of("rollcall.css", "text/css", Stylesheet.Text),
        Of("dashboard.css", "text/css", Embedded("dashboard.css")),
        Of("live.js", "text/javascript", Embedded("live.js")),
    }.ToFrozenDictionary(a => a.Name, StringComparer.Ordinal);

    /// <summary>The address of a file.</summary>
    public static string Href(string name) => $"/assets/{All[name].Version}/{name}";

    /// <summary>The file; null when there is none of that name.</summary>
    public static Asset? Find(string name) => All.GetValueOrDefault(name);

    private static Asset Of(string name, string type, string text)
    {
        var content = Encoding.UTF8.GetBytes(text);
        return new Asset(name, $"{type}; charset=utf-8", content, Convert.ToHexStringLower(SHA256.HashData(content))[..12]);
    }

    private static string Embedded(string name)
    {
        using var stream = typeof(AssetFiles).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}

/// <summary>A file that pages need.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ContentType">Its type.</param>
/// <param name="Content">The bytes.</param>
/// <param name="Version">Tells one content from another.</param>
internal sealed record Asset(string Name, string ContentType, byte[] Content, string Version);
