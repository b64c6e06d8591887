using Rollcall.Fetching;
using Rollcall.Reading;
using Rollcall.Registries;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Reading;

public sealed class VisibilityTests
{
    private const string Record = "<b class='record-number'>IMM-231-25</b><table class='record'></table>";

    [Theory]
    [InlineData("<h1 data-rollcall-hidden>No such record</h1>")]
    [InlineData("<div data-rollcall-hidden=''><p><h1>No such record</h1></p></div>")]
    [InlineData("<h1><span data-rollcall-hidden>No such record</span></h1>")]
    public void What_the_browser_marks_as_hidden_says_nothing(string html) =>
        Assert.IsType<Answer.Found>(Read(Some.Page(html + Record) with { Mode = FetchMode.Browser }));

    [Theory]
    [InlineData("<h1 hidden>No such record</h1>")]
    [InlineData("<div style='color:red; DISPLAY : none !important'><h1>No such record</h1></div>")]
    [InlineData("<section style=\"visibility:hidden\"><h1>No such record</h1></section>")]
    public void Over_http_the_markup_tells_what_is_hidden_from_judging(string html) => Assert.IsType<Answer.Found>(Read(Some.Page(html + Record)));

    [Fact]
    public void In_the_browser_the_markup_tells_nothing() =>
        Assert.IsType<Answer.Unrecognised>(Read(Some.Page("<h1 style='display:none'>No such record</h1>" + Record) with { Mode = FetchMode.Browser }));

    [Fact]
    public void A_field_is_read_from_a_tab_that_a_script_would_show_but_never_from_what_the_browser_hides()
    {
        var status = Some.Field("status", new FieldPlace.At(".status", null));

        Assert.Equal("Open", Value(Some.Page(Record + "<div style='display:none'><i class=status>Open</i></div>"), status));
        Assert.Null(Value(Some.Page(Record + "<div data-rollcall-hidden><i class=status>Open</i></div>") with { Mode = FetchMode.Browser }, status));
        Assert.Equal("New", Value(Some.Page(Record + "<i class=status data-rollcall-hidden>Old</i><i class=status>New</i>") with { Mode = FetchMode.Browser }, status));
    }

    [Fact]
    public void The_title_is_seen_though_nothing_lays_it_out() =>
        Assert.Equal("File", Value(Some.Page($"<head data-rollcall-hidden><title data-rollcall-hidden>File</title></head>{Record}"), Some.Field("t", new FieldPlace.At("title", null))));

    /// <summary>The court's dialog title is a heading within a heading; read in again, the inner one falls out and leaves the outer one empty.</summary>
    [Fact]
    public void A_heading_within_a_heading_keeps_the_text_that_the_browser_marked()
    {
        const string Written =
            "<table class='record'></table><h5 id='modalTitle'{0}><h5>Recorded Entry Information :&nbsp;&nbsp; IMM-231-25</h5></h5>";
        const string Marked = " data-rollcall-text='Recorded Entry Information :&nbsp;&nbsp; IMM-231-25'";
        var rules = Some.Judge with { Identity = Some.Rule(Some.At("#modalTitle", contains: "{id}")) };

        Assert.IsType<Answer.Unrecognised>(Read(Browser(""), rules));
        Assert.IsType<Answer.Found>(Read(Browser(Marked), rules));
        Assert.Equal(FailureClass.WrongId, Assert.IsType<Answer.Unrecognised>(Read(Browser(Marked.Replace("231", "230", StringComparison.Ordinal)), rules)).Class);

        static Page Browser(string mark) =>
            Some.Page(string.Format(null, System.Text.CompositeFormat.Parse(Written), mark)) with { Mode = FetchMode.Browser };
    }

    private static string? Value(Page page, FieldRule field) =>
        Assert.IsType<Answer.Found>(new PageReader(Some.Definition(null, field), TemplateValues.None).Read(page, null, Some.Id)).Content.Fields[0].Value.Text;

    private static Answer Read(Page page, JudgeRules? rules = null) =>
        new PageReader(Some.Definition(rules), TemplateValues.None).Read(page, null, Some.Id);
}
