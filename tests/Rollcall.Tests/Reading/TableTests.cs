using Rollcall.Fetching;
using Rollcall.Reading;
using Rollcall.Registries;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Reading;

public sealed class TableTests
{
    private const string Head = "<thead><tr><th>ID</th><th>Date Filed</th><th>Office</th></tr></thead>";
    private const string Legend = $"<table class=t><caption>Legend</caption>{Head}<tbody><tr><td>#</td><td>YYYY-MM-DD</td><td>City</td></tr></tbody></table>";
    private const string Rows = "<tbody><tr><td>2</td><td>2025-02-03</td><td>Toronto</td></tr><tr><td>1</td><td>2025-01-02</td><td>Ottawa</td></tr></tbody>";
    private const string Docket = $"<table class=t><caption>Information about the court file</caption>{Head}{Rows}</table>";

    private static readonly TableRule Rule = new("entries", 60, [Some.Column("id", "ID"), Some.Column("filed", "Date filed", ValueKind.Date), Some.Column("office", "Office")]);

    private static readonly TableRule Captioned = Rule with { Caption = "Information about the court file", AtLeast = 1 };

    [Theory]
    [InlineData(Legend + Docket)]
    [InlineData(Docket + Legend)]
    [InlineData("<table><caption> information  about the court file: </caption>" + Head + Rows + "</table>")]
    [InlineData("<table><caption>Information about the court file (2 entries)</caption>" + Head + Rows + "</table>")]
    [InlineData("<table aria-label='Information about the court file'>" + Head + Rows + "</table>")]
    [InlineData("<h4>Legend</h4><table>" + Head + "<tr><td>#</td><td>x</td><td>y</td></tr></table><h4>Information about the court file</h4><div class=scroll><div><table>" + Head + Rows + "</table></div></div>")]
    public void The_caption_tells_the_docket_from_its_legend(string html) =>
        Assert.Equal(["2|2025-02-03|Toronto", "1|2025-01-02|Ottawa"], Read(html, Captioned));

