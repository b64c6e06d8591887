using System.Net;
using Microsoft.AspNetCore.Http;
using Rollcall.Dashboard.Serving;
using Rollcall.Tests.Ledger;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Dashboard.Serving;

public sealed class GuardTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1:8787", true)]
    [InlineData("127.0.0.1", "localhost:9000", true)]
    [InlineData("127.0.0.1", "[::1]:8787", true)]
    [InlineData("127.0.0.1", "evil.example:8787", false)]
    [InlineData("127.0.0.1", "localhost.evil.example", false)]
    [InlineData("127.0.0.1", "127.0.0.1.evil.example", false)]
    [InlineData("127.0.0.1", "192.168.1.7", false)]
    [InlineData("127.0.0.1", "", false)]
    [InlineData("192.168.1.7", "192.168.1.7:80", true)]
    [InlineData("192.168.1.7", "dash.example", true)]
    [InlineData("0.0.0.0", "10.1.2.3", true)]
    [InlineData("0.0.0.0", "evil.example", false)]
    public void Only_names_of_this_machine_are_answered(string address, string host, bool allowed) =>
        Assert.Equal(allowed, new HostGuard(IPAddress.Parse(address), ["dash.example"]).Allows(new HostString(host)));

    [Theory]
    [InlineData("GET", null, null, true)]
    [InlineData("POST", "http://127.0.0.1:8787", "same-origin", true)]
    [InlineData("POST", "https://127.0.0.1:8787", null, true)]
    [InlineData("POST", null, null, false)]
    [InlineData("POST", "null", null, false)]
    [InlineData("POST", "http://127.0.0.1:8788", "same-site", false)]
    [InlineData("POST", "http://127.0.0.1:8787", "same-site", false)]
    [InlineData("POST", "http://127.0.0.1:8787", "cross-site", false)]
    [InlineData("POST", "http://127.0.0.1:8787", "none", false)]
    [InlineData("POST", "http://evil.example", null, false)]
    [InlineData("PUT", "http://127.0.0.1:8787", "same-origin", false)]
    [InlineData("DELETE", "http://127.0.0.1:8787", "same-origin", false)]
    public void Only_our_own_pages_change_anything(string method, string? origin, string? site, bool allowed)
    {
        var request = new DefaultHttpContext().Request;
        (request.Method, request.Scheme, request.Host) = (method, "http", new HostString("127.0.0.1:8787"));
        request.Headers.Origin = origin;
        request.Headers["Sec-Fetch-Site"] = site;

        Assert.Equal(allowed, OriginGuard.Allows(request));
    }

    [Fact]
    public async Task A_foreign_name_gets_nothing_whatever_it_asks_for()
    {
        await using var served = await Served.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, served.Address);
        request.Headers.Host = "rebound.example:8787";

        using var response = await served.Client.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.MisdirectedRequest, response.StatusCode);
        Assert.DoesNotContain(served.Output, await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_from_elsewhere_or_without_its_token_does_nothing()
    {
        await using var served = await Served.StartAsync(prepare: folder => File.WriteAllText(folder.At("registries", "x.yaml"), "registry: x"));
        var token = await served.FormTokenAsync();
        (string, string)[] fields = [("registry", Path.Combine(served.Registries, "x.yaml")), ("__RequestVerificationToken", token)];

        Assert.Equal(HttpStatusCode.Forbidden, (await served.SendAsync("/start", "http://127.0.0.1:1", fields)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await served.SendAsync("/start", served.Origin, fields, site: "same-site")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await served.SendAsync("/start", origin: null, fields)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await served.SendAsync("/start", served.Origin, fields[..1])).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await served.SendAsync("/start", served.Origin, [fields[0], ("__RequestVerificationToken", token[..^4] + "AAAA")])).StatusCode);
        Assert.False(Directory.Exists(Path.Combine(served.Output, "processes")), "something was started");
    }

    [Fact]
    public async Task Nothing_that_changes_anything_answers_to_a_link()
    {
        await using var served = await Served.StartAsync();
        using var account = new Account(served.Output);
        var run = (await account.RunAsync(SomeLedger.Found(1))).RunId;

        foreach (var path in new[] { $"/runs/{run}/stop", $"/runs/{run}/resume", $"/runs/{run}/retry", "/certificates", "/logout" })
        {
            using var response = await served.AskAsync(path);
            Assert.True(response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed, $"{path}: {response.StatusCode}");
        }
    }

    [Fact]
    public async Task Every_page_forbids_what_it_does_not_need()
    {
        await using var served = await Served.StartAsync();

        foreach (var path in new[] { "/", "/runs", "/loads", "/start", "/nothing" })
        {
            using var response = await served.AskAsync(path);
            var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
            Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.Equal("DENY", Assert.Single(response.Headers.GetValues("X-Frame-Options")));
            Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
            Assert.Equal("same-origin", Assert.Single(response.Headers.GetValues("Referrer-Policy")));
            Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
        }
    }
}
