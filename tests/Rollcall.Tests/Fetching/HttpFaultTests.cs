using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Rollcall.Fetching;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Fetching;

public sealed class HttpFaultTests
{
    private const string Html = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n";

    [Fact]
    public async Task A_refused_connection_is_a_reset_that_names_the_address()
    {
        Uri address;
        await using (var server = RawServer.Saying(""))
        {
            address = server.Address;
        }

        await using var http = new HttpFixture(address);
        var fault = await http.FaultAsync();

        Assert.Equal(FailureClass.Reset, fault.Class);
        Assert.Contains($"GET {address}records/231 (line 5): 127.0.0.1:{address.Port} refused the connection", fault.Message, StringComparison.Ordinal);
        Assert.Contains("SocketException", fault.Exception, StringComparison.Ordinal);
        Assert.Equal(1, fault.Requests);
    }

    [Fact]
    public async Task A_name_that_does_not_resolve_is_dns()
    {
        await using var http = new HttpFixture(new Uri("http://no-such-host.invalid"));
        var fault = await http.FaultAsync();

        Assert.Equal(FailureClass.Dns, fault.Class);
        Assert.Contains("no-such-host.invalid could not be resolved", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "closed the connection before the answer was complete")]
    [InlineData(Html + "Content-Length: 1000\r\n\r\n<html>half", "closed the connection before the answer was complete")]
    [InlineData(Html + "Transfer-Encoding: chunked\r\n\r\n20\r\n<html>half", "closed the connection before the answer was complete")]
    [InlineData(Html + "Connection: close\r\n\r\n<html><table><tr><td>half", "there is no </html>")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Le", "closed the connection before the answer was complete")]
    [InlineData("SSH-2.0-OpenSSH_9.6\r\n\r\n", "something that is not HTTP")]
    public async Task A_half_or_garbled_answer_is_a_reset(string response, string cause)
    {
        await using var server = RawServer.Saying(response);
        await using var http = new HttpFixture(server.Address);
        var fault = await http.FaultAsync();

        Assert.Equal(FailureClass.Reset, fault.Class);
        Assert.Contains(cause, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(Html + "Content-Length: 1000\r\n\r\n<html>half")]
    public async Task A_connection_reset_by_the_peer_is_a_reset(string before)
    {
        await using var server = new RawServer(async (_, socket, stop) =>
        {
            await socket.SendAsync(Encoding.Latin1.GetBytes(before), stop);
            socket.LingerState = new LingerOption(enable: true, 0);
            socket.Close();
        });
        await using var http = new HttpFixture(server.Address);

        Assert.Equal(FailureClass.Reset, (await http.FaultAsync()).Class);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task A_compressed_body_that_breaks_off_is_a_reset_even_where_nothing_announces_its_length(string encoding)
    {
        var whole = Compress(encoding, $"<html>{string.Join(' ', Enumerable.Range(0, 2000))}</html>");
        var head = Encoding.Latin1.GetBytes($"{Html}Content-Encoding: {encoding}\r\n\r\n");
        await using var cut = RawServer.Saying([.. head, .. whole[..^20]]);
        await using var complete = RawServer.Saying([.. head, .. whole]);
        await using var http = new HttpFixture(cut.Address);
        await using var good = new HttpFixture(complete.Address);

        Assert.Contains("damaged or breaks off", (await http.FaultAsync()).Message, StringComparison.Ordinal);
        Assert.EndsWith("1999</html>", (await good.PageAsync()).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task A_body_that_is_not_compressed_as_it_says_is_a_reset(string encoding)
    {
        await using var server = RawServer.Saying($"{Html}Content-Encoding: {encoding}\r\nContent-Length: 20\r\n\r\nxxxxxxxxxxxxxxxxxxxx");
        await using var http = new HttpFixture(server.Address);
        var fault = await http.FaultAsync();

        Assert.Equal(FailureClass.Reset, fault.Class);
        Assert.Contains("compressed body is damaged", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_without_a_length_that_ends_as_pages_end_is_whole()
    {
        await using var server = RawServer.Saying(Html + "Connection: close\r\n\r\n<html><p>all</p></html>\n");
        await using var http = new HttpFixture(server.Address);

        Assert.Contains("all", (await http.PageAsync()).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(Html + "Content-Length: 1000\r\n\r\n<html>slow")]
    public async Task An_answer_that_takes_too_long_is_a_timeout_by_the_clock_that_was_given(string before)
    {
        var said = new TaskCompletionSource();
        await using var server = new RawServer(async (_, socket, stop) =>
        {
            await socket.SendAsync(Encoding.Latin1.GetBytes(before), stop);
            said.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
        });
        var time = new ManualTime();
        await using var http = new HttpFixture(server.Address, time: time);

        var asked = http.AskAsync();
        await said.Task;
        time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(asked.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        var fault = Assert.IsType<Fault>(await asked);

        Assert.Equal(FailureClass.Timeout, fault.Class);
        Assert.Contains("30 s", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "no answer within 1.5 s")]
    [InlineData(true, "the answer began, but was not complete after 1.5 s")]
    public void A_timeout_says_how_far_it_came(bool answered, string cause) =>
        Assert.Equal(cause, TransportTrouble.Timeout(TimeSpan.FromSeconds(1.5), answered).Cause);

    [Fact]
    public async Task Cancellation_is_no_fault()
    {
        var asked = new TaskCompletionSource();
        await using var server = new RawServer(async (_, _, stop) =>
        {
            asked.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
        });
        await using var http = new HttpFixture(server.Address);
        using var cancel = new CancellationTokenSource();

        var asking = http.Session.AskAsync(Some.Id, cancel.Token);
        await asked.Task;
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_beyond_the_limit_is_a_fault_also_when_it_is_small_until_decompressed(bool compressed)
    {
        var text = new string('x', 3000);
        var body = compressed ? Compress("gzip", text) : Encoding.ASCII.GetBytes(text);
        Assert.Equal(compressed, body.Length < 2048);
        await using var site = await TestSite.StartAsync(async c =>
        {
            c.Response.Headers.ContentEncoding = compressed ? "gzip" : default;
            await c.Response.Body.WriteAsync(body);
        });
        await using var small = new HttpFixture(site.Address, new HttpOptions { MaxBodyBytes = 2048 });
        await using var exact = new HttpFixture(site.Address, new HttpOptions { MaxBodyBytes = 3000 });

        Assert.Contains("larger than 0.002 MiB", (await small.FaultAsync()).Message, StringComparison.Ordinal);
        Assert.Equal(text, (await exact.PageAsync()).Body);
    }

    [Fact]
    public async Task An_encoding_that_nobody_asked_for_is_named()
    {
        await using var server = RawServer.Saying(Html + "Content-Encoding: zstd\r\nContent-Length: 3\r\n\r\nabc");
        await using var http = new HttpFixture(server.Address);

        Assert.Contains("'zstd'", (await http.FaultAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_untrusted_certificate_is_tls()
    {
        using var certificate = Certificates.ForLoopback();
        await using var site = await TestSite.StartAsync(c => c.Response.WriteAsync("secret"), l => l.UseHttps(certificate));
        await using var http = new HttpFixture(site.Address);
        var fault = await http.FaultAsync();

        Assert.Equal(FailureClass.Tls, fault.Class);
        Assert.Contains("no secure connection to 127.0.0.1", fault.Message, StringComparison.Ordinal);
        Assert.Contains("certificate", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_does_not_speak_tls_is_tls()
    {
        await using var server = new RawServer((_, _, _) => Task.CompletedTask);
        await using var plain = await TestSite.StartAsync(c => c.Response.WriteAsync("plain"));
        await using var http = new HttpFixture(new UriBuilder(plain.Address) { Scheme = "https" }.Uri);

        Assert.Equal(FailureClass.Tls, (await http.FaultAsync()).Class);
    }

    [Fact]
    public async Task Nothing_is_sent_again_beneath_the_engine()
    {
        await using var server = RawServer.Saying("");
        await using var http = new HttpFixture(server.Address);

        await http.FaultAsync();
        Assert.Single(server.Requests);

        await http.FaultAsync();
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task A_connection_is_used_again_and_nothing_is_sent_twice_when_it_closes_then()
    {
        var heads = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await using var server = new RawServer(async (head, socket, stop) =>
        {
            heads.Enqueue(head);
            await socket.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"u8.ToArray(), stop);
            var buffer = new byte[4096];
            heads.Enqueue(Encoding.Latin1.GetString(buffer, 0, await socket.ReceiveAsync(buffer, stop)));
        });
        await using var http = new HttpFixture(server.Address);

        Assert.Equal("ok", (await http.PageAsync()).Body);
        Assert.Contains("closed the connection", (await http.FaultAsync()).Message, StringComparison.Ordinal);
        Assert.Equal(2, heads.Count(h => h.StartsWith("GET /records/231 ", StringComparison.Ordinal)));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Any_status_is_a_page()
    {
        await using var site = await TestSite.StartAsync(c =>
        {
            c.Response.StatusCode = int.Parse(c.Request.Query["s"].ToString());
            return Task.CompletedTask;
        });
        foreach (var status in new[] { 200, 204, 304, 403, 404, 429, 500, 503, 599 })
        {
            await using var http = new HttpFixture(site.Address, change: d => d with { Ask = [Some.Get($"/?s={status}")] });
            var page = await http.PageAsync();

            Assert.Equal((status, ""), (page.Status, page.Body));
        }
    }

    [Fact]
    public async Task A_proxy_that_wants_other_credentials_is_a_fault_and_not_the_sites_answer()
    {
        await using var proxy = RawServer.Saying("HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        var options = new HttpOptions { Proxy = new UriBuilder(proxy.Address) { UserName = "me", Password = "s3cr3t-word" }.Uri };
        await using var http = new HttpFixture(new Uri("http://site.test"), options);
        var fault = await http.FaultAsync();

        Assert.Equal(FailureClass.Reset, fault.Class);
        Assert.Contains("the proxy refuses", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t-word", fault.ToString(), StringComparison.Ordinal);
        Assert.Contains(proxy.Requests, r => r.Contains("Proxy-Authorization: Basic " + Convert.ToBase64String("me:s3cr3t-word"u8), StringComparison.Ordinal));
    }

    [Fact]
    public void Options_out_of_bounds_and_steps_of_a_browser_are_reported_together()
    {
        var options = new HttpOptions { RequestTimeout = TimeSpan.Zero, Concurrency = 0, MaxBodyBytes = 1, MaxRedirects = 99, UserAgent = "a\nb", Proxy = new Uri("ftp://x") };

        var error = Assert.Throws<RollcallException>(() => new HttpFixture(
            new Uri("http://site.test"), options, change: d => d with { Open = [new Rollcall.Registries.Step.Dismiss(12, "#go", "#go")] }));

        Assert.Equal(ExitCode.Usage, error.ExitCode);
        Assert.All(
            ["request_timeout", "concurrency", "limit of a body", "limit of redirects", "user_agent", "proxy", "some-registry.yaml:12: 'dismiss'"],
            part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
    }

    private static byte[] Compress(string encoding, string text)
    {
        var bytes = new MemoryStream();
        using (Stream stream = encoding switch
        {
            "gzip" => new GZipStream(bytes, CompressionLevel.Optimal, leaveOpen: true),
            "br" => new BrotliStream(bytes, CompressionLevel.Optimal, leaveOpen: true),
            _ => new ZLibStream(bytes, CompressionLevel.Optimal, leaveOpen: true),
        })
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
        }

        return bytes.ToArray();
    }
}
