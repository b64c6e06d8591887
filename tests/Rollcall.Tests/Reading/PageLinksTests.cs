using Rollcall.Fetching;
using Rollcall.Ids;
using Rollcall.Reading;
using Rollcall.Registries;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Reading;

public sealed class PageLinksTests
{
    private const string Form = """
        <form id=one action="/search?x=1" method=post>
        <input type=hidden name=__EVENTTARGET value=""><input type=hidden name=__EVENTARGUMENT value=""><input type=hidden name=__VIEWSTATE value="a+b/=">
        <input type=hidden name=off value=1 disabled><input name=q id=q value=old><input name=other value="x y">
        <select name=court id=court><option value=t>Trial<option value=a selected>Appeal</select><select name=none><option>First<option>Second</select>
        <input type=checkbox name=agree checked><input type=checkbox name=spam><input type=radio name=r value=1><input type=radio name=r value=2 checked>
        <textarea name=note>n</textarea><input type=submit name=go value=Go id=go><button name=b value=1 id=b>B</button><input type=submit name=stop value=Stop>
        <a id=back href="javascript:__doPostBack(&#39;ctl00$grid&#39;,&#39;Page$2&#39;)">2</a>
        <a id=options href='javascript:WebForm_DoPostBackWithOptions(new WebForm_PostBackOptions("ctl00$x", "", true, "", "", false, true))'>x</a>
        <input type=button id=script value=S onclick="go()"></form>
        <form id=two action="find"><input name=word id=word value=1><button id=find>Find</button></form>
        <a id=plain href="../record/7?a=b#c">7</a> <a id=away href="https://elsewhere.example/">e</a> <a id=jump href="#top">t</a> <b id=bold>b</b>
        <a class=gone hidden href="/hidden">h</a>
        """;

    [Theory]
    [InlineData("#plain", "GET http://127.0.0.1/record/7?a=b#c ")]
    [InlineData("#find", "GET http://127.0.0.1/a/find?word=1 ")]
    [InlineData("#go", "POST http://127.0.0.1/search?x=1 __EVENTTARGET=&__EVENTARGUMENT=&__VIEWSTATE=a+b/=&q=old&other=x y&court=a&none=First&agree=on&r=2&note=n&go=Go")]
    [InlineData("#b", "POST http://127.0.0.1/search?x=1 __EVENTTARGET=&__EVENTARGUMENT=&__VIEWSTATE=a+b/=&q=old&other=x y&court=a&none=First&agree=on&r=2&note=n&b=1")]
    [InlineData("#back", "POST http://127.0.0.1/search?x=1 __EVENTTARGET=ctl00$grid&__EVENTARGUMENT=Page$2&__VIEWSTATE=a+b/=&q=old&other=x y&court=a&none=First&agree=on&r=2&note=n")]
    [InlineData("#options", "POST http://127.0.0.1/search?x=1 __EVENTTARGET=ctl00$x&__EVENTARGUMENT=&__VIEWSTATE=a+b/=&q=old&other=x y&court=a&none=First&agree=on&r=2&note=n")]
    public void A_click_sends_what_a_browser_would_send(string selector, string sent) => Assert.Equal(sent, Sent(Find(Form, Click(selector))));

    [Theory]
    [InlineData("#away", "'https://elsewhere.example/' leads to another host, elsewhere.example")]
    [InlineData("#jump", "a is neither a link nor the button of a form: a script works it, and there are none over http: use 'mode: browser'")]
    [InlineData("#script", "input is neither a link nor the button of a form: a script works it, and there are none over http: use 'mode: browser'")]
    [InlineData("#bold", "b is neither a link nor the button of a form: a script works it, and there are none over http: use 'mode: browser'")]
    [InlineData(".gone", "'.gone' is hidden")]
    [InlineData("#nothing", "'#nothing' is not on the page")]
    public void What_a_click_cannot_do_without_scripts_is_said(string selector, string why) =>
        Assert.Equal(why, Assert.IsType<Onward.Nowhere>(Find(Form, Click(selector))).Why);

