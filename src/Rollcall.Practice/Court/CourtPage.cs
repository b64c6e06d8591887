using System.Text;
using Rollcall.Practice.Faults;
using Rollcall.Practice.Registries;

namespace Rollcall.Practice.Court;

/// <summary>The court's one page, its style sheet and its script.</summary>
internal static class CourtPage
{
    private static readonly string Template = Read("court-files.html");

    // What a redesign renames. The script finds its elements by their roles, so that the page still works for a person.
    private static readonly (string Old, string New)[] Renamed =
    [
        ("id=\"selectCourtNumber\"", "id=\"court-number\""),
        ("id=\"tab02Submit\"", "id=\"search-by-number\""),
        ("id=\"datatable\"", "id=\"results\""),
        ("class=\"TabButton", "class=\"tab-link"),
    ];

    public static Reply Style { get; } = new(200, "text/css; charset=utf-8", Encoding.UTF8.GetBytes(Read("court.css")));

    public static Reply Script { get; } = new(200, "text/javascript; charset=utf-8", Encoding.UTF8.GetBytes(Read("court.js")));

    public static Reply Render(CourtTimings timings, FaultKind? change)
    {
        var hung = change is FaultKind.HungPage;
        var page = new StringBuilder(Template)
            .Replace("{{busy-after}}", timings.BusyAfter.ToString())
            .Replace("{{fade}}", timings.Fade.ToString())
            .Replace("{{update-after}}", timings.UpdateAfter.ToString())
            .Replace("{{notice-after}}", change is FaultKind.Notice ? timings.NoticeAfter.ToString() : "")
            .Replace("{{loading}}", hung ? "block" : "none")
            .Replace("{{script}}", hung ? "never.js" : "court.js");
        if (change is FaultKind.LayoutChange)
        {
            foreach (var (old, now) in Renamed)
                page.Replace(old, now);
        }
        return Reply.Html(200, page.ToString());
    }

    private static string Read(string name)
    {
        using var stream = typeof(CourtPage).Assembly.GetManifestResourceStream(typeof(CourtPage), "Assets." + name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
