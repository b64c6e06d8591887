using Rollcall.Reading;
using Rollcall.Registries;
using Rollcall.Storage;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Reading;

public sealed class PageTraceTests
{
    private const string Record = "<h1>File</h1><b class='record-number'>IMM-231-25</b><b class='record-number' hidden>x</b><table class='record'></table><p>Status: Open</p>";

    [Fact]
    public void It_shows_what_every_rule_saw_and_what_every_field_gave()
    {
        var rules = Some.Judge with { Absent = [Some.Rule(Some.At("h1", "No such record"), status: [404], line: 20)] };
        var reader = new PageReader(
            Some.Definition(rules, Some.Field("status", new FieldPlace.Label("Status", null)), Some.Field("judge", new FieldPlace.At(".judge", null))), TemplateValues.None);

        var trace = reader.Trace(Some.Page(Record), null, Some.Id);

        Assert.IsType<Answer.Found>(trace.Answer);
        Assert.Equal([RuleKind.Blocked, RuleKind.Absent, RuleKind.Found, RuleKind.Identity], trace.Rules.Select(r => r.Kind));
        Assert.Equal([false, false, true, true], trace.Rules.Select(r => r.Holds));
        Assert.Equal([10, 20, 30, 35], trace.Rules.Select(r => r.Line));
        Assert.Equal(
            [new ConditionTrace("status 404", "200", false), new ConditionTrace("h1 is \"No such record\"", "\"File\"", false, 1)],
            trace.Rules[1].Conditions);
        Assert.Equal(new ConditionTrace(".record-number is \"IMM-231-25\"", "\"IMM-231-25\"", true, 2, 1), trace.Rules[3].Conditions[0]);
        Assert.Equal(new FieldTrace("status", 40, FieldValue.Of("Open"), null), trace.Fields[0]);
        Assert.Equal(new FieldTrace("judge", 40, FieldValue.Missing, ".judge is not on the page"), trace.Fields[1]);
    }

    [Fact]
    public void Rules_of_the_detail_page_are_told_from_those_of_the_ask_page()
    {
        var table = new TableRule("entries", 60, [Some.Column("id", "ID")]) { AtLeast = 1 };
        var reader = new PageReader(Some.Definition() with { Detail = [Some.Get("/d")], Read = new ReadRules([], [table]) }, TemplateValues.None);

        var trace = reader.Trace(Some.Page(Record), Some.Page("<h1>Access denied</h1>", 403), Some.Id);
        Assert.IsType<Answer.Blocked>(trace.Answer);
        Assert.Equal([false, false, false, true, true, true], trace.Rules.Select(r => r.OnDetail));
        Assert.True(trace.Rules[3].Holds);
        Assert.Contains("there is no table", trace.Tables[0].Problem, StringComparison.Ordinal);
        Assert.Null(trace.Tables[0].Table);

        var first = reader.Trace(Some.Page(Record), null, Some.Id);
        Assert.Empty(first.Fields);
        Assert.Equal(3, first.Rules.Length);
    }

    [Fact]
    public void A_table_that_was_not_found_and_a_column_without_values_are_told()
    {
        var table = new TableRule("entries", 60, [Some.Column("id", "ID"), Some.Column("office", "Office")]);
        var reader = new PageReader(Some.Definition() with { Read = new ReadRules([], [table with { Caption = "Entires" }, table]) }, TemplateValues.None);

        var tables = reader.Trace(Some.Page(Record + "<table><caption>Entries</caption><tr><th>ID</th><th>Office</th></tr><tr><td>1</td><td></td></tr></table>"), null, Some.Id).Tables;

        Assert.Equal("no table is captioned \"Entires\"", tables[0].WhyNotThere);
        Assert.Null(tables[0].Problem);
        Assert.Null(tables[1].WhyNotThere);
        Assert.Equal(["office (line 50): nothing below \"Office\""], tables[1].EmptyColumns);
    }

    [Fact]
    public void Hidden_elements_and_refused_statuses_are_said_to_be_so()
    {
        var reader = new PageReader(Some.Definition(), TemplateValues.None);

        var hidden = reader.Trace(Some.Page("<h1 hidden>No such record</h1>"), null, Some.Id).Rules[1];
        Assert.Equal(new ConditionTrace("h1 is \"No such record\"", "only what is hidden", false, 1, 1), hidden.Conditions[0]);

        var failing = reader.Trace(Some.Page("<h1>No such record</h1>", 500), null, Some.Id).Rules[1];
        Assert.Equal(new ConditionTrace("status 200 to 299 or 400 to 499 but 429 (the rule names none)", "500", false), failing.Conditions[0]);
        Assert.False(failing.Holds);
        Assert.True(failing.Conditions[1].Holds);
    }

    [Fact]
    public void A_secret_on_the_page_is_not_quoted()
    {
        var values = new TemplateValues(new Dictionary<string, string>(), new Dictionary<string, string> { ["KEY"] = "s3cr3t word" });
        var reader = new PageReader(Some.Definition(), values);
        var page = Some.Page("<title>Bad key s3cr3t word</title><h1>Key s3cr3t+word</h1>");

        var reason = Assert.IsType<Answer.Unrecognised>(reader.Read(page, null, Some.Id)).Reason;
        var trace = reader.Trace(page, null, Some.Id);

        Assert.DoesNotContain("s3cr3t", reason, StringComparison.Ordinal);
        Assert.Contains(SecretMask.Mark, reason, StringComparison.Ordinal);
        Assert.All(trace.Rules.SelectMany(r => r.Conditions), c => Assert.DoesNotContain("s3cr3t", c.Seen, StringComparison.Ordinal));
    }
}
