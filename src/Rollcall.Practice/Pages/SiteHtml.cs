using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Rollcall.Practice.Pages;

/// <summary>The frame around every page of the site but the court's, and the encoding of text put into any page.</summary>
internal static class SiteHtml
{
    // Letters stay letters, as on a page written in UTF-8; only what has a meaning in HTML is written as an entity.
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    public static string Encode(string text) => Encoder.Encode(text);

    /// <summary>A whole page; <paramref name="main"/> and <paramref name="footer"/> are HTML.</summary>
    public static string Page(string title, string main, string footer = "") =>
        $"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{Encode(title)} - Practice Registry Office</title>
        <link rel="icon" href="data:,">
        <link rel="stylesheet" href="/site.css">
        </head>
        <body>
        <header class="site"><a class="brand" href="/">Practice Registry Office</a>
        <nav><a href="/plain/1">Register</a> <a href="/en/court-files-and-decisions/court-files">Court files</a> <a href="/login">Sign in</a></nav></header>
        <main>
        {main}
        </main>
        <footer class="site">{footer}<p>A practice site. Every record is invented or public data; nothing here is an official source.</p></footer>
        </body>
        </html>

        """;

    public const string StyleSheet =
        """
        body { margin: 0; font: 16px/1.5 system-ui, sans-serif; color: #222; background: #f6f7f9; }
        header.site { display: flex; gap: 2rem; align-items: baseline; padding: .8rem 2rem; background: #1d3a5f; }
        header.site a { color: #fff; text-decoration: none; margin-right: 1rem; }
        header.site .brand { font-weight: 700; font-size: 1.2rem; }
        main { max-width: 60rem; margin: 1.5rem auto; padding: 1.5rem 2rem; background: #fff; border: 1px solid #d8dde5; }
        table.record { border-collapse: collapse; width: 100%; }
        table.record th { text-align: left; width: 14rem; color: #445; }
        table.record th, table.record td { padding: .4rem .6rem; border-bottom: 1px solid #e3e7ee; vertical-align: top; }
        footer.site { max-width: 60rem; margin: 0 auto 2rem; padding: 0 2rem; color: #667; font-size: .85rem; }

        """;
}
