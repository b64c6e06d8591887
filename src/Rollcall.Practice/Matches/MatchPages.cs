using System.Text;
using Rollcall.Practice.Pages;

namespace Rollcall.Practice.Matches;

/// <summary>Renders the pages of the matches.</summary>
internal static class MatchPages
{
    public const int RowsOfPage = 25;

    public static string Tabs()
    {
        var main = new StringBuilder("<h1>Matches</h1>\n<nav class=\"tabs\">\n");
        foreach (var tab in MatchArchive.Tabs)
            main.Append($"<a href=\"/matches/{tab.Slug}\" data-tab=\"{tab.Slug}\">{SiteHtml.Encode(tab.Name)}</a>\n");
        return SiteHtml.Page("Matches", main.Append("</nav>").ToString());
    }

    /// <summary>One page of a tab's list; <paramref name="redesigned"/> has everything elsewhere.</summary>
    public static string List(MatchTab tab, IEnumerable<Match> matches, int page, int count, bool redesigned)
    {
        var (box, row) = redesigned ? ("<ul class=\"fixtures\">", "li") : ("<table class=\"matches\"><thead><tr><th>Number</th><th>Match</th><th>Day</th></tr></thead><tbody>", "tr");
        var main = new StringBuilder($"<h1>{SiteHtml.Encode(tab.Name)}</h1>\n<p class=\"count\"><b>{count}</b> matches</p>\n{box}\n");
        foreach (var match in matches)
        {
            main.Append($"<{row}><td class=\"number\">{match.Id}</td><td><a href=\"{tab.Slug}/{match.Id}\">{SiteHtml.Encode(match.Title)}</a></td>")
                .Append($"<td>{match.Day:yyyy-MM-dd}</td></{row}>\n");
        }
        main.Append(redesigned ? "</ul>\n" : "</tbody></table>\n").Append("<p class=\"pages\">");
        if (page > 1)
            main.Append($"<a rel=\"prev\" href=\"?page={page - 1}\">Previous</a> ");
        if (page * RowsOfPage < count)
            main.Append($"<a rel=\"next\" href=\"?page={page + 1}\">Next</a>");
        return SiteHtml.Page(tab.Name, main.Append("</p>").ToString());
    }

    /// <summary>The match's own page. Its sub-tabs are links for whoever has no script; the script fills the panel instead.</summary>
    public static string Match(Match match, bool redesigned = false)
    {
        var main = Head(match, redesigned);
        main.Append("<div id=\"panel\"><p>Choose one of the above.</p></div>\n<script src=\"/matches/assets/matches.js\"></script>");
        return SiteHtml.Page(match.Title, main.ToString());
    }

    /// <summary>One sub-tab as a page of its own, for whoever has no script.</summary>
    public static string Section(Match match, MatchSection section)
    {
        var main = Head(match, redesigned: false).Append($"<div id=\"panel\"><h2>{section.Heading}</h2>\n");
        if (section.Values.Count > 0)
        {
            main.Append("<dl>");
            foreach (var value in section.Values)
                main.Append($"<dt>{SiteHtml.Encode(value[0])}</dt><dd>{SiteHtml.Encode(value[1])}</dd>");
            main.Append("</dl>\n");
        }
        main.Append($"<table class=\"{section.Name}\"><caption>{section.Heading}</caption><thead>");
        Row(main, "th", section.Columns);
        main.Append("</thead><tbody>");
        foreach (var row in section.Rows)
            Row(main, "td", row);
        return SiteHtml.Page($"{match.Title}, {section.Heading}", main.Append("</tbody></table></div>").ToString());
    }

    public static string Absent(string note = "") =>
        SiteHtml.Page("No such match", $"<h1>No such match</h1>\n<p>It was withdrawn, or never listed.</p>\n{note}");

    public static string AbsentAndFound(Match match) => Absent(Head(match, redesigned: false).ToString());

    public static string NoSuchSection(Match match) =>
        SiteHtml.Page(match.Title, Head(match, redesigned: false).Append("<div id=\"panel\"><h2>Nothing here</h2></div>").ToString());

    private static StringBuilder Head(Match match, bool redesigned)
    {
        var (box, number) = redesigned ? ("fixture", "no") : ("match", "match-number");
        var main = new StringBuilder($"<div class=\"{box}\"><h2 class=\"title\">{SiteHtml.Encode(match.Title)}</h2>\n<dl><dt>Number</dt><dd class=\"{number}\">{match.Id}</dd>")
            .Append($"<dt>Day</dt><dd>{match.Day:yyyy-MM-dd}</dd><dt>Status</dt><dd>{match.Status}</dd><dt>Score</dt><dd>{match.Score}</dd></dl></div>\n<nav class=\"sections\">");
        foreach (var section in match.Sections)
            main.Append($"<a href=\"/matches/{match.Tab.Slug}/{match.Id}/{section.Name}\" data-section=\"{section.Name}\">{section.Heading}</a> ");
        return main.Append("</nav>\n");
    }

    private static void Row(StringBuilder main, string cell, IReadOnlyList<string> texts)
    {
        main.Append("<tr>");
        foreach (var text in texts)
            main.Append($"<{cell}>{SiteHtml.Encode(text)}</{cell}>");
        main.Append("</tr>\n");
    }
}
