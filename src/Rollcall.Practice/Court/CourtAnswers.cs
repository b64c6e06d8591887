using System.Text;
using Rollcall.Practice.Pages;

namespace Rollcall.Practice.Court;

/// <summary>What the search answers: rows to show, and the line shown when there is none.</summary>
internal sealed record SearchAnswer(IReadOnlyList<SearchRow> Data, string? Message)
{
    public const string NoData = "No data available in table";

    public static SearchAnswer Miss { get; } = new([], NoData);
}

/// <summary>One row of results.</summary>
internal sealed record SearchRow(string? Number, string? Style, string? Nature, string Parties)
{
    public static SearchRow Of(CourtFile file) => new(file.Id.ToString(), file.StyleOfCause, file.NatureOfProceeding, PartiesTable(file));

    private static string PartiesTable(CourtFile file) =>
        "<table class=\"table table-striped\"><thead><tr><th>Party Name</th><th>Role</th></tr></thead><tbody><tr><td>"
        + SiteHtml.Encode(file.Applicant) + "</td><td>Applicant</td></tr><tr><td>THE MINISTER OF PRACTICE</td><td>Respondent</td></tr></tbody></table>";
}

/// <summary>What the dialog of recorded entries is filled with, as HTML.</summary>
internal sealed record EntriesAnswer(string Title, string Body)
{
    private const string Head =
        "<thead><tr><th>ID</th><th>Date Filed</th><th>Office</th><th>Recorded Entry Summary</th><th>Download</th></tr></thead>\n";

    /// <summary>The dialog for a number the court does not know.</summary>
    public static EntriesAnswer Unknown { get; } = new("<h5>Recorded Entry Information</h5>", "<p>This file is not available.</p>");

    public static EntriesAnswer Of(CourtFile file)
    {
        var body = new StringBuilder(4096);
        AppendPair(body, "Type", "Immigration Matters");
        AppendPair(body, "Type of Action", file.TypeOfAction);
        AppendPair(body, "Nature of Proceeding", file.NatureOfProceeding);
        body.Append("<p><span><strong>Office :</strong> ").Append(SiteHtml.Encode(file.Office))
            .Append("</span> <span><strong>Language :</strong> ").Append(SiteHtml.Encode(file.Language)).Append("</span></p>\n");
        AppendPair(body, "Filing Date", Iso(file.FilingDate));
        body.Append("<p class=\"note\"><strong>Please note :</strong> dates are those of <strong>receipt</strong> at the office named.</p>\n")
            .Append("<table class=\"table table-striped\">\n<caption>Legend</caption>\n").Append(Head)
            .Append("<tbody><tr><td>#</td><td>YYYY-MM-DD</td><td>City</td><td>Name of document</td><td>PDF</td></tr></tbody>\n</table>\n")
            .Append("<table class=\"table table-striped\">\n<caption>Information about the court file</caption>\n").Append(Head).Append("<tbody>\n");
        foreach (var entry in file.Docket)
        {
            body.Append("<tr><td>").Append(entry.Id).Append("</td><td>").Append(Iso(entry.Filed)).Append("</td><td>")
                .Append(SiteHtml.Encode(entry.Office)).Append("</td><td>").Append(SiteHtml.Encode(entry.Summary)).Append("</td><td></td></tr>\n");
        }
        body.Append("</tbody>\n</table>");
        return new EntriesAnswer(TitleOf(file), body.ToString());
    }

    /// <summary>The same file after a redesign: nothing stands where it used to.</summary>
    public static EntriesAnswer Redesigned(CourtFile file)
    {
        var body = new StringBuilder("<dl>", 4096);
        body.Append("<dt>Filed on</dt><dd>").Append(Iso(file.FilingDate)).Append("</dd></dl>\n<ol>");
        foreach (var entry in file.Docket)
            body.Append("<li value=\"").Append(entry.Id).Append("\">").Append(SiteHtml.Encode(entry.Summary)).Append("</li>\n");
        return new EntriesAnswer(TitleOf(file), body.Append("</ol>").ToString());
    }

    public static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd");

    // A heading within the heading: it stands when set by script, and falls out when the page's HTML is parsed again.
    private static string TitleOf(CourtFile file) => $"<h5>Recorded Entry Information :&nbsp;&nbsp; {file.Id}</h5>";

    private static void AppendPair(StringBuilder body, string label, string value) =>
        body.Append("<p><strong>").Append(label).Append(" :</strong> ").Append(SiteHtml.Encode(value)).Append("</p>\n");
}
