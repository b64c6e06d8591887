using System.IO.Compression;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Rollcall.Fetching;
using Rollcall.Registries;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Fetching;

public sealed class HttpPageTests
{
    [Fact]
    public async Task A_page_tells_what_was_asked_and_what_came()
    {
        await using var site = await TestSite.StartAsync(async c =>
        {
            c.Response.Headers.RetryAfter = "7";
            c.Response.Headers.Append("X-Two", "1");
            c.Response.Headers.Append("X-Two", "2");
            c.Response.Headers.SetCookie = "session=abcdef; Path=/; HttpOnly";
            c.Response.ContentType = "Text/HTML; charset=utf-8";
            c.Response.StatusCode = 503;
            await c.Response.WriteAsync($"<p>{c.Request.Method} {c.Request.Path} {c.Request.Headers.UserAgent} ü</p>");
        });
        await using var http = new HttpFixture(site.Address, change: d => d with { Contact = "mail@example.org" });
        var page = await http.PageAsync();

        Assert.Equal(503, page.Status);
        Assert.Equal($"<p>GET /records/231 Rollcall/0.1.0 (+mail@example.org) ü</p>", page.Body);
        Assert.Equal(new Uri(site.Address, "/records/231"), page.RequestedUrl);
        Assert.Equal(page.RequestedUrl, page.FinalUrl);
        Assert.Equal("text/html", page.ContentType);
        Assert.Equal(Freshness.NewDocument, page.Freshness);
        Assert.Equal(FetchMode.Http, page.Mode);
        Assert.Equal(TimeSpan.FromSeconds(7), page.RetryAfter);
        Assert.Equal(["1", "2"], page.Headers.Where(h => h.Key == "X-Two").Select(h => h.Value));
        Assert.Equal("session=***; Path=/; HttpOnly", page.Header("set-cookie"));
        Assert.Empty(page.Redirects);
        Assert.Equal(1, page.Requests);
    }

