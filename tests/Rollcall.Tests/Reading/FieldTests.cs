using Rollcall.Fetching;
using Rollcall.Reading;
using Rollcall.Registries;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Reading;

public sealed class FieldTests
{
    private const string Record = "<b class='record-number'>IMM-231-25</b><table class='record'></table>";

    [Theory]
    [InlineData("<h1 class=title>  A&amp;B&nbsp; <i>v.</i>\n Canada </h1>", "A&B v. Canada")]
    [InlineData("<h1 class=title>one<br>two</h1>", "one two")]
    [InlineData("<div class=title><p>one</p><p>two</p></div>", "one two")]
    [InlineData("<h1 class=title>un<b>broken</b></h1>", "unbroken")]
    [InlineData("<h1 class=title><script>x</script><style>y</style>text<!-- z --></h1>", "text")]
    [InlineData("<h1 class=title>first</h1><h1 class=title>second</h1>", "first")]
    [InlineData("<h1 class=title></h1>", "")]
    [InlineData("<h1>other</h1>", null)]
    [InlineData("<h1 class=title>&lt;b&gt; \"q\" 'a' \\</h1>", "<b> \"q\" 'a' \\")]
    public void An_element_says_what_a_person_reads(string html, string? value) =>
        Assert.Equal(value, Value(html, new FieldPlace.At(".title", null)));

    [Theory]
    [InlineData("<a class=pdf href=' /files/1.pdf '>x</a>", "/files/1.pdf")]
    [InlineData("<a class=pdf href=''>x</a>", "")]
    [InlineData("<a class=pdf>x</a>", null)]
    public void An_attribute_is_read_as_it_stands(string html, string? value) =>
        Assert.Equal(value, Value(html, new FieldPlace.At("a.pdf", "href")));

    [Fact]
    public void Data_in_a_script_can_be_read_by_naming_the_script() =>
        Assert.Equal("{\"a\": 1}", Value("<script type='application/json' id=d>{\"a\": 1}</script>", new FieldPlace.At("#d", null)));

    [Theory]
    [InlineData("2025-03-09", "2025-03-09")]
    [InlineData("2025-03-09T23:30:00Z", "2025-03-09")]
    [InlineData("2025-03-09 23:30:00.123 +05:00", "2025-03-09")]
    [InlineData("9 March 2025", "2025-03-09")]
    [InlineData("09/03/2025", "2025-03-09")]
    [InlineData("2024-02-29", "2024-02-29")]
    [InlineData("2025-02-29", null)]
    [InlineData("2025-13-01", null)]
    [InlineData("2025-3-9", null)]
    [InlineData("31/02/2025", null)]
    [InlineData("2025-03-09 or later", null)]
    [InlineData("Pending", null)]
    [InlineData("", null)]
    [InlineData("—", null)]
    public void Dates_are_days_in_iso_8601_or_nothing(string text, string? value) =>
        Assert.Equal(value, Value($"<i class=d>{text}</i>", new FieldPlace.At(".d", null), ValueKind.Date, "d MMMM yyyy", "dd/MM/yyyy"));

    [Theory]
    [InlineData("12", "12")]
    [InlineData("1,234,567.50", "1234567.50")]
    [InlineData("1 234", "1234")]
    [InlineData("1&nbsp;234", "1234")]
    [InlineData("1'234.5", "1234.5")]
    [InlineData("−3", "-3")]
    [InlineData("+3", "3")]
    [InlineData("007", "7")]
    [InlineData("1e3", "1000")]
    [InlineData("79228162514264337593543950335", "79228162514264337593543950335")]
    [InlineData("1,5", null)]
    [InlineData("1,23,456", null)]
    [InlineData("1,234'567", null)]
    [InlineData("$12", null)]
    [InlineData("12 %", null)]
    [InlineData("79228162514264337593543950336", null)]
    [InlineData("1e99", null)]
    [InlineData("٣", null)]
    public void Numbers_are_sure_or_nothing(string text, string? value)
    {
        var answer = Read($"<i class=d>{text}</i>", Some.Field("f", new FieldPlace.At(".d", null), ValueKind.Number));
        var read = Assert.IsType<Answer.Found>(answer).Content.Fields[0].Value;

        Assert.Equal((value, value is not null), (read.Text, read.IsNumber));
    }

