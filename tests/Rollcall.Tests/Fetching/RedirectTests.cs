using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Rollcall.Fetching;
using Rollcall.Registries;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Fetching;

public sealed class RedirectTests
{
    private static readonly Uri From = new("http://site.test/a/b?x=1#part");

    [Theory]
    [InlineData(301, "GET", "GET", true)]
    [InlineData(302, "GET", "GET", true)]
    [InlineData(301, "POST", "GET", false)]
    [InlineData(302, "POST", "GET", false)]
    [InlineData(303, "POST", "GET", false)]
    [InlineData(307, "POST", "POST", true)]
    [InlineData(308, "POST", "POST", true)]
    public void The_method_follows_the_status(int status, string method, string then, bool keepsBody)
    {
        var next = new RedirectTarget(method, From, KeepsBody: true, IsTrusted: true).After(status, "/c")!;

        Assert.Equal((then, keepsBody), (next.Method, next.KeepsBody));
    }

    [Theory]
    [InlineData("/c", "http://site.test/c#part")]
    [InlineData("c?y=2#own", "http://site.test/a/c?y=2#own")]
    [InlineData("//other.test/c", "http://other.test/c#part")]
    [InlineData(" https://site.test ", "https://site.test/#part")]
    [InlineData("?y=2", "http://site.test/a/b?y=2#part")]
    [InlineData("", null)]
    [InlineData(null, null)]
    [InlineData("javascript:alert(1)", null)]
    [InlineData("ftp://site.test/c", null)]
    [InlineData("http://[bad", null)]
    public void Where_it_leads_is_told_by_the_address_it_came_from(string? location, string? then) =>
        Assert.Equal(then, new RedirectTarget("GET", From, true, true).After(302, location)?.Address.AbsoluteUri);

    [Theory]
    [InlineData(200)]
    [InlineData(300)]
    [InlineData(304)]
    [InlineData(404)]
    public void Other_statuses_lead_nowhere(int status) => Assert.Null(new RedirectTarget("GET", From, true, true).After(status, "/c"));

    [Theory]
    [InlineData("/c", true)]
    [InlineData("http://SITE.test/c", true)]
    [InlineData("https://site.test/c", true)]
    [InlineData("http://other.test/c", false)]
    [InlineData("http://sub.site.test/c", false)]
    [InlineData("http://site.test:8080/c", false)]
    public void Another_host_is_not_trusted(string location, bool trusted) =>
        Assert.Equal(trusted, new RedirectTarget("GET", From, true, true).After(302, location)!.IsTrusted);

    [Fact]
    public void Trust_does_not_come_back_and_is_lost_without_encryption()
    {
        var away = new RedirectTarget("GET", From, true, true).After(302, "http://other.test/")!;

        Assert.False(away.After(302, From.AbsoluteUri)!.IsTrusted);
        Assert.False(new RedirectTarget("GET", new Uri("https://site.test/"), true, true).After(302, "http://site.test/")!.IsTrusted);
    }

    [Fact]
    public async Task Redirects_are_followed_and_recorded_and_every_request_counts()
    {
        await using var site = await TestSite.StartAsync(c =>
        {
            switch (c.Request.Path)
            {
                case "/records/231":
                    c.Response.Redirect("/one");
                    return Task.CompletedTask;
                case "/one":
                    c.Response.Cookies.Append("seen", "one");
                    c.Response.Redirect("two?x=1", permanent: true);
                    return Task.CompletedTask;
                default:
                    return c.Response.WriteAsync($"home {c.Request.Cookies["seen"]}");
            }
        });
        var turns = 0;
        await using var http = new HttpFixture(site.Address, pace: _ =>
        {
            turns++;
            return ValueTask.CompletedTask;
        });
        var page = await http.PageAsync();

        Assert.Equal("home one", page.Body);
        Assert.Equal([new(site.Address, "/records/231"), new Uri(site.Address, "/one")], page.Redirects);
        Assert.Equal(new Uri(site.Address, "/two?x=1"), page.FinalUrl);
        Assert.Equal(new Uri(site.Address, "/records/231"), page.RequestedUrl);
        Assert.Equal((3, 2), (page.Requests, turns));
    }

    [Fact]
    public async Task A_redirect_to_itself_that_sets_a_cookie_ends_and_one_that_does_not_is_seen_as_a_loop()
    {
        await using var site = await TestSite.StartAsync(c =>
        {
            if (c.Request.Path == "/cookie" && c.Request.Cookies["ok"] is not null)
            {
                return c.Response.WriteAsync("in");
            }

            if (c.Request.Path == "/cookie")
            {
                c.Response.Cookies.Append("ok", "1");
            }

            c.Response.Redirect(c.Request.Path);
            return Task.CompletedTask;
        });
        await using var http = new HttpFixture(site.Address, change: d => d with { Ask = [Some.Get("/cookie")] });
        await using var loop = new HttpFixture(site.Address, change: d => d with { Ask = [Some.Get("/loop")] });

        Assert.Equal("in", (await http.PageAsync()).Body);
        var page = await loop.PageAsync();
        Assert.Equal((302, 1), (page.Status, page.Requests));
    }