    [Fact]
    public void What_is_filled_in_takes_the_place_of_what_stands_there()
    {
        var sent = Sent(Find(Form, Click("#go"), [new("#q", "IMM-1-25"), new("#court", "Trial")]));

        Assert.Contains("&q=IMM-1-25&", sent, StringComparison.Ordinal);
        Assert.Contains("&court=t&", sent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("#word", "x", "'#word' stands in another form than the button")]
    [InlineData("#none", "x", "'#none' is not on the page, or hidden")]
    [InlineData("#court", "Supreme", "'#court' has no option \"Supreme\"")]
    [InlineData("#b", "x", "'#b' is no field but button")]
    public void What_cannot_be_filled_in_is_said(string field, string text, string why) =>
        Assert.Equal(why, Assert.IsType<Onward.Nowhere>(Find(Form, Click("#go"), [new(field, text)])).Why);

    [Fact]
    public void Of_a_list_the_row_that_names_the_id_is_clicked_in()
    {
        const string Rows = "<table><tr><td>12-A<td><a href=/a>Open</a><tr hidden><td>12<td><a href=/h>Open</a><tr><td>12<td><a href=/b>Open</a></table>";
        var row = new RowChoice("tr", 1, [new Template("{number}")], []);

        Assert.Equal("GET http://127.0.0.1/b ", Sent(Find(Rows, new Step.Click(1, "a", row), number: 12)));
        Assert.Equal(
            "none of 2 rows (tr) is the one wanted: column 1 is \"13\"; seen there: \"12-A\", \"12\"", Assert.IsType<Onward.Nowhere>(Find(Rows, new Step.Click(1, "a", row), number: 13)).Why);
        Assert.Equal("'button' is not in the row", Assert.IsType<Onward.Nowhere>(Find(Rows, new Step.Click(1, "button", row), number: 12)).Why);
        Assert.Equal("no row is on the page (row: tr)", Assert.IsType<Onward.Nowhere>(Find("<p>None</p>", new Step.Click(1, "a", row), number: 13)).Why);
        Assert.Equal(
            "none of 2 rows (tr) is the one wanted: column 3 is \"12\"; seen there: no such column", Assert.IsType<Onward.Nowhere>(Find(Rows, new Step.Click(1, "a", row with { Column = 3 }), number: 12)).Why);
    }

    [Theory]
    [InlineData("/search", "__EVENTTARGET=&__EVENTARGUMENT=&__VIEWSTATE=a+b/=")]
    [InlineData("/other", "__EVENTTARGET=&__EVENTARGUMENT=&__VIEWSTATE=a+b/=&t=9")]
    public void Hidden_fields_are_carried_from_the_form_that_leads_there_or_from_all(string address, string carried)
    {
        var request = Assert.IsType<Onward.Request>(Find(Form + "<form action=/x><input type=hidden name=t value=9></form>", Post(address)));

        Assert.Equal(carried, Fields(request));
    }

    [Theory]
    [InlineData("<meta name=csrf-param content=tok><meta name=csrf-token content=T1>", "tok=T1", null)]
    [InlineData("<meta name=csrf-token content=T2>", "", "X-CSRF-Token: T2")]
    [InlineData("<meta name=_csrf content=T3><meta name=_csrf_header content=X-Mine>", "", "X-Mine: T3")]
    public void A_token_in_the_head_is_carried_as_its_framework_wants_it(string head, string fields, string? header)
    {
        var request = Assert.IsType<Onward.Request>(Find(head, Post("/x")));

        Assert.Equal(fields, Fields(request));
        Assert.Equal(header, request.Headers.Where(h => h.Key != "Referer").Select(h => $"{h.Key}: {h.Value}").SingleOrDefault());
    }

    [Theory]
    [InlineData("<p>nothing</p>", "the page before has no hidden field and no token to carry")]
    [InlineData("", "the page before is empty, so there is nothing to carry")]
    public void Where_there_is_nothing_to_carry_nothing_is_sent(string page, string why) =>
        Assert.Equal(why, Assert.IsType<Onward.Nowhere>(Find(page, Post("/x"))).Why);

    [Theory]
    [InlineData("<a class=next href=?page=2>Next</a>", "GET http://127.0.0.1/a/b?page=2 ")]
    [InlineData("<a class=next href=?page=2 hidden>Next</a>", null)]
    [InlineData("<a class='next disabled' href=#>Next</a>", null)]
    [InlineData("<ul><li class=disabled><a class=next href=#>Next</a></ul>", null)]
    [InlineData("<button class=next disabled>Next</button>", null)]
    [InlineData("<a class=next>Next</a>", null)]
    [InlineData("<p>the end</p>", null)]
    public void The_next_page_is_where_the_link_leads_and_the_last_has_none(string page, string? leads) => AssertNext(page, new Step.Next(1, new Place(".next", null, [], []), null, 9), leads);

    [Theory]
    [InlineData("""{"meta":{"next":"/api/7?page=2"}}""", null, "GET http://127.0.0.1/api/7?page=2 ")]
    [InlineData("""{"meta":{"next":"?page=2"}}""", null, "GET http://127.0.0.1/a/b?page=2 ")]
    [InlineData("""{"meta":{"next":3}}""", "/api/{number}?page={next}", "GET http://127.0.0.1/api/7?page=3 ")]
    [InlineData("""{"meta":{"next":"a b&c={number}"}}""", "/api?cursor={next}", "GET http://127.0.0.1/api?cursor=a%20b%26c%3D%7Bnumber%7D ")]
    [InlineData("""{"meta":{"next":null}}""", null, null)]
    [InlineData("""{"meta":{"next":false}}""", null, null)]
    [InlineData("""{"meta":{"next":""}}""", null, null)]
    [InlineData("""{"meta":{}}""", null, null)]
    public void The_next_page_of_a_json_answer_is_at_an_address_or_part_of_one(string body, string? get, string? leads) =>
        AssertNext(body, new Step.Next(1, new Place(null, "meta.next", [], []), get is null ? null : new Template(get), 9), leads);

    [Fact]
    public void Braces_and_dollars_of_a_page_are_sent_as_they_stand_and_never_filled_in()
    {
        var values = new TemplateValues(new Dictionary<string, string>(), new Dictionary<string, string> { ["PASSWORD"] = "geheim" });
        const string Page = "<form method=post action='/x/${PASSWORD}'><input type=hidden name=t value='${PASSWORD}{number}'><button id=go></button></form>";

        var sent = Sent(Find(Page, Click("#go"), values: values));

        Assert.Equal("POST http://127.0.0.1/x/$%7BPASSWORD%7D t=${PASSWORD}{number}", sent);
    }

    private static void AssertNext(string page, Step.Next next, string? leads)
    {
        var onward = Find(page, next);
        Assert.Equal(leads, onward is Onward.End ? null : Sent(onward));
        Assert.Equal(leads is not null, new PageLinks(Definition(next), TemplateValues.None).GoesOn(PageOf(page), next, new RecordId(7, "7")));
    }

    private static Step.Click Click(string selector) => new(1, selector, Row: null);

    private static Step.Request Post(string address) => new(1, "POST", new Template(address), [], []) { Carries = true };

    private static Onward Find(string body, Step step, IReadOnlyList<KeyValuePair<string, string>>? filled = null, long number = 7, TemplateValues? values = null) =>
        new PageLinks(Definition(step), values ?? TemplateValues.None).Find(PageOf(body), step, new RecordId(number, $"{number}"), filled ?? []);

    private static RegistryDefinition Definition(Step step) => Some.Definition() with { Ask = [step] };

    private static Page PageOf(string body) => new()
    {
        RequestedUrl = new Uri("http://127.0.0.1/a/b"),
        FinalUrl = new Uri("http://127.0.0.1/a/b"),
        Status = 200,
        Body = body,
        Mode = FetchMode.Http,
        Freshness = Freshness.NewDocument,
    };

    private static string Sent(Onward onward) => onward is Onward.Request r ? $"{r.Method} {r.Address.AbsoluteUri} {Fields(r)}" : $"{onward}";

    private static string Fields(Onward.Request request) => string.Join('&', request.Form.Select(f => $"{f.Key}={f.Value}"));
}
