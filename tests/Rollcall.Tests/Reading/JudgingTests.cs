using Rollcall.Fetching;
using Rollcall.Ids;
using Rollcall.Reading;
using Rollcall.Registries;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Reading;

public sealed class JudgingTests
{
    private const string Record = "<p>File <b class='record-number'>IMM-231-25</b></p><table class='record'><tr><th>Status</th><td>Open</td></tr></table>";
    private const string None = "<h1>No such record</h1>";

    [Theory]
    [InlineData(Record, 200, "Found")]
    [InlineData(None, 404, "Absent")]
    [InlineData(None, 200, "Absent")]
    [InlineData("<h1>Access denied</h1>", 200, "Blocked")]
    [InlineData("<h1>Access denied</h1>" + Record, 200, "Blocked")]
    [InlineData("<h1>Access denied</h1>" + None, 404, "Blocked")]
    [InlineData("<h1>Access denied</h1>", 500, "Blocked")]
    [InlineData(None + Record, 200, "Unrecognised")]
    [InlineData(None + Record, 404, "Unrecognised")]
    [InlineData(None + Record, 500, "Faulted")]
    [InlineData("<h1>Welcome</h1>", 200, "Unrecognised")]
    [InlineData("<h1>Not here</h1>", 404, "Unrecognised")]
    [InlineData("<h1>Forbidden</h1>", 403, "Blocked")]
    [InlineData("", 200, "Blocked")]
    [InlineData("   \r\n", 404, "Unrecognised")]
    [InlineData("{\"found\": true}", 200, "Unrecognised")]
    [InlineData("%PDF-1.7 \u0001\u0002", 200, "Unrecognised")]
    [InlineData("<h1>Internal error</h1>", 500, "Faulted")]
    [InlineData("", 502, "Faulted")]
    [InlineData(None, 500, "Faulted")]
    [InlineData(Record, 503, "Blocked")]
    [InlineData(Record, 404, "Unrecognised")]
    [InlineData(None, 302, "Unrecognised")]
    public void A_page_comes_to_one_answer(string html, int status, string answer) =>
        Assert.Equal(answer, Judge(Some.Page(html, status)).GetType().Name);

