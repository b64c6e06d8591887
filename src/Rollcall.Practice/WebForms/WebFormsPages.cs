using System.Text;
using Rollcall.Practice.Pages;
using Rollcall.Practice.Registries;

namespace Rollcall.Practice.WebForms;

/// <summary>Renders the WebForms registry's pages: each is one form that posts to itself.</summary>
internal sealed class WebFormsPages(int seed)
{
    public const string Absence = "No licence has this number.";
    private const int RowsOfResults = 3;
    private const int RowsOfEvents = 5;

    public Reply Terms(ViewState state) => Page("Terms of use", "Default.aspx", state,
        """
        <h1 id="terms">Terms of use</h1>
        <p>The roll of licences may be consulted one licence at a time. Your visit ends by itself.</p>
        <p><label><input type="checkbox" name="ctl00$main$remember" id="remember"> Remember me</label></p>
        <p><input type="submit" name="ctl00$main$accept" value="I accept" id="accept"> <input type="submit" name="ctl00$main$leave" value="Leave" id="leave"></p>
        """);

    /// <summary>The search page: without rows before a search, with the message when there are none.</summary>
    public Reply Search(ViewState state, IReadOnlyList<LicenceRow>? rows, bool saysNone)
    {
        var main = new StringBuilder(
            """
            <h1>Roll of licences</h1>
            <p><label for="number">Licence number</label> <input type="text" name="ctl00$main$number" id="number" maxlength="12" autocomplete="off">
            <input type="submit" name="ctl00$main$search" value="Search" id="search"></p>

            """);
        if (saysNone)
            main.Append("<p id=\"message\">").Append(Absence).Append("</p>\n");
        if (rows is { Count: > 0 })
        {
            main.Append("<table id=\"results\">\n<thead><tr><th>Number</th><th>Kind</th><th>Title</th><th></th></tr></thead>\n<tbody>\n");
            foreach (var (row, at) in rows.Skip(state.Page * RowsOfResults).Take(RowsOfResults).Select((row, at) => (row, at)))
            {
                main.Append("<tr><td>").Append(SiteHtml.Encode(row.Number)).Append("</td><td>").Append(row.Kind).Append("</td><td>").Append(SiteHtml.Encode(row.Title))
                    .Append("</td><td>").Append(PostBack("results", $"Select${at}", "Open")).Append("</td></tr>\n");
            }
            main.Append("</tbody>\n</table>\n");
            AppendPager(main, "results", rows.Count, RowsOfResults, state.Page);
        }
        return Page("Roll of licences", "Search.aspx", state, main.ToString());
    }

    /// <summary>The row that a Select argument means on a page of results; null when there is none.</summary>
    public static LicenceRow? RowAt(IReadOnlyList<LicenceRow> rows, int page, int at) =>
        at is >= 0 and < RowsOfResults && (page * RowsOfResults) + at is var index && index < rows.Count ? rows[index] : null;

    /// <summary>Whether a page of the list is there.</summary>
    public static bool HasPage(string list, int count, int page) => page >= 0 && page * (list == "results" ? RowsOfResults : RowsOfEvents) < Math.Max(1, count);

    public Reply Record(ViewState state, Licence licence, string number)
    {
        var main = new StringBuilder(2048);
        main.Append("<h1 id=\"title\">").Append(SiteHtml.Encode(licence.Title)).Append("</h1>\n<dl id=\"licence\">\n");
        AppendPair(main, "Licence number", number, " id=\"licence-number\"");
        AppendPair(main, "Holder", licence.Holder);
        AppendPair(main, "Status", licence.Status);
        AppendPair(main, "Issued", licence.Issued.ToString("dd.MM.yyyy"));
        AppendPair(main, "Fee", licence.Fee.ToString());
        main.Append("</dl>\n<table id=\"events\">\n<caption>Events</caption>\n<thead><tr><th>Date</th><th>Event</th><th>Remark</th></tr></thead>\n<tbody>\n");
        foreach (var each in licence.Events.Skip(state.Page * RowsOfEvents).Take(RowsOfEvents))
        {
            main.Append("<tr><td>").Append(each.Date.ToString("yyyy-MM-dd")).Append("</td><td>").Append(SiteHtml.Encode(each.What)).Append("</td><td>")
                .Append(SiteHtml.Encode(each.Remark)).Append("</td></tr>\n");
        }
        main.Append("</tbody>\n</table>\n");
        AppendPager(main, "events", licence.Events.Count, RowsOfEvents, state.Page);
        return Page("Licence", "Record.aspx", state, main.ToString());
    }

    /// <summary>The same licence after a redesign: nothing stands where it used to.</summary>
    public Reply Redesigned(ViewState state, Licence licence) => Page("Licence", "Record.aspx", state,
        $"<h1>{SiteHtml.Encode(licence.Title)}</h1>\n<p>No. {licence.Number}, held by {SiteHtml.Encode(licence.Holder)}</p>\n");

    public Reply Sealed(ViewState state, string number) => Page("Licence", "Record.aspx", state,
        $"<h1>Licence {SiteHtml.Encode(number)}</h1>\n<p id=\"sealed\">Licence {SiteHtml.Encode(number)} is sealed by order of the licensing tribunal.</p>\n");

    private Reply Page(string title, string action, ViewState state, string main) => Reply.Html(200, SiteHtml.Page(title,
        $$"""
        <form method="post" action="./{{action}}" id="aspnetForm">
        <input type="hidden" name="__EVENTTARGET" id="__EVENTTARGET" value=""><input type="hidden" name="__EVENTARGUMENT" id="__EVENTARGUMENT" value="">
        <input type="hidden" name="{{ViewState.Field}}" id="{{ViewState.Field}}" value="{{state.Write(seed)}}">
        <script>
        function __doPostBack(target, argument) {
            const form = document.getElementById('aspnetForm');
            form.__EVENTTARGET.value = target;
            form.__EVENTARGUMENT.value = argument;
            form.submit();
        }
        </script>
        <input type="hidden" name="{{ViewState.GeneratorField}}" value="{{state.Generator}}"><input type="hidden" name="{{ViewState.ValidationField}}" value="{{state.Validation(seed)}}">
        {{main}}
        </form>
        """));

    private static void AppendPager(StringBuilder main, string list, int count, int size, int page)
    {
        var pages = (count + size - 1) / size;
        if (pages < 2)
            return;
        main.Append("<div class=\"pager\">");
        for (var i = 0; i < pages; i++)
            main.Append(i == page ? $"<span>{i + 1}</span> " : PostBack(list, $"Page${i + 1}", $"{i + 1}") + " ");
        main.Append("</div>\n");
    }

    private static string PostBack(string list, string argument, string text) =>
        $"<a href=\"javascript:__doPostBack(&#39;ctl00$main${list}&#39;,&#39;{argument}&#39;)\">{text}</a>";

    private static void AppendPair(StringBuilder main, string label, string value, string attributes = "") =>
        main.Append("<dt>").Append(label).Append("</dt><dd").Append(attributes).Append('>').Append(SiteHtml.Encode(value)).Append("</dd>\n");
}
