using System.Net;
using System.Net.Http.Headers;

namespace Rollcall.Tests.Dashboard.Serving;

public sealed class TokenTests
{
    private const string Secret = "a-token-that-nobody-guesses";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_the_token_there_is_nothing_but_the_login_and_whether_it_lives()
    {
        await using var served = await StartAsync();

        foreach (var path in new[] { "/", "/runs", "/start", "/metrics", "/events?page=/", "/reports/report-20251122T120000Z.html", "/kept/html_failed/x/y.html", "/health/progress" })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await served.AskAsync(path)).StatusCode);
        }

        Assert.Equal(HttpStatusCode.OK, (await served.AskAsync("/health/live")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await served.AskAsync("/health/ready")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await served.SendAsync("/start", served.Origin, [("registry", "x")])).StatusCode);
    }

    [Fact]
    public async Task A_browser_is_led_to_the_login_and_back_with_a_cookie_that_no_script_sees()
    {
        await using var served = await StartAsync();
        served.Client.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        Assert.Equal("/login?next=%2Fruns", (await served.AskAsync("/runs")).Headers.Location!.OriginalString);
        var token = await served.FormTokenAsync("/login?next=%2Fruns");

        var wrong = await served.SendAsync("/login", served.Origin, [("token", Secret + "x"), ("next", "/runs"), ("__RequestVerificationToken", token)]);
        Assert.Equal(HttpStatusCode.Forbidden, wrong.StatusCode);
        Assert.DoesNotContain(wrong.Headers, h => h.Key == "Set-Cookie" && h.Value.Any(v => v.Contains("rollcall-session", StringComparison.Ordinal)));

        var right = await served.SendAsync("/login", served.Origin, [("token", Secret), ("next", "/runs"), ("__RequestVerificationToken", token)]);
        Assert.Equal("/runs", right.Headers.Location!.OriginalString);
        var cookie = right.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("rollcall-session", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Secret, cookie, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await served.AskAsync("/runs")).StatusCode);
        Assert.DoesNotContain(served.Log.Lines, line => line.Text.Contains(Secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_program_gives_the_token_with_each_request()
    {
        await using var served = await StartAsync();

        served.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Secret);
        Assert.Equal(HttpStatusCode.OK, (await served.AskAsync("/metrics")).StatusCode);

        served.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Secret[..^1]);
        Assert.Equal(HttpStatusCode.Unauthorized, (await served.AskAsync("/metrics")).StatusCode);
    }

    [Theory]
    [InlineData("rollcall-session=9999999999.00")]
    [InlineData("rollcall-session=")]
    [InlineData("rollcall-session=x.y")]
    [InlineData("rollcall-session=99999999999999999999.aa")]
    public async Task A_made_up_cookie_opens_nothing(string cookie)
    {
        await using var served = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, served.Address);
        request.Headers.Add("Cookie", cookie);

        Assert.Equal(HttpStatusCode.Unauthorized, (await served.Client.SendAsync(request, Token)).StatusCode);
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("http://evil.example")]
    [InlineData("/ok\r\nX: y")]
    public async Task A_login_leads_nowhere_else(string next)
    {
        await using var served = await StartAsync();
        var token = await served.FormTokenAsync("/login");

        var response = await served.SendAsync("/login", served.Origin, [("token", Secret), ("next", next), ("__RequestVerificationToken", token)]);

        Assert.Equal("/", response.Headers.Location!.OriginalString);
    }

    private static Task<Served> StartAsync() => Served.StartAsync(options => options with { Token = Secret });
}
