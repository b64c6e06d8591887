using System.Collections.Immutable;
using Rollcall.Fetching;
using Rollcall.Reading;
using Rollcall.Registries;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Reading;

/// <summary>A page made of several requests is judged and read as one.</summary>
public sealed class ListOfPagesTests
{
    private const string Head = "<b class='record-number'>IMM-231-25</b><h1>T</h1><table class='record'><tr><th>Entry<th>Text";

    private static readonly Step.Next Next = new(7, new Place("a.next", null, [], []), Get: null, MostPages: 3);

    private static readonly ImmutableArray<TableRule> Entries = [new TableRule("entries", 41, [Some.Column("entry", "Entry"), Some.Column("text", "Text")]) { AtLeast = 1 }];

    [Fact]
    public void The_rows_of_all_pages_are_one_table()
    {
        var found = Assert.IsType<Answer.Found>(Read(List(Head + Rows(1, 2), "<table class='record'><tr><th>Entry<th>Text" + Rows(3, 4), "<table><tr><th>Entry<th>Text" + Rows(5, 5))));

        Assert.Equal(["1", "2", "3", "4", "5"], found.Content.Tables[0].Rows.Select(r => r[0].Value.Text));
    }

    [Theory]
    [InlineData("<h1>Sorry</h1>", 200, "Unrecognised", "page 2 of 2")]
    [InlineData("", 200, "Blocked", "empty page")]
    [InlineData("<h1>Access denied</h1>", 200, "Blocked", "Access denied")]
    [InlineData("<h1>Oops</h1>", 500, "Faulted", "500")]
    [InlineData("<h1>No such record</h1>", 200, "Unrecognised", "page 2 of 2")]
    [InlineData("<b class='record-number'>IMM-232-25</b><table><tr><th>Entry<th>Text<tr><td>9<td>x</table>", 200, "Unrecognised", "IMM-232-25")]
    public void What_is_wrong_on_a_later_page_is_never_a_partial_record(string second, int status, string answer, string says)
    {
        var page = List(Head + Rows(1, 2), second);

        var read = Read(page with { More = [page.More[0] with { Status = status }] });

        Assert.Equal(answer, read.GetType().Name);
        Assert.Contains(says, read.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_that_does_not_end_is_no_record_even_when_its_page_is_kept_and_read_again()
    {
        var read = Assert.IsType<Answer.Unrecognised>(Read(List(Head + Rows(1, 2)) with { Incomplete = "the list goes on after 3 pages (max_pages)" }));

        Assert.Equal((FailureClass.Extraction, "the list goes on after 3 pages (max_pages)"), (read.Class, read.Reason));
    }

    [Fact]
    public void An_absence_that_goes_on_with_further_pages_is_none() =>
        Assert.IsType<Answer.Unrecognised>(Read(List("<h1>No such record</h1>", "<table class='record'></table>")));

    [Fact]
    public void The_id_may_stand_on_a_later_page_only_where_it_was_looked_for()
    {
        const string Others = "<b class='record-number'>IMM-230-25</b><table class=record><tr><th>Entry<th>Text<tr><td>0<td>o</table>";

        var found = Assert.IsType<Answer.Found>(Read(List(Others, Head + Rows(1, 1)), Next with { Until = Some.At("b", "{id}") }));
        Assert.Equal(["1"], found.Content.Tables[0].Rows.Select(r => r[0].Value.Text));
        Assert.Equal(FailureClass.WrongId, Assert.IsType<Answer.Unrecognised>(Read(List(Others, Head + Rows(1, 1)))).Class);
    }

    [Theory]
    [InlineData("<b class=count>3 entries</b>", null)]
    [InlineData("<b class=count>1,003</b>", "3 rows, and the page says that there are 1003 (total)")]
    [InlineData("<b class=count>none</b>", "'total' (.count) says no number but \"none\"")]
    [InlineData("", "'total' (.count) says no number but \"\"")]
    public void A_list_that_brings_another_number_than_the_page_says_is_no_record(string count, string? why)
    {
        var definition = Some.Definition() with { Read = new ReadRules([], [Entries[0] with { Total = ".count" }]) };

        var read = new PageReader(definition, TemplateValues.None).Read(List(count + Head + Rows(1, 2), "<table><tr><th>Entry<th>Text" + Rows(3, 3)), null, Some.Id);

        Assert.Equal(why is null, read is Answer.Found);
        Assert.True(why is null || Assert.IsType<Answer.Unrecognised>(read).Reason.EndsWith(why, StringComparison.Ordinal), read.ToString());
    }

    [Theory]
    [InlineData(RowChoices.All, "IMM-230-25|a,IMM-231-25|b,IMM-231-25|c,IMM-2310-25|d")]
    [InlineData(RowChoices.Exact, "IMM-231-25|b,IMM-231-25|c")]
    [InlineData(RowChoices.First, "IMM-231-25|b")]
    public void Rows_of_a_result_list_are_chosen_by_the_id(RowChoices rows, string read)
    {
        const string Html = "<b class='record-number'>IMM-231-25</b><table class=record><tr><th>Number<th>Party<tr><td>IMM-230-25<td>a<tr><td>IMM-231-25<td>b<tr><td>IMM-231-25<td>c<tr><td>IMM-2310-25<td>d</table>";
        var table = new TableRule("parties", 41, [Some.Column("number", "Number"), Some.Column("party", "Party")]) { Rows = rows };
        var definition = Some.Definition() with { Read = new ReadRules([], [table]) };

        var found = Assert.IsType<Answer.Found>(new PageReader(definition, TemplateValues.None).Read(Some.Page(Html), null, Some.Id));

        Assert.Equal(read, string.Join(',', found.Content.Tables[0].Rows.Select(r => string.Join('|', r.Select(f => f.Value.Text)))));
    }

    [Fact]
    public void Items_of_a_json_list_are_chosen_by_the_id_too()
    {
        var definition = Some.Definition(new JudgeRules
        {
            Absent = [Some.Rule(Some.At(null, "none", json: "error"))],
            Found = [Some.Rule(Some.At(null, json: "items"))],
            Identity = Some.Rule(Some.At(null, "{id}", json: "items.1.number")),
        }) with { Read = new ReadRules([], [new TableRule("t", 41, [Some.Column("name", "name")]) { JsonPath = "items", Rows = RowChoices.Exact }]) };

        var page = Some.JsonPage("""{"items":[{"number":"IMM-230-25","name":"a"},{"number":"IMM-231-25","name":"b"},{"number":"IMM-2310-25","name":"c"}]}""");

        Assert.Equal(["b"], Assert.IsType<Answer.Found>(new PageReader(definition, TemplateValues.None).Read(page, null, Some.Id)).Content.Tables[0].Rows.Select(r => r[0].Value.Text));
    }

    [Fact]
    public void Of_rows_that_differ_the_first_is_only_taken_when_the_definition_says_so()
    {
        const string Html = "<b class='record-number'>IMM-231-25</b><table class=record><tr><th>Number<th>Party<tr><td>IMM-231-25<td>b<tr><td>IMM-231-25<td>c</table>";
        var field = Some.Field("party", new FieldPlace.Column("Party", "table.record")) with { Required = true };
        Answer Of(FieldRule rule) => new PageReader(Some.Definition(null, rule), TemplateValues.None).Read(Some.Page(Html), null, Some.Id);

        Assert.Contains("rows: first", Assert.IsType<Answer.Unrecognised>(Of(field)).Reason, StringComparison.Ordinal);
        Assert.Equal("b", Assert.IsType<Answer.Found>(Of(field with { Rows = RowChoices.First })).Content.Fields[0].Value.Text);
    }

    [Fact]
    public void A_further_page_that_nothing_proves_fresh_is_no_part_of_a_record()
    {
        var page = List(Head + Rows(1, 2), Head + Rows(3, 4));

        var read = Read(page with { More = [page.More[0] with { Freshness = Freshness.Unproven }] });

        Assert.Contains("nothing proves that page 2", Assert.IsType<Answer.Unrecognised>(read).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_ends_where_it_has_no_next_page_and_is_incomplete_where_it_cannot_go_on()
    {
        var (first, second) = (Some.Page("1"), Some.Page("2"));
        var request = new Onward.Request("GET", new Uri("http://site.test/2"), []);

        Assert.Null(After([first], request));
        Assert.Equal((1, null), Sides(After([first, second], new Onward.End())));
        Assert.Equal((0, "page 1 of the list leads nowhere: why"), Sides(After([first], new Onward.Nowhere("why"))));
        Assert.Equal((2, "the list goes on after 3 pages (max_pages)"), Sides(After([first, second, Some.Page("3")], request)));
        Assert.Equal((1, "page 2 of the list leads back to one that was there before: it goes round in a circle"), Sides(After([first, second], request, request.Key)));
        var again = new Onward.Request("POST", new Uri("http://site.test/2"), []);
        Assert.Null(After([first, second], again, again.Key));
        Assert.Equal((2, "page 3 of the list is page 1 once more: it goes round in a circle"), Sides(After([first, second, first], new Onward.End())));

        static Page? After(Page[] pages, Onward onward, params string[] asked) => ListOfPages.After(pages, onward, Next, new HashSet<string>(asked));
        static (int, string?) Sides(Page? page) => (page!.More.Count, page.Incomplete);
    }

    [Theory]
    [InlineData(200, "<h1>Session over</h1>")]
    [InlineData(403, "<h1>Session over</h1>")]
    public void A_page_that_says_the_session_has_ended_says_nothing_of_the_id(int status, string html)
    {
        var definition = Some.Definition(Some.Judge with { Expired = [Some.Rule(Some.At("h1", "Session over"), line: 9)], Blocked = [Some.Rule(status: [403])] });
        var reader = new PageReader(definition, TemplateValues.None);

        var asked = Assert.IsType<Answer.Faulted>(reader.Triage(Some.Page(html, status), Some.Id).Answer).Fault;
        var seen = Assert.IsType<Answer.Faulted>(reader.Triage(new Fault(FailureClass.Unrecognised, "#number is not on the page") { Seen = Some.Page(html, status) }, Some.Id).Answer).Fault;

        Assert.Equal((FailureClass.Session, true), (asked.Class, asked.OfSession));
        Assert.Equal("the session has ended: h1 \"Session over\" (expired, line 9)", asked.Message);
        Assert.Equal(FailureClass.Session, seen.Class);
    }

    private static Answer Read(Page page, Step.Next? next = null) => new PageReader(
        Some.Definition() with { Ask = [Some.Get("/x"), next ?? Next], Read = new ReadRules([], Entries) }, TemplateValues.None).Read(page, null, Some.Id);

    private static Page List(string first, params string[] more) => Some.Page(first) with { More = [.. more.Select(m => Some.Page(m))] };

    private static string Rows(int from, int to) => string.Concat(Enumerable.Range(from, to - from + 1).Select(n => $"<tr><td>{n}<td>text {n}")) + "</table>";
}