    [Fact]
    public void Without_a_caption_two_tables_that_fit_are_no_answer()
    {
        var answer = Assert.IsType<Answer.Unrecognised>(Answer(Legend + Docket, Rule));

        Assert.Equal(FailureClass.Extraction, answer.Class);
        Assert.Contains("entries (line 60): 2 tables have these headers; tell them apart by 'caption' or 'within'", answer.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<table><tr><th>Name</th></tr><tr><td>x</td></tr></table><table>" + Head + Rows + "</table>")]
    [InlineData("<table>" + Head + "</table><table>" + Head + Rows + "</table>")]
    [InlineData("<table><tr><td colspan=3>Entries</td></tr><tr><td>ID</td><td>Date filed :</td><td>Office</td></tr>" + Rows + "</table>")]
    [InlineData("<table><tr><th>Office</th><th rowspan=1>x</th><th>ID</th><th>Date Filed</th></tr><tr><td>Toronto</td><td></td><td>2</td><td>2025-02-03</td></tr><tr><td>Ottawa</td><td></td><td>1</td><td>2025-01-02</td></tr></table>")]
    [InlineData("<table><tr><th colspan=2>Key</th><th>Where</th></tr><tr><th>ID</th><th>Date Filed</th><th>Office</th></tr>" + Rows + "</table>")]
    [InlineData("<table><thead><tr><th rowspan=2>ID</th><th colspan=2>Filing</th></tr><tr><th>Date Filed</th><th>Office</th></tr></thead>" + Rows + "</table>")]
    [InlineData("<table>" + Head + "<tbody><tr><td>2</td><td>2025-02-03</td><td>Toronto</td></tr><tr><th>ID</th><th>Date Filed</th><th>Office</th></tr><tr><td colspan=3>January</td></tr><tr><td>1</td><td>2025-01-02</td><td>Ottawa</td></tr><tr data-rollcall-hidden><td>0</td><td>2025-01-01</td><td>-</td></tr></tbody><tfoot><tr><td>9</td><td>2025-01-01</td><td>Total</td></tr></tfoot></table>")]
    [InlineData("<table data-rollcall-hidden>" + Head + "<tr><td>old</td><td>2024-01-01</td><td>x</td></tr></table><table>" + Head + Rows + "</table>")]
    public void Without_a_caption_the_headers_tell_the_table(string html) =>
        Assert.Equal(["2|2025-02-03|Toronto", "1|2025-01-02|Ottawa"], Read(html, Rule));

    [Fact]
    public void A_table_within_a_cell_is_its_own() => Assert.Equal(
        ["1|2025-01-02|Ottawa x"],
        Read("<table>" + Head + "<tr><td>1</td><td>2025-01-02</td><td>Ottawa<table><tr><td>x</td></tr></table></td></tr></table>", Rule));

    [Fact]
    public void Cells_that_span_rows_stand_in_each() => Assert.Equal(
        ["1|2025-01-02|Ottawa", "1|2025-01-03|Toronto", "2||"],
        Read("<table>" + Head + "<tr><td rowspan=2>1</td><td>2025-01-02</td><td>Ottawa</td></tr><tr><td>2025-01-03</td><td>Toronto</td></tr><tr><td>2</td><td></td></tr></table>", Rule));

    [Theory]
    [InlineData("", "no table is captioned \"Information about the court file\"")]
    [InlineData(Legend, "no table is captioned \"Information about the court file\"")]
    [InlineData("<table><caption>Information about the court file</caption>" + Head + "</table>", "0 rows, at least 1 wanted")]
    [InlineData("<table><caption>Information about the court file</caption>" + Head + "<tr><td class=dataTables_empty colspan=3>No data</td></tr></table>", "0 rows, at least 1 wanted")]
    [InlineData("<table><caption>Information about the court file</caption><tr><th>ID</th><th>Filed</th><th data-rollcall-hidden>Office</th></tr><tr><td>1</td><td>2</td><td>3</td></tr></table>", "lacks \"Date filed\", \"Office\"; it has \"ID\", \"Filed\"")]
    [InlineData(Docket + Docket, "2 tables are captioned")]
    public void A_required_table_that_is_not_to_be_read_says_why(string html, string why)
    {
        var answer = Assert.IsType<Answer.Unrecognised>(Answer(html, Captioned));

        Assert.Equal(FailureClass.Extraction, answer.Class);
        Assert.Contains(why, answer.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_that_need_not_be_there_may_be_missing_but_not_misread()
    {
        var optional = Captioned with { AtLeast = 0 };

        Assert.Empty(Read("", optional));
        Assert.IsType<Answer.Unrecognised>(Answer("<table><caption>Information about the court file</caption><tr><th>ID</th></tr></table>", optional));
        Assert.Empty(Read("<table><tr><th>ID</th></tr></table>", Rule));
    }

    [Fact]
    public void A_required_table_may_be_empty_but_not_missing()
    {
        var required = Rule with { Required = true };

        Assert.Empty(Read("<table>" + Head + "</table>", required));
        Assert.Contains("entries (line 60): no table has all headers", Assert.IsType<Answer.Unrecognised>(Answer("<table><tr><th>ID</th></tr></table>", required)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_required_column_has_a_value_in_every_row()
    {
        var required = Rule with { Columns = Rule.Columns.SetItem(2, Some.Column("office", "Office") with { Required = true }) };
        const string OneWithout = "<table>" + Head + "<tr><td>1</td><td></td><td>A</td></tr><tr><td>2</td><td></td><td> </td></tr></table>";

        Assert.Equal(["1||A", "2||"], Read(OneWithout, Rule));
        var failed = Assert.IsType<Answer.Unrecognised>(Answer(OneWithout, required));
        Assert.Equal(FailureClass.Extraction, failed.Class);
        Assert.Contains("entries (line 60): row 2 of 2 has no office (line 50): nothing below \"Office\"", failed.Reason, StringComparison.Ordinal);
        Assert.Empty(Read("<table>" + Head + "</table>", required));
    }

    [Fact]
    public void A_required_column_of_dates_wants_dates()
    {
        var required = Rule with { Columns = Rule.Columns.SetItem(1, Some.Column("filed", "Date filed", ValueKind.Date) with { Required = true }) };

        var failed = Assert.IsType<Answer.Unrecognised>(Answer("<table>" + Head + "<tr><td>1</td><td>2025-02-03</td><td>A</td></tr><tr><td>2</td><td>soon</td><td>A</td></tr></table>", required));

        Assert.Contains("row 2 of 2 has no filed (line 50): nothing that can be read", failed.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void One_bad_cell_is_noted_and_a_column_of_bad_cells_is_a_failure()
    {
        const string Mixed = "<table>" + Head + "<tr><td>1</td><td>2025-02-30</td><td>A</td></tr><tr><td>2</td><td>2025-02-03</td><td>B</td></tr></table>";
        const string Bad = "<table>" + Head + "<tr><td>1</td><td>03/02/2025</td><td>A</td></tr><tr><td>2</td><td></td><td>B</td></tr></table>";

        var found = Assert.IsType<Answer.Found>(Answer(Mixed, Rule));
        Assert.Equal("entries.filed (line 50): \"2025-02-30\" is no date", Assert.Single(found.Notes));
        Assert.Contains("\"03/02/2025\" is no date; nor is anything else in the column", Assert.IsType<Answer.Unrecognised>(Answer(Bad, Rule)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_can_be_an_attribute()
    {
        var rule = new TableRule("files", 60, [Some.Column("name", "Name"), Some.Column("url", "Name") with { Attribute = "href" }]);

        Assert.Equal(["A|/a.pdf", "B|"], Read("<table><tr><th>Name</th></tr><tr><td>A <a data-rollcall-hidden href=/old></a><a href=/a.pdf></a></td></tr><tr><td>B</td></tr></table>", rule));
    }

    [Fact]
    public void Within_narrows_the_search() => Assert.Equal(
        ["1|2025-01-02|X"],
        Read(Docket + "<div id=m><table>" + Head + "<tr><td>1</td><td>2025-01-02</td><td>X</td></tr></table></div>", Rule with { Within = "#m" }));

    [Theory]
    [InlineData("""{"id":"IMM-231-25","items":[{"n":1,"by":{"name":"A"}},{"n":2}]}""", 1, "1|A;2|")]
    [InlineData("""{"id":"IMM-231-25","items":[]}""", 0, "")]
    [InlineData("""{"id":"IMM-231-25"}""", 0, "")]
    [InlineData("""{"id":"IMM-231-25"}""", 1, null)]
    [InlineData("""{"id":"IMM-231-25","items":[]}""", 0, "", true)]
    [InlineData("""{"id":"IMM-231-25"}""", 0, null, true)]
    [InlineData("""{"id":"IMM-231-25","items":[{"n":1,"by":{"name":{}}}]}""", 0, null)]
    [InlineData("""{"id":"IMM-231-25","items":{}}""", 0, null)]
    [InlineData("""{"id":"IMM-231-25","items":[{"n":"x"}]}""", 0, null)]
    public void Json_arrays_are_tables(string json, int atLeast, string? expected, bool required = false)
    {
        var rules = new JudgeRules
        {
            Absent = [Some.Rule(Some.At(null, "0", json: "total"))],
            Found = [Some.Rule(Some.At(null, json: "id"))],
            Identity = Some.Rule(Some.At(null, "{id}", json: "id")),
        };
        var table = new TableRule("items", 60, [Some.Column("n", "n", ValueKind.Number), Some.Column("by", "by.name")]) { JsonPath = "items", AtLeast = atLeast, Required = required };
        var answer = new PageReader(Some.Definition(rules) with { Read = new ReadRules([], [table]) }, TemplateValues.None).Read(Some.JsonPage(json), null, Some.Id);

        Assert.Equal(expected, answer is Answer.Found found ? string.Join(';', Lines(found)) : null);
    }

    private static IEnumerable<string> Read(string html, TableRule rule) => Lines(Assert.IsType<Answer.Found>(Answer(html, rule)));

    private static IEnumerable<string> Lines(Answer.Found found) =>
        found.Content.Tables[0].Rows.Select(r => string.Join('|', r.Select(f => f.Value.Text)));

    private static Answer Answer(string html, TableRule rule) =>
        new PageReader(Some.Definition() with { Read = new ReadRules([], [rule]) }, TemplateValues.None)
            .Read(Some.Page($"<b class='record-number'>IMM-231-25</b><table class='record'></table>{html}"), null, Some.Id);
}
