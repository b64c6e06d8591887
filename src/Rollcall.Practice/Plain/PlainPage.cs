using System.Text;
using Rollcall.Practice.Pages;

namespace Rollcall.Practice.Plain;

/// <summary>Renders the plain registry's pages, filled up with boilerplate to about the wanted size.</summary>
internal sealed class PlainPage
{
    private readonly string _filler;

    /// <summary>Pages of one size.</summary>
    /// <param name="pageBytes">The size aimed at, in bytes; 0 adds nothing.</param>
    public PlainPage(int pageBytes)
    {
        // What is missing is measured once, on a page of usual length, so that rendering stays cheap.
        var usual = new PlainRecord("1000", new string('x', 50), [.. Enumerable.Range(0, 7).Select(_ => KeyValuePair.Create("status", new string('x', 12)))]);
        _filler = "";
        _filler = Filler(pageBytes - Found(usual).Length);
    }

    public string Found(PlainRecord record)
    {
        var main = new StringBuilder(1024);
        main.Append("<h1 class=\"title\">").Append(SiteHtml.Encode(record.Title)).Append("</h1>\n");
        AppendTable(main, record);
        return SiteHtml.Page($"Record {record.Number}", main.ToString(), _filler);
    }

    public string Absent() =>
        SiteHtml.Page("No such record", "<h1>No such record</h1>\n<p>There is no entry with this number.</p>", _filler);

    public string AbsentAndFound(PlainRecord record)
    {
        var main = new StringBuilder("<h1>No such record</h1>\n", 1024);
        AppendTable(main, record);
        return SiteHtml.Page($"Record {record.Number}", main.ToString(), _filler);
    }

    /// <summary>The same record after a redesign: nothing stands where it used to.</summary>
    public string Redesigned(PlainRecord record)
    {
        var main = new StringBuilder(1024);
        main.Append("<article class=\"entry\"><h2>").Append(SiteHtml.Encode(record.Title)).Append("</h2>\n<dl>");
        main.Append("<dt>Entry</dt><dd>").Append(SiteHtml.Encode(record.Number)).Append("</dd>\n");
        foreach (var (name, value) in record.Fields)
            main.Append("<dt>").Append(SiteHtml.Encode(name)).Append("</dt><dd>").Append(SiteHtml.Encode(value)).Append("</dd>\n");
        main.Append("</dl></article>");
        return SiteHtml.Page($"Entry {record.Number}", main.ToString(), _filler);
    }

    private static void AppendTable(StringBuilder main, PlainRecord record)
    {
        main.Append("<table class=\"record\">\n<tbody>\n<tr><th scope=\"row\">Number</th><td class=\"record-number\">")
            .Append(SiteHtml.Encode(record.Number)).Append("</td></tr>\n");
        foreach (var (name, value) in record.Fields)
        {
            main.Append("<tr><th scope=\"row\">").Append(SiteHtml.Encode(Label(name))).Append("</th><td>")
                .Append(SiteHtml.Encode(value)).Append("</td></tr>\n");
        }
        main.Append("</tbody>\n</table>");
    }

    // filing_date → Filing date
    private static string Label(string name)
    {
        if (name.Length == 0)
            return "";
        var words = name.Replace('_', ' ');
        return char.ToUpperInvariant(words[0]) + words[1..];
    }

    private static string Filler(int bytes)
    {
        var filler = new StringBuilder();
        for (var number = 1; filler.Length < bytes; number++)
        {
            filler.Append("<section class=\"guidance\"><h3>Guidance note ").Append(number).Append("</h3><p>Entries are published as ")
                .Append("they were received. Ask the office that keeps the file for a certified copy. See also <a href=\"/guidance/")
                .Append(number).Append("\">note ").Append(number).Append("</a> and <a href=\"/fees\">the table of fees</a>.</p></section>\n");
        }
        return filler.ToString();
    }
}