    [Fact]
    public void What_cannot_be_read_and_need_not_be_is_left_out_with_a_note()
    {
        var found = Assert.IsType<Answer.Found>(Read("<i class=d>2025-02-30</i>", Some.Field("filed", new FieldPlace.At(".d", null), ValueKind.Date)));

        Assert.Null(found.Content.Fields[0].Value.Text);
        Assert.Equal("filed (line 40): \"2025-02-30\" is no date", Assert.Single(found.Notes));
        Assert.Empty(Assert.IsType<Answer.Found>(Read("<i class=d>-</i>", Some.Field("filed", new FieldPlace.At(".d", null), ValueKind.Date))).Notes);
    }

    [Theory]
    [InlineData("", ".d is not on the page")]
    [InlineData("<i class=d data-rollcall-hidden>2025-01-01</i>", ".d is hidden")]
    [InlineData("<i class=d> </i>", "is empty")]
    [InlineData("<i class=d>2025-02-30</i>", "\"2025-02-30\" is no date")]
    public void What_is_required_and_not_to_be_read_is_an_extraction_failure_that_says_why(string html, string why)
    {
        var answer = Assert.IsType<Answer.Unrecognised>(Read(html, Some.Field("filed", new FieldPlace.At(".d", null), ValueKind.Date) with { Required = true }));

        Assert.Equal(FailureClass.Extraction, answer.Class);
        Assert.Contains($"IMM-231-25 lacks what is required: filed (line 40): {why}", answer.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void All_that_is_missing_is_named_together()
    {
        var answer = Assert.IsType<Answer.Unrecognised>(Read(
            "", Some.Field("a", new FieldPlace.At(".a", null)) with { Required = true }, Some.Field("b", new FieldPlace.Label("B", "#m")) with { Required = true }));

        Assert.Contains("a (line 40): .a is not on the page; b (line 40): no label \"B\": #m is not on the page", answer.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<tr><td>IMM-23-25</td><td>Not this</td></tr><tr><td>IMM-231-25</td><td>Doe v. Canada</td></tr>", "Doe v. Canada")]
    [InlineData("<tr><td>See IMM-231-25</td><td>Not this</td></tr><tr><td>imm-231-25</td><td>Doe v. Canada</td></tr>", "Doe v. Canada")]
    [InlineData("<tr><td>File IMM-231-25 (T)</td><td>Doe v. Canada</td></tr>", "Doe v. Canada")]
    [InlineData("<tr><td>IMM-231-25</td><td>Doe v. Canada</td></tr><tr><td>IMM-231-25</td><td>Doe v. Canada</td></tr>", "Doe v. Canada")]
    [InlineData("<tr><td>IMM-231-25-A</td><td>Not this</td></tr>", null)]
    [InlineData("<tr data-rollcall-hidden><td>IMM-231-25</td><td>Not this</td></tr>", null)]
    public void A_column_is_read_in_the_row_that_names_the_id(string rows, string? value) => Assert.Equal(value, Value(
        $"<table id=r><thead><tr><th>Court Number</th><th>Style of Cause :</th></tr></thead><tbody>{rows}</tbody></table>", new FieldPlace.Column("Style of cause", "#r")));

    [Fact]
    public void Rows_of_one_id_that_differ_are_no_answer()
    {
        const string Html = "<table id=r><tr><th>No</th><th>Style</th></tr><tr><td>IMM-231-25</td><td>A</td></tr><tr><td>IMM-231-25</td><td>B</td></tr></table>";
        var field = Some.Field("style", new FieldPlace.Column("Style", "#r"));

        Assert.Contains("2 rows of #r name IMM-231-25", Assert.Single(Assert.IsType<Answer.Found>(Read(Html, field)).Notes), StringComparison.Ordinal);
        Assert.IsType<Answer.Unrecognised>(Read(Html, field with { Required = true }));
    }

    [Fact]
    public void A_column_that_is_not_there_is_named_with_those_that_are()
    {
        var answer = Assert.IsType<Answer.Unrecognised>(Read(
            "<table id=r><tr><th>No</th><th>Title</th></tr><tr><td>IMM-231-25</td><td>A</td></tr></table>",
            Some.Field("style", new FieldPlace.Column("Style", "#r")) with { Required = true }));

        Assert.Contains("#r has no column \"Style\"; it has \"No\", \"Title\"", answer.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("data.title", "A \"B\" é")]
    [InlineData("data.items.1.n", "2")]
    [InlineData("data.items.length", "2")]
    [InlineData("data.open", "true")]
    [InlineData("data.nothing", null)]
    [InlineData("data.items.9.n", null)]
    [InlineData("data.title.x", null)]
    [InlineData("data.items", null)]
    public void Json_fields_are_read_by_path(string path, string? value)
    {
        var rules = new JudgeRules
        {
            Absent = [Some.Rule(Some.At(null, "0", json: "total"))],
            Found = [Some.Rule(Some.At(null, json: "data.id"))],
            Identity = Some.Rule(Some.At(null, "{id}", json: "data.id")),
        };
        const string Json = """{"data":{"id":"IMM-231-25","title":" A \"B\"\n é","items":[{"n":1},{"n":2}],"open":true,"nothing":null}}""";
        var reader = new PageReader(Some.Definition(rules, Some.Field("f", new FieldPlace.Json(path))), TemplateValues.None);

        Assert.Equal(value, Assert.IsType<Answer.Found>(reader.Read(Some.JsonPage(Json), null, Some.Id)).Content.Fields[0].Value.Text);
    }

    [Fact]
    public void A_field_of_the_ask_page_and_one_of_the_detail_page_make_one_record()
    {
        var definition = Some.Definition(
            Some.Judge with { Found = [Some.Rule(Some.At("td", "{id}"))] },
            Some.Field("style", new FieldPlace.Column("Style", "#r")) with { FromAsk = true },
            Some.Field("status", new FieldPlace.Label("Status", null))) with
        {
            Detail = [Some.Get("/detail")],
        };
        var reader = new PageReader(definition, TemplateValues.None);

        var triage = reader.Triage(Some.Page("<table id=r><tr><th>No</th><th>Style</th></tr><tr><td>IMM-231-25</td><td>Doe</td></tr></table>"), Some.Id);
        Assert.Null(triage.Answer);
        var found = Assert.IsType<Answer.Found>(triage.Read(Some.Page("<b class=record-number>IMM-231-25</b><p>Status: Open</p>")));
        Assert.Equal(["Doe", "Open"], found.Content.Fields.Select(f => f.Value.Text));
    }

    [Theory]
    [InlineData("<h1>Access denied</h1>", 200, "Blocked")]
    [InlineData("<h1>No such record</h1>", 404, "Unrecognised")]
    [InlineData("<b class=record-number>IMM-231-25</b>", 404, "Unrecognised")]
    [InlineData("<b class=record-number>IMM-230-25</b>", 200, "Unrecognised")]
    [InlineData("oops", 500, "Faulted")]
    [InlineData("", 200, "Blocked")]
    public void The_detail_page_is_judged_too(string html, int status, string answer)
    {
        var reader = new PageReader(Some.Definition() with { Detail = [Some.Get("/detail")] }, TemplateValues.None);

        Assert.Equal(answer, reader.Triage(Some.Page(Record), Some.Id).Read(Some.Page(html, status)).GetType().Name);
        Assert.IsType<Answer.Unrecognised>(reader.Read(Some.Page(Record), null, Some.Id));
    }

    [Fact]
    public void A_triage_with_an_answer_reads_nothing_more() =>
        Assert.Throws<InvalidOperationException>(() => new PageReader(Some.Definition(), TemplateValues.None).Triage(Some.Page(""), Some.Id).Read(Some.Page("")));

    private static string? Value(string html, FieldPlace place, ValueKind kind = ValueKind.Text, params string[] formats) =>
        Assert.IsType<Answer.Found>(Read(html, Some.Field("f", place, kind) with { Formats = [.. formats] })).Content.Fields[0].Value.Text;

    private static Answer Read(string html, params FieldRule[] fields) =>
        new PageReader(Some.Definition(null, fields), TemplateValues.None).Read(Some.Page(html + Record), null, Some.Id);
}