    [Fact]
    public async Task A_redirect_beyond_ascii_leads_where_a_browser_would_go()
    {
        await using var server = new RawServer(async (head, socket, stop) => await socket.SendAsync(
            head.StartsWith("GET /records/231 ", StringComparison.Ordinal)
                ? "HTTP/1.1 302 Found\r\nLocation: /d\u00E9tail\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray()
                : "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"u8.ToArray(), stop));
        await using var http = new HttpFixture(server.Address);

        Assert.Equal(new Uri(server.Address, "/d%C3%A9tail"), (await http.PageAsync()).FinalUrl);
        Assert.StartsWith("GET /d%C3%A9tail ", server.Requests.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_ten_redirects_the_page_is_judged_as_it_is()
    {
        await using var site = await TestSite.StartAsync(c =>
        {
            c.Response.Redirect("/r" + c.Request.Path.Value!.Length + new string('x', c.Request.Path.Value.Length));
            return Task.CompletedTask;
        });
        await using var http = new HttpFixture(site.Address, change: d => d with { Ask = [Some.Get("/r")] });
        var page = await http.PageAsync();

        Assert.Equal((302, 10, 11), (page.Status, page.Redirects.Count, page.Requests));
    }

    [Fact]
    public async Task Nothing_confidential_leaves_the_host()
    {
        var there = new List<string>();
        await using var other = await TestSite.StartAsync(async c =>
        {
            there.Add($"key={c.Request.Headers["X-Key"]} plain={c.Request.Headers["X-Plain"]} auth={c.Request.Headers.Authorization} cookie={c.Request.Headers.Cookie} body={await new StreamReader(c.Request.Body).ReadToEndAsync()}");
            await c.Response.WriteAsync("other");
        });
        var elsewhere = new UriBuilder(other.Address) { Host = "localhost" }.Uri;
        await using var site = await TestSite.StartAsync(c =>
        {
            c.Response.Cookies.Append("session", "mine");
            c.Response.StatusCode = c.Request.Path == "/307" ? 307 : 302;
            c.Response.Headers.Location = elsewhere.AbsoluteUri;
            return Task.CompletedTask;
        });
        var secrets = new Dictionary<string, string> { ["KEY"] = "s3cr3t" };
        NamedTemplate[] headers = [new("X-Key", new Template("${KEY}")), new("X-Plain", new Template("p")), new("Authorization", new Template("Basic x"))];
        Step.Request Step(string url, string field) => new(5, "POST", new Template(url), [.. headers], [new("f", new Template(field))]);

        await using (var http = new HttpFixture(site.Address, change: d => d with { Ask = [Step("/302", "${KEY}")] }, secrets: secrets))
        {
            Assert.Equal("other", (await http.PageAsync()).Body);
        }

        await using (var http = new HttpFixture(site.Address, change: d => d with { Ask = [Step("/307", "open")] }, secrets: secrets))
        {
            Assert.Equal("other", (await http.PageAsync()).Body);
        }

        await using (var http = new HttpFixture(site.Address, change: d => d with { Ask = [Step("/307", "${KEY}")] }, secrets: secrets))
        {
            Assert.Equal(307, (await http.PageAsync()).Status);
        }

        Assert.Equal(["key= plain=p auth= cookie= body=", "key= plain=p auth= cookie= body=f=open"], there);
    }

    [Fact]
    public async Task A_token_that_a_page_hands_out_in_a_header_stays_with_its_host()
    {
        var there = new List<string>();
        await using var other = await TestSite.StartAsync(c =>
        {
            there.Add($"token={c.Request.Headers["X-CSRF-Token"]}");
            return c.Response.WriteAsync("other");
        });
        var elsewhere = new UriBuilder(other.Address) { Host = "localhost" }.Uri;
        var here = new List<string>();
        await using var site = await TestSite.StartAsync(c =>
        {
            if (c.Request.Path == "/form")
            {
                return c.Response.WriteAsync("<meta name=csrf-token content=T0k3n>");
            }

            here.Add($"token={c.Request.Headers["X-CSRF-Token"]}");
            c.Response.Redirect(elsewhere.AbsoluteUri);
            return Task.CompletedTask;
        });
        Step[] ask = [Some.Get("/form"), new Step.Request(6, "POST", new Template("/search"), [], []) { Carries = true }];

        await using var http = new HttpFixture(site.Address, change: d => d with { Ask = [.. ask] });
        Assert.Equal("other", (await http.PageAsync()).Body);

        Assert.Equal(["token=T0k3n"], here);
        Assert.Equal(["token="], there);
    }
}
