using System.Net;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Dashboard.Serving;

public sealed class FileTests
{
    private const string Page = "<script>alert(1)</script>";

    [Theory]
    [InlineData("/kept/html_failed/run/1.html")]
    [InlineData("/reports/html_failed/run/1.html")]
    public async Task A_kept_page_is_shown_as_text_in_no_origin(string path)
    {
        await using var served = await StartAsync();

        using var response = await served.AskAsync(path);

        Assert.Equal("text/plain", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.StartsWith("sandbox;", Assert.Single(response.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Equal(Page, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_report_runs_in_an_origin_of_its_own()
    {
        await using var served = await StartAsync();

        using var response = await served.AskAsync("/reports/report-20251122T120000Z.html");

        Assert.Equal("text/html", response.Content.Headers.ContentType!.MediaType);
        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("sandbox allow-popups;", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("allow-same-origin", policy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/kept/html_failed/../secret.txt")]
    [InlineData("/kept/html_failed/%2e%2e/secret.txt")]
    [InlineData("/kept/html_failed/..%2fsecret.txt")]
    [InlineData("/kept/html_failed%2f..%2fsecret.txt")]
    [InlineData("/kept/html_failed/run/..%5c..%5csecret.txt")]
    [InlineData("/kept/secret.txt")]
    [InlineData("/kept/checkpoints/x")]
    [InlineData("/kept//etc/passwd")]
    [InlineData("/kept/html_failed//etc/passwd")]
    [InlineData("/kept/html_failed/link.html")]
    [InlineData("/kept/html_failed/linked/1.html")]
    [InlineData("/kept/html_failed/run")]
    [InlineData("/reports/..%2fsecret.txt")]
    [InlineData("/reports/html_failed/..%2fsecret.txt")]
    [InlineData("/reports/secret.txt")]
    [InlineData("/reports/report-20251122T120001Z.html")]
    [InlineData("/reports/audit_x.ndjson")]
    public async Task Nothing_else_can_be_had(string path)
    {
        await using var served = await StartAsync();

        using var response = await served.AskAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.DoesNotContain("outside", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private static Task<Served> StartAsync() => Served.StartAsync(prepare: folder =>
    {
        var output = Served.OutputOf(folder);
        File.WriteAllText(folder.At("outside.txt"), "outside");
        Directory.CreateDirectory(folder.At("elsewhere"));
        File.WriteAllText(folder.At("elsewhere", "1.html"), "outside");
        Directory.CreateDirectory(Path.Combine(output, "html_failed", "run"));
        File.WriteAllText(Path.Combine(output, "html_failed", "run", "1.html"), Page);
        File.WriteAllText(Path.Combine(output, "secret.txt"), "outside");
        File.WriteAllText(Path.Combine(output, "audit_x.ndjson"), "outside");
        File.WriteAllText(Path.Combine(output, "report-20251122T120000Z.html"), Page);
        File.CreateSymbolicLink(Path.Combine(output, "html_failed", "link.html"), folder.At("outside.txt"));
        File.CreateSymbolicLink(Path.Combine(output, "report-20251122T120001Z.html"), folder.At("outside.txt"));
        Directory.CreateSymbolicLink(Path.Combine(output, "html_failed", "linked"), folder.At("elsewhere"));
    });
}
