using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Rollcall.Fetching;
using Rollcall.Registries;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Fetching;

/// <summary>Steps that start from the page before: forms, links and lists over plain HTTP, held against a real server.</summary>
public sealed class StatefulHttpTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<string> _requests = [];
    private readonly Dictionary<string, string> _pages = [];
    private TestSite _site = null!;

    public async ValueTask InitializeAsync() => _site = await TestSite.StartAsync(AnswerAsync);

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task Every_ask_carries_what_the_page_that_opened_the_session_holds()
    {
        _pages["/form"] = "<form method=post action=/search><input type=hidden name=state value=S1></form>";
        await using var http = Open(open: [Get("/form")], ask: [Post("/search", ("id", "{id}"))]);

        await http.PageAsync();
        await http.PageAsync();

        Assert.Equal(["GET /form", "POST /search state=S1&id=IMM-231-25", "POST /search state=S1&id=IMM-231-25"], _requests);
    }

    [Fact]
    public async Task A_field_that_the_definition_names_is_sent_once_and_as_it_says()
    {
        _pages["/form"] = "<input type=hidden name=id value=old><input type=hidden name=state value=S1>";
        await using var http = Open(ask: [Get("/form"), Post("/search", ("id", "{id}"))]);

        await http.PageAsync();

        Assert.Equal("POST /search state=S1&id=IMM-231-25", _requests.Last());
    }

    [Fact]
    public async Task What_is_filled_in_is_sent_by_the_click_behind_it_and_forgotten_then()
    {
        _pages["/form"] = "<form action=/find><input id=q name=q></form><form method=post action=/again><button name=b value=1></button></form>".Replace("</form><form", "<button id=go></button></form><form", StringComparison.Ordinal);
        _pages["/find"] = "<form method=post action=/last><input id=q name=q value=kept><button id=go></button></form>";
        await using var http = Open(ask: [Get("/form"), new Step.Fill(6, "#q", new Template("{id} & co")), Click("#go"), Click("#go")]);

        await http.PageAsync();

        Assert.Equal(["GET /form", "GET /find?q=IMM-231-25%20%26%20co", "POST /last q=kept"], _requests);
    }

    [Fact]
    public async Task A_step_that_does_not_find_its_place_is_a_fault_that_names_it_and_shows_the_page()
    {
        _pages["/form"] = "<h1>Your session has ended</h1>";
        await using var http = Open(ask: [Get("/form"), Post("/search", ("id", "{id}"))]);

        var fault = await http.FaultAsync();

        Assert.Equal("some-registry.yaml:6: post: the page before has no hidden field and no token to carry", fault.Message);
        Assert.Equal((FailureClass.Unrecognised, Freshness.Unproven), (fault.Class, fault.Seen!.Freshness));
        Assert.Equal("<h1>Your session has ended</h1>", fault.Seen.Body);
        Assert.Equal(["GET /form"], _requests);
    }

    [Fact]
    public async Task A_list_is_followed_to_its_end_at_the_hosts_pace()
    {
        _pages["/list"] = "1<a class=next href=/list2>n</a>";
        _pages["/list2"] = "2<a class=next href=/list3>n</a>";
        _pages["/list3"] = "3";
        var turns = 0;
        await using var http = Open(ask: [Get("/list"), Next()], pace: _ =>
        {
            turns++;
            return ValueTask.CompletedTask;
        });

        var page = await http.PageAsync();

        Assert.Equal(["2<a class=next href=/list3>n</a>", "3"], page.More.Select(p => p.Body));
        Assert.Equal((null, 3, 2), (page.Incomplete, page.Requests, turns));
    }

    [Theory]
    [InlineData("<a class=next href=/list>n</a>", 10, "page 1 of the list leads back to one that was there before: it goes round in a circle", 1)]
    [InlineData("<a class=next href=/endless?1>n</a>", 3, "the list goes on after 3 pages (max_pages)", 3)]
    [InlineData("<a class=next href=/same?1>n</a>", 9, "page 3 of the list is page 2 once more: it goes round in a circle", 3)]
    public async Task A_list_that_does_not_end_is_incomplete(string first, int most, string why, int requests)
    {
        _pages["/list"] = first;
        await using var http = Open(ask: [Get("/list"), Next(most)]);

        var page = await http.PageAsync();

        Assert.Equal((why, requests), (page.Incomplete, page.Requests));
    }

    [Fact]
    public async Task A_list_is_followed_no_further_than_where_it_shows_what_is_looked_for()
    {
        _pages["/list"] = "<p>IMM-1-25</p><a class=next href=/list2>n</a>";
        _pages["/list2"] = "<p>IMM-231-25</p><a class=next href=/list3>n</a>";
        await using var http = Open(ask: [Get("/list"), Next() with { Until = Some.At("p", "{id}") }]);

        var page = await http.PageAsync();

        Assert.Equal((1, null), (page.More.Count, page.Incomplete));
        Assert.DoesNotContain("GET /list3", _requests);
    }

    [Fact]
    public async Task Detail_steps_start_from_the_page_of_the_list_that_has_the_row()
    {
        _pages["/list"] = "<table><tr><td>IMM-1-25<td><a href=/r1>o</a></table><a class=next href=/list2>n</a>";
        _pages["/list2"] = "<table><tr><td>IMM-231-25<td><a href=/r231>o</a></table>";
        var row = new RowChoice("tr", 1, [new Template("{id}")], []);
        await using var http = Open(ask: [Get("/list"), Next()], detail: [new Step.Click(8, "a", row)]);

        await http.PageAsync();
        await http.Session.DetailAsync(Some.Id, TestContext.Current.CancellationToken);

        Assert.Equal("GET /r231", _requests.Last());
    }

    [Fact]
    public async Task A_fault_on_the_way_through_a_list_is_a_fault_of_the_whole()
    {
        _pages["/list"] = "<a class=next href=/abort>n</a>";
        await using var http = Open(ask: [Get("/list"), Next()]);

        var fault = await http.FaultAsync();

        Assert.Equal((FailureClass.Reset, 2), (fault.Class, fault.Requests));
        Assert.StartsWith("page 2 of the list: GET ", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_login_that_leads_away_from_the_host_takes_neither_password_nor_token_with_it()
    {
        await using var elsewhere = await TestSite.StartAsync(async http =>
        {
            using var body = new StreamReader(http.Request.Body);
            _requests.Enqueue("elsewhere " + await body.ReadToEndAsync());
        });
        _pages["/form"] = "<form method=post action=/to><input type=hidden name=csrf value=T><input id=p name=p><button id=go></button></form>";
        _pages["/to"] = "307 " + elsewhere.Address;
        await using var http = Open(open: [Get("/form"), new Step.Fill(6, "#p", new Template("${PASS}")), Click("#go")], ask: [Get("/x")], secrets: new() { ["PASS"] = "geheim" });

        await http.AskAsync();

        Assert.Contains("POST /to csrf=T&p=geheim", _requests);
        Assert.DoesNotContain(_requests, r => r.StartsWith("elsewhere", StringComparison.Ordinal));
    }

    private static Step.Request Get(string url) => Some.Get(url);

    private static Step.Request Post(string url, params (string Name, string Value)[] form) =>
        new(6, "POST", new Template(url), [], [.. form.Select(f => new NamedTemplate(f.Name, new Template(f.Value)))]) { Carries = true };

    private static Step.Click Click(string selector) => new(7, selector, Row: null);

    private static Step.Next Next(int most = 10) => new(8, new Place("a.next", null, [], []), Get: null, most);

    private HttpFixture Open(Step[]? open = null, Step[]? ask = null, Step[]? detail = null, Func<CancellationToken, ValueTask>? pace = null, Dictionary<string, string>? secrets = null) =>
        new(_site.Address, change: d => d with { Open = [.. open ?? []], Ask = [.. ask ?? []], Detail = [.. detail ?? []] }, pace: pace, secrets: secrets);

    private async Task AnswerAsync(HttpContext http)
    {
        using var body = new StreamReader(http.Request.Body);
        var form = Uri.UnescapeDataString((await body.ReadToEndAsync()).Replace('+', ' '));
        var path = http.Request.Path.Value!;
        _requests.Enqueue($"{http.Request.Method} {path}{http.Request.QueryString}{(form.Length > 0 ? " " + form : "")}");
        switch (path)
        {
            case "/abort":
                http.Abort();
                return;
            case "/endless":
                await http.Response.WriteAsync($"{http.Request.QueryString}<a class=next href=/endless{http.Request.QueryString}1>n</a>");
                return;
            case "/same":
                await http.Response.WriteAsync($"<a class=next href=/same?2>n</a>");
                return;
        }

        var page = _pages.GetValueOrDefault(path, "nothing");
        if (page.StartsWith("307 ", StringComparison.Ordinal))
        {
            http.Response.StatusCode = 307;
            http.Response.Headers.Location = page[4..];
            return;
        }

        http.Response.ContentType = "text/html; charset=utf-8";
        await http.Response.WriteAsync(page);
    }
}
