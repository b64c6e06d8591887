using Rollcall.Fetching;
using Rollcall.Reading;
using Rollcall.Registries;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Reading;

/// <summary>Pages that turn us away are told apart from pages that answer, by several signs together and never on a record's page.</summary>
public sealed class BlockSignsTests
{
    private const string Record = "<h1>File</h1><b class=record-number>IMM-231-25</b><table class=record><tr><td>Status</td><td>Open</td></tr></table>";

    [Theory]
    [InlineData(403, "<h1>Forbidden</h1>", "status 403")]
    [InlineData(401, "<h1>Unauthorised</h1>", "status 401")]
    [InlineData(503, "<h1>Back soon</h1>", "status 503")]
    [InlineData(500, "<title>Website Maintenance</title><h1>Website Maintenance</h1>", "website maintenance")]
    [InlineData(502, "<p>The system is currently unavailable while it is undergoing maintenance.", "undergoing maintenance")]
    [InlineData(200, "", "an empty page")]
    [InlineData(200, " \n ", "an empty page")]
    [InlineData(200, "<title>Just a moment...</title><h1>Please verify you are human</h1>", "verify you are human")]
    [InlineData(200, "<title>Attention Required!</title><p>Sorry, you have been blocked. Ray ID: 7f</p>", "you have been blocked")]
    [InlineData(200, "<h1>Access Denied</h1><p>Incident ID: 77-12</p>", "access denied")]
    [InlineData(200, "<p>Unusual traffic from your network.</p><div class=g-recaptcha data-sitekey=x></div>", "a CAPTCHA")]
    [InlineData(200, "<p>Checking your browser</p><script src='/cdn-cgi/challenge-platform/x.js'></script>", "a CAPTCHA")]
    [InlineData(200, "<title>Scheduled maintenance</title><h1>Scheduled maintenance</h1>", "a title that says so")]
    [InlineData(404, "<h1>Request blocked</h1>", "request blocked")]
    public void A_page_that_no_rule_knows_and_that_turns_us_away_is_a_block(int status, string html, string sign)
    {
        var blocked = Assert.IsType<Answer.Blocked>(Judge(Some.Page(html, status)));

        Assert.Contains(sign, blocked.Sign, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("http://site.test/", "home page")]
    [InlineData("http://site.test/login?next=/records/1", "/login")]
    [InlineData("http://site.test/account/SignIn.aspx", "/account/SignIn.aspx")]
    public void A_redirect_to_the_front_door_or_its_lock_is_a_block(string to, string sign)
    {
        var page = Some.Page("<h1>Welcome</h1>") with { RequestedUrl = new Uri("http://site.test/records/1"), FinalUrl = new Uri(to), Redirects = [new Uri("http://site.test/records/1")] };

        Assert.Contains(sign, Assert.IsType<Answer.Blocked>(Judge(page)).Sign, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, "<h1>Welcome</h1><p>News about unusual traffic on the motorway</p>")]
    [InlineData(200, "<h1>Scheduled maintenance of lifts</h1>")]
    [InlineData(200, "<form><input type=password></form>")]
    [InlineData(200, "<h1>Please sign in blocks of three</h1>")]
    public void One_sign_alone_on_a_page_with_a_good_status_is_none(int status, string html) =>
        Assert.IsType<Answer.Unrecognised>(Judge(Some.Page(html, status)));

    [Fact]
    public void A_plain_server_error_is_a_fault_and_no_block() =>
        Assert.IsType<Answer.Faulted>(Judge(Some.Page("<h1>500 Internal Server Error</h1><p>The server encountered an unexpected condition.", 500)));

    [Fact]
    public void A_record_is_a_record_whatever_it_speaks_of() =>
        Assert.IsType<Answer.Found>(Judge(Some.Page(Record + "<p>Access denied. Verify you are human. Unusual traffic. CAPTCHA. You have been blocked.")));

    [Fact]
    public void A_page_that_seems_to_say_no_such_record_while_it_turns_us_away_is_a_block() =>
        Assert.IsType<Answer.Blocked>(Judge(Some.Page("<h1>No such record</h1><p>Access denied: unusual traffic.", 404)));

    [Fact]
    public void A_captcha_seen_when_a_step_failed_is_a_block()
    {
        var fault = new Fault(FailureClass.Timeout, "#search was not there in time") { Seen = Some.Page("<h1>Please verify you are human</h1><div class=h-captcha></div>") };

        Assert.IsType<Answer.Blocked>(new PageReader(Definition, TemplateValues.None).Triage(fault, Some.Id).Answer);
    }

    [Theory]
    [InlineData("http://site.test/")]
    [InlineData("http://site.test/login")]
    public void A_front_door_that_happens_to_say_what_an_absence_says_is_a_block(string to)
    {
        var page = Some.Page("<h1>No such record</h1>") with { RequestedUrl = new Uri("http://site.test/records/1"), FinalUrl = new Uri(to), Redirects = [new Uri("http://site.test/records/1")] };
        var told = Definition with { Judge = Definition.Judge with { Absent = [Some.Rule(Some.At("h1", "No such record"), url: to)] } };

        Assert.IsType<Answer.Blocked>(Judge(page));
        Assert.IsType<Answer.Absent>(new PageReader(told, TemplateValues.None).Read(page, null, Some.Id));
    }

    [Theory]
    [InlineData("<p>Verify you are human</p><div class='h-captcha'></div>", "Blocked")]
    [InlineData("", "Blocked")]
    [InlineData("<p>Something else</p>", "Unrecognised")]
    [InlineData("<h1 class=record-number>IMM-9-25</h1><p>Verify you are human</p><div class='h-captcha'></div>", "Unrecognised")]
    public void Where_the_records_own_page_names_no_record_it_may_be_a_block(string detail, string answer)
    {
        var asked = Definition with { Detail = [new Step.Request(1, "GET", new Template("/records/1"), [], [])] };

        Assert.Equal(answer, new PageReader(asked, TemplateValues.None).Read(Some.Page("<table class=record></table>"), Some.Page(detail), Some.Id).GetType().Name);
    }

    [Theory]
    [InlineData(FailureClass.Blocked, 1, "Blocked")]
    [InlineData(FailureClass.Throttled, 1, "Blocked")]
    [InlineData(FailureClass.Blocked, 0, "Faulted")]
    [InlineData(FailureClass.Http5xx, 1, "Faulted")]
    public void A_request_of_the_page_that_was_refused_is_a_block_whatever_the_page_looks_like(FailureClass failure, int requests, string answer) =>
        Assert.Equal(
            answer,
            new PageReader(Definition, TemplateValues.None)
                .Triage(new Fault(failure, "/search answered 403") { Requests = requests, Seen = Some.Page("<h1>Search</h1>") }, Some.Id).Answer!.GetType().Name);

    private static RegistryDefinition Definition => Some.Definition(
        Some.Judge with { Blocked = [], Absent = [Some.Rule(Some.At("h1", "No such record"))], Found = [Some.Rule(Some.At("table.record"))], Identity = Some.Rule(Some.At(".record-number", "{id}")) });

    private static Answer Judge(Page page) => new PageReader(Definition, TemplateValues.None).Read(page, null, Some.Id);
}