    [Fact]
    public async Task Values_in_addresses_are_encoded_and_headers_and_forms_are_filled()
    {
        await using var site = await TestSite.StartAsync(async c =>
        {
            var form = c.Request.HasFormContentType ? await c.Request.ReadFormAsync() : null;
            await c.Response.WriteAsync($"{c.Request.Method}|{c.Features.Get<IHttpRequestFeature>()!.RawTarget}|{c.Request.Headers["X-Id"]}|{form?["q"]}|{form?["n"]}|{c.Request.Headers.UserAgent}");
        });
        var step = new Step.Request(5, "POST", new Template("/find/{id}?q={id}"), [new("X-Id", new Template("{id}")), new("User-Agent", new Template("Mine"))],
            [new("q", new Template("{id}")), new("n", new Template("{number:00000}"))]);
        await using var http = new HttpFixture(site.Address, change: d => d with { Ask = [step] });

        var page = Assert.IsType<Page>(await http.Session.AskAsync(new(7, "A/1 &ü\n#"), TestContext.Current.CancellationToken));

        Assert.Equal("POST|/find/A%2F1%20%26%C3%BC%0A%23?q=A%2F1%20%26%C3%BC%0A%23|A/1 &ü #|A/1 &ü\n#|00007|Mine", page.Body);
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    [InlineData("zlib")]
    [InlineData("raw deflate")]
    public async Task Compressed_bodies_are_read(string how)
    {
        await using var site = await TestSite.StartAsync(async c =>
        {
            Assert.Equal("gzip, deflate, br", c.Request.Headers.AcceptEncoding.ToString());
            c.Response.Headers.ContentEncoding = how is "br" or "gzip" ? how : "deflate";
            await using Stream stream = how switch
            {
                "br" => new BrotliStream(c.Response.Body, CompressionLevel.Fastest),
                "gzip" => new GZipStream(c.Response.Body, CompressionLevel.Fastest),
                "zlib" => new ZLibStream(c.Response.Body, CompressionLevel.Fastest),
                _ => new DeflateStream(c.Response.Body, CompressionLevel.Fastest),
            };
            await stream.WriteAsync(Encoding.UTF8.GetBytes($"<p>Ünïcode {new string('x', 200_000)}</p>"));
        });
        await using var http = new HttpFixture(site.Address);

        Assert.Equal($"<p>Ünïcode {new string('x', 200_000)}</p>", (await http.PageAsync()).Body);
    }

    [Fact]
    public async Task Http_2_is_spoken_where_the_site_offers_it()
    {
        using var certificate = Certificates.ForLoopback();
        await using var site = await TestSite.StartAsync(c => c.Response.WriteAsync(c.Request.Protocol), l =>
        {
            l.Protocols = HttpProtocols.Http1AndHttp2;
            l.UseHttps(certificate);
        });
        await using var http = new HttpFixture(site.Address, new HttpOptions { CertificateCheck = (_, offered, _, _) => offered?.GetCertHashString() == certificate.GetCertHashString() });

        Assert.Equal("HTTP/2", (await http.PageAsync()).Body);
    }

    [Fact]
    public async Task A_proxy_with_credentials_is_asked_instead_of_the_site()
    {
        await using var proxy = new RawServer(async (head, socket, stop) => await socket.SendAsync(
            head.Contains("Proxy-Authorization: Basic", StringComparison.Ordinal)
                ? "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nproxy"u8.ToArray()
                : "HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), stop));
        var options = new HttpOptions { Proxy = new UriBuilder(proxy.Address) { UserName = "me", Password = "pass" }.Uri };
        await using var http = new HttpFixture(new Uri("http://site.test"), options);

        Assert.Equal("proxy", (await http.PageAsync()).Body);
        Assert.Contains(proxy.Requests, r => r.StartsWith("GET http://site.test/records/231 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Cookies_belong_to_a_session_and_are_forgotten_with_it()
    {
        await using var site = await TestSite.StartAsync(async c =>
        {
            c.Response.Cookies.Append("n", $"{(c.Request.Cookies["n"] is { } n ? int.Parse(n) + 1 : 1)}");
            await c.Response.WriteAsync(c.Request.Cookies["n"] ?? "none");
        });
        await using var http = new HttpFixture(site.Address);
        await using var other = http.Another();

        Assert.Equal("none", (await http.PageAsync()).Body);
        Assert.Equal("1", (await http.PageAsync()).Body);
        Assert.Equal("none", Assert.IsType<Page>(await other.AskAsync(Some.Id, TestContext.Current.CancellationToken)).Body);
        await http.Session.RenewAsync(TestContext.Current.CancellationToken);
        Assert.Equal("none", (await http.PageAsync()).Body);
    }

    [Fact]
    public async Task Several_steps_are_done_in_turn_and_the_last_response_is_the_page()
    {
        var log = new List<string>();
        await using var site = await TestSite.StartAsync(async c =>
        {
            log.Add($"{c.Request.Method} {c.Request.Path}");
            c.Response.Cookies.Append("terms", "yes");
            await c.Response.WriteAsync($"{c.Request.Path} {c.Request.Cookies["terms"]}");
        });
        var turns = 0;
        await using var http = new HttpFixture(
            site.Address,
            change: d => d with { Open = [Some.Get("/open")], Ask = [Some.Get("/terms"), Some.Get("/search/{number}")], Detail = [Some.Get("/detail/{number}")], Reset = [Some.Get("/reset")] },
            pace: _ =>
            {
                turns++;
                return ValueTask.CompletedTask;
            });

        var page = await http.PageAsync();
        Assert.Equal(("/search/231 yes", 3, 2), (page.Body, page.Requests, turns));
        var detail = Assert.IsType<Page>(await http.Session.DetailAsync(Some.Id, TestContext.Current.CancellationToken));
        Assert.Equal(("/detail/231 yes", 1, 2), (detail.Body, detail.Requests, turns));
        await http.Session.ResetAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, (await http.PageAsync()).Requests);
        Assert.Equal(["GET /open", "GET /terms", "GET /search/231", "GET /detail/231", "GET /reset", "GET /terms", "GET /search/231"], log);
    }

    [Fact]
    public async Task A_step_on_the_way_that_fails_is_the_page_but_proves_nothing()
    {
        await using var site = await TestSite.StartAsync(c =>
        {
            c.Response.StatusCode = c.Request.Path == "/terms" ? 404 : 200;
            return c.Response.WriteAsync(c.Request.Path);
        });
        await using var http = new HttpFixture(site.Address, change: d => d with { Ask = [Some.Get("/terms"), Some.Get("/search")] });
        var page = await http.PageAsync();

        Assert.Equal(("/terms", 404, Freshness.Unproven, 1), (page.Body, page.Status, page.Freshness, page.Requests));
    }

    [Theory]
    [InlineData(429, FailureClass.Throttled)]
    [InlineData(503, FailureClass.Http5xx)]
    [InlineData(403, FailureClass.Blocked)]
    [InlineData(404, FailureClass.Unrecognised)]
    public async Task What_fails_while_opening_is_the_sessions_fault_and_is_tried_again_at_the_next_ask(int status, FailureClass expected)
    {
        var fail = true;
        await using var site = await TestSite.StartAsync(c =>
        {
            c.Response.StatusCode = fail && c.Request.Path == "/open" ? status : 200;
            return c.Response.WriteAsync("<h1>No such record</h1>");
        });
        await using var http = new HttpFixture(site.Address, change: d => d with { Open = [Some.Get("/open")] });

        var fault = await http.FaultAsync();
        Assert.Equal((expected, true, 1, status), (fault.Class, fault.OfSession, fault.Requests, fault.Seen!.Status));
        fail = false;
        Assert.Equal(2, (await http.PageAsync()).Requests);
    }

    [Fact]
    public async Task Secrets_go_out_and_never_come_back_in_what_is_kept()
    {
        var got = "";
        await using var site = await TestSite.StartAsync(c =>
        {
            got = $"{c.Request.Query["key"]} {c.Request.Headers["X-Key"]}";
            c.Response.Headers["X-Echo"] = c.Request.Headers["X-Key"];
            return c.Response.WriteAsync("ok");
        });
        var step = new Step.Request(5, "GET", new Template("/?key=${KEY}"), [new("X-Key", new Template("${KEY}"))], []);
        await using var http = new HttpFixture(site.Address, change: d => d with { Ask = [step] }, secrets: new() { ["KEY"] = "s3cr3t word" });
        var page = await http.PageAsync();
        await using var gone = new HttpFixture(new Uri("http://127.0.0.1:1"), change: d => d with { Ask = [step] }, secrets: new() { ["KEY"] = "s3cr3t word" });
        var fault = await gone.FaultAsync();

        Assert.Equal("s3cr3t word s3cr3t word", got);
        Assert.All(
            [page.FinalUrl.AbsoluteUri, page.RequestedUrl.OriginalString, page.Header("X-Echo")!, fault.ToString()],
            text => Assert.DoesNotContain("s3cr3t", text, StringComparison.OrdinalIgnoreCase));
        Assert.Contains("key=***", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_that_is_part_of_the_hosts_name_leaves_the_address_an_address()
    {
        await using var site = await TestSite.StartAsync(c => c.Response.WriteAsync("ok"));
        await using var http = new HttpFixture(site.Address, change: d => d with { Ask = [Some.Get("/a%20b/${KEY}?q=${KEY}#${KEY}")] }, secrets: new() { ["KEY"] = "127.0" });

        Assert.Equal(new Uri(site.Address, "/a%20b/***?q=***#***"), (await http.PageAsync()).FinalUrl);
    }

    [Fact]
    public async Task There_are_no_more_connections_than_workers()
    {
        var open = 0;
        var most = 0;
        var gate = new Lock();
        var full = new TaskCompletionSource();
        await using var site = await TestSite.StartAsync(async c =>
        {
            lock (gate)
            {
                most = Math.Max(most, ++open);
                if (open == 2)
                {
                    full.TrySetResult();
                }
            }

            await full.Task;
            lock (gate)
            {
                open--;
            }

            await c.Response.WriteAsync("ok");
        });
        await using var http = new HttpFixture(site.Address, new HttpOptions { Concurrency = 2 });
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            await using var session = http.Another();
            Assert.IsType<Page>(await session.AskAsync(Some.Id, TestContext.Current.CancellationToken));
        }));

        Assert.Equal(2, most);
    }

    [Theory]
    [InlineData("ftp://x/{number}")]
    [InlineData("http://[bad/{number}")]
    public async Task An_address_that_is_none_ends_the_run_with_its_line(string url)
    {
        await using var http = new HttpFixture(new Uri("http://site.test"), change: d => d with { Ask = [Some.Get(url, line: 9)] });

        var error = await Assert.ThrowsAsync<RollcallException>(http.AskAsync);

        Assert.Equal(ExitCode.Usage, error.ExitCode);
        Assert.Contains($"line 9: '{url}'", error.Message, StringComparison.Ordinal);
    }
}