    [Fact]
    public void Absence_and_record_on_one_page_name_both_places()
    {
        var answer = Assert.IsType<Answer.Unrecognised>(Judge(Some.Page(None + Record)));

        Assert.Equal(FailureClass.Unrecognised, answer.Class);
        Assert.Contains("h1 \"No such record\", line 20", answer.Reason, StringComparison.Ordinal);
        Assert.Contains("table.record, line 30", answer.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_page_is_described_with_what_was_wanted_of_it()
    {
        var answer = Assert.IsType<Answer.Unrecognised>(Judge(Some.Page("<title>Welcome to us</title><h1>Our services</h1>")));

        Assert.Contains("status 200, title \"Welcome to us\"", answer.Reason, StringComparison.Ordinal);
        Assert.Contains("table.record (seen: nothing)", answer.Reason, StringComparison.Ordinal);
        Assert.Contains("h1 is \"No such record\" (seen: \"Our services\")", answer.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failing_server_that_shows_a_known_page_is_a_fault_and_the_remedy_is_named()
    {
        var answer = Assert.IsType<Answer.Faulted>(Judge(Some.Page(None, 500)));

        Assert.Equal(FailureClass.Http5xx, answer.Fault.Class);
        Assert.Contains("line 20 fits but for the status", answer.Fault.Message, StringComparison.Ordinal);
        Assert.Contains("status: 500", answer.Fault.Message, StringComparison.Ordinal);
        Assert.NotNull(answer.Fault.Seen);
    }

    [Fact]
    public void A_rule_that_names_the_status_is_believed_on_a_failing_server()
    {
        var rules = Some.Judge with { Absent = [Some.Rule(Some.At("h1", "No such record"), status: [404, 500])] };

        Assert.Equal("status 500; h1 \"No such record\"", Assert.IsType<Answer.Absent>(Judge(Some.Page(None, 500), rules)).Marker);
        Assert.IsType<Answer.Blocked>(Judge(Some.Page(None, 503), rules));
    }

    [Fact]
    public void A_page_that_turns_us_away_says_nothing_about_the_record_whatever_its_status()
    {
        var rules = Some.Judge with { Withheld = [Some.Rule(status: [403])] };

        Assert.IsType<Answer.Unavailable>(Judge(Some.Page("<h1>Not public</h1>", 403), rules));
        Assert.IsType<Answer.Blocked>(Judge(Some.Page("<h1>Access denied</h1><p>Please complete the CAPTCHA to continue</p>", 403), rules));
    }

    [Fact]
    public void An_empty_body_is_an_absence_only_by_a_status_that_says_so()
    {
        var byStatus = Some.Judge with { Absent = [Some.Rule(status: [404, 200])] };
        var byAddress = Some.Judge with { Absent = [Some.Rule(url: "/records/")] };

        Assert.IsType<Answer.Absent>(Judge(Some.Page("", 404), byStatus));
        Assert.IsType<Answer.Blocked>(Judge(Some.Page("", 200), byStatus));
        Assert.IsType<Answer.Blocked>(Judge(Some.Page(" ", 200), byAddress));
        Assert.IsType<Answer.Absent>(Judge(Some.Page("<p>gone</p>", 200), byAddress));
    }

    [Fact]
    public void An_absence_that_nothing_proves_fresh_is_not_believed()
    {
        var stale = Some.Page(None) with { Freshness = Freshness.Unproven };

        var answer = Assert.IsType<Answer.Unrecognised>(Judge(stale));

        Assert.Contains("nothing proves", answer.Reason, StringComparison.Ordinal);
        Assert.All(
            new[] { Freshness.NewDocument, Freshness.MatchedResponse, Freshness.ReplacedNodes },
            f => Assert.IsType<Answer.Absent>(Judge(stale with { Freshness = f })));
    }

    [Theory]
    [InlineData(429, null, FailureClass.Throttled)]
    [InlineData(429, 5, FailureClass.Throttled)]
    [InlineData(503, 5, FailureClass.Throttled)]
    public void A_site_that_asks_for_less_throttles_whether_a_rule_knows_the_page_or_not(int status, int? seconds, FailureClass expected)
    {
        var page = Some.Page("<h1>Slow down</h1>", status) with { RetryAfter = seconds is { } s ? TimeSpan.FromSeconds(s) : null };
        var ruled = Some.Judge with { Blocked = [Some.Rule(status: [403, 429, 503])] };

        foreach (var answer in new[] { Judge(page), Judge(page, ruled) })
        {
            var blocked = Assert.IsType<Answer.Blocked>(answer);
            Assert.Equal(expected, blocked.Class);
            Assert.Equal(page.RetryAfter, blocked.RetryAfter);
            Assert.Contains($"status {status}", blocked.Sign, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_was_on_the_page_when_a_step_failed_can_be_a_block_and_nothing_else()
    {
        Answer Of(Page? seen) =>
            new PageReader(Some.Definition(), TemplateValues.None).Triage(new Fault(FailureClass.Timeout, "too late") { Seen = seen }, Some.Id).Answer!;

        Assert.IsType<Answer.Blocked>(Of(Some.Page("<h1>Access denied</h1>")));
        Assert.Equal(FailureClass.Throttled, Assert.IsType<Answer.Blocked>(Of(Some.Page("", 429))).Class);
        Assert.IsType<Answer.Faulted>(Of(Some.Page(None, 404)));
        Assert.IsType<Answer.Faulted>(Of(Some.Page(Record)));
        Assert.IsType<Answer.Faulted>(Of(seen: null));
    }

    [Fact]
    public void A_block_is_no_throttle()
    {
        var ruled = Some.Judge with { Blocked = [Some.Rule(status: [403, 503])] };

        Assert.Equal(FailureClass.Blocked, Assert.IsType<Answer.Blocked>(Judge(Some.Page("no", 403), ruled)).Class);
        Assert.Equal(FailureClass.Blocked, Assert.IsType<Answer.Blocked>(Judge(Some.Page("no", 503), ruled)).Class);
        Assert.IsType<Answer.Blocked>(Judge(Some.Page("no", 503)));
    }

    [Fact]
    public void A_record_that_names_another_id_is_of_the_wrong_id_and_both_are_named()
    {
        var answer = Assert.IsType<Answer.Unrecognised>(Judge(Some.Page(Record.Replace("231", "230", StringComparison.Ordinal))));

        Assert.Equal(FailureClass.WrongId, answer.Class);
        Assert.Contains("asked for IMM-231-25", answer.Reason, StringComparison.Ordinal);
        Assert.Contains("IMM-230-25", answer.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<table class='record'></table>")]
    [InlineData("<b class='record-number'> </b><table class='record'></table>")]
    [InlineData("<b hidden class='record-number'>IMM-231-25</b><table class='record'></table>")]
    public void A_record_that_names_no_id_is_not_believed(string html)
    {
        var answer = Assert.IsType<Answer.Unrecognised>(Judge(Some.Page(html)));

        Assert.Equal(FailureClass.Unrecognised, answer.Class);
        Assert.Contains(".record-number", answer.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://site.test/records/231", true)]
    [InlineData("http://site.test/records/231.html?tab=2", true)]
    [InlineData("http://site.test/records/231/", true)]
    [InlineData("http://site.test/records/2310", false)]
    [InlineData("http://site.test/records/231-a", false)]
    [InlineData("http://site.test/home", false)]
    public void An_address_can_name_the_id_as_a_whole_one(string url, bool named)
    {
        var rules = Some.Judge with { Identity = Some.Rule(url: "/records/{number}") };

        Assert.Equal(named, Judge(Some.Page(Record) with { FinalUrl = new Uri(url) }, rules) is Answer.Found);
    }

    [Fact]
    public void A_redirect_to_the_login_page_is_told_by_its_address()
    {
        var rules = Some.Judge with { Blocked = [Some.Rule(url: "/login")] };
        var page = Some.Page(None) with { FinalUrl = new Uri("http://site.test/Login.aspx?next=1"), Redirects = [new Uri("http://site.test/records/231")] };

        Assert.IsType<Answer.Blocked>(Judge(page, rules));
    }

    [Fact]
    public void A_name_that_begins_like_a_marker_is_no_marker()
    {
        var rules = Some.Judge with { Absent = [Some.Rule(Some.At("body", contains: "sin"))] };

        Assert.IsType<Answer.Found>(Judge(Some.Page(Record + "<p>SINGH v. Canada</p>"), rules));
        Assert.IsType<Answer.Absent>(Judge(Some.Page("<p>Archivo sin datos</p>"), rules));
    }

    [Fact]
    public void Alternatives_are_tried_in_turn_and_all_conditions_of_one_must_hold()
    {
        var rules = Some.Judge with
        {
            Absent = [Some.Rule(Some.At("h1", "Nothing"), status: [404]), Some.Rule(Some.At("p", contains: "no data"))],
        };

        Assert.IsType<Answer.Absent>(Judge(Some.Page("<h1>Nothing</h1>", 404), rules));
        Assert.IsType<Answer.Unrecognised>(Judge(Some.Page("<h1>Nothing</h1>", 200), rules));
        Assert.IsType<Answer.Absent>(Judge(Some.Page("<p>Sorry, no data.</p>"), rules));
    }

    [Theory]
    [InlineData(UnavailableKind.Withheld)]
    [InlineData(UnavailableKind.Deleted)]
    public void A_record_that_is_not_shown_is_unavailable_before_it_is_absent(UnavailableKind kind)
    {
        var rule = Some.Rule(Some.At(".notice", contains: "not public"), status: [403]);
        var rules = kind == UnavailableKind.Withheld ? Some.Judge with { Withheld = [rule] } : Some.Judge with { Deleted = [rule] };

        var answer = Assert.IsType<Answer.Unavailable>(Judge(Some.Page("<p class=notice>This file is not public</p>" + None, 403), rules));

        Assert.Equal(kind, answer.Kind);
        Assert.Contains("not public", answer.Marker, StringComparison.Ordinal);
        Assert.IsType<Answer.Blocked>(Judge(Some.Page("<h1>Forbidden</h1>", 403), rules));
    }

    [Theory]
    [InlineData("<p class=merged>See</p><b class=into> IMM-7-25 </b>", "IMM-7-25")]
    [InlineData("<p class=merged>See</p><b class=into></b>", null)]
    [InlineData("<p class=merged>See</p><b class=into>imm-231-25</b>", null)]
    [InlineData("<p class=merged>See</p>", null)]
    public void A_merged_record_says_into_which(string html, string? into)
    {
        var rules = Some.Judge with { Merged = [Some.Rule(Some.At(".merged")) with { Into = Some.At(".into") }] };

        var answer = Judge(Some.Page(html), rules);

        Assert.Equal(into, (answer as Answer.Unavailable)?.MergedInto);
        Assert.Equal(into is null, answer is Answer.Unrecognised);
    }

    [Theory]
    [InlineData("{\"total\":0,\"items\":[]}", "Absent")]
    [InlineData("{\"total\":1,\"items\":[{\"id\":\"IMM-231-25\"}]}", "Found")]
    [InlineData("{\"total\":1,\"items\":[{\"id\":\"IMM-230-25\"}]}", "Unrecognised")]
    [InlineData("{\"total\":0,\"items\":", "Unrecognised")]
    [InlineData("{\"error\":\"maintenance\"}", "Unrecognised")]
    public void Json_answers_are_judged_by_paths(string json, string answer)
    {
        var rules = new JudgeRules
        {
            Absent = [Some.Rule(Some.At(null, "0", json: "items.length"))],
            Found = [Some.Rule(Some.At(null, json: "items.0.id"))],
            Identity = Some.Rule(Some.At(null, "{id}", json: "items.0.id")),
        };

        Assert.Equal(answer, Judge(Some.JsonPage(json), rules).GetType().Name);
    }

    [Fact]
    public void A_rule_without_a_place_of_its_own_looks_at_the_whole_page()
    {
        var rules = Some.Judge with { Absent = [Some.Rule(Some.At(null, contains: "keine Akte"))] };

        Assert.IsType<Answer.Absent>(Judge(Some.Page("<div>Es gibt<br>keine\u00A0Akte.</div>"), rules));
        Assert.IsType<Answer.Unrecognised>(Judge(Some.Page("<script>var m = 'keine Akte';</script><template>keine Akte</template>"), rules));
    }

    [Fact]
    public void A_fault_is_its_own_answer()
    {
        var fault = new Fault(FailureClass.Reset, "connection refused");

        Assert.Same(fault, Assert.IsType<Answer.Faulted>(new PageReader(Some.Definition(), TemplateValues.None).Triage(fault, Some.Id).Answer).Fault);
    }

    [Fact]
    public void A_selector_that_is_none_is_a_usage_error_with_its_line()
    {
        var rules = Some.Judge with { Found = [Some.Rule(Some.At("table >"), line: 77)] };

        var error = Assert.Throws<RollcallException>(() => new PageReader(Some.Definition(rules), TemplateValues.None));

        Assert.Equal(ExitCode.Usage, error.ExitCode);
        Assert.Contains("line 77: 'table >'", error.Message, StringComparison.Ordinal);
    }

    private static Answer Judge(Page page, JudgeRules? rules = null) =>
        new PageReader(Some.Definition(rules), TemplateValues.None).Read(page, null, Some.Id);
}
