using System.Text;
using Rollcall.Fetching;
using Rollcall.Reading;
using Rollcall.Registries;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Browser;

/// <summary>What a browser's page is made of: marks, texts, status, complaints, and what is not loaded.</summary>
[Collection(ChromiumFixture.Name)]
public sealed class PageInBrowserTests(ChromiumFixture chromium)
{
    private const string Visit = """
        ask:
          - goto: "/page"
        judge:
          absent: [{ at: "#none", is: "Nothing here" }]
          found: [{ at: "#it" }]
          identity: { at: "#it", contains: "{number}" }
        read:
          fields:
            it: { at: "#it", required: true }
        """;

    [Fact]
    public async Task Elements_that_nobody_sees_are_marked_and_no_others()
    {
        await using var traps = await Traps.StartAsync();
        traps.Page("/page", """
            <style>.gone { display: none } .ghost { visibility: hidden } .clear { opacity: 0 } .box { display: contents }</style>
            <p id=a1>seen</p> <p id=b1 class=gone>x<b id=b2>y</b></p> <p id=b3 class=ghost>x</p> <p id=b4 class=clear>x</p> <p id=b5 hidden>x</p>
            <div id=a2 class=box><p id=a3>seen</p></div> <div class=ghost id=a4><p id=a5 style="visibility: visible">seen</p><p id=b6>x</p></div>
            <details><summary id=a6>seen</summary><p id=b7>x</p></details> <select id=a7><option id=b8>one<option id=a8 selected>two</select>
            <input id=a9 value=old> <textarea id=a10></textarea> <script>a9.value = 'new'; a10.value = 'typed';</script>
            """);
        await using var asking = chromium.Open(traps.Address, Visit);

        var body = (await asking.PageAsync()).Body;

        foreach (var id in Enumerable.Range(1, 8).Where(i => i != 2).Select(i => $"b{i}"))
        {
            Assert.Matches($"id=\"{id}\"[^>]*{Page.HiddenMark}", body);
        }

        Assert.DoesNotMatch($"id=\"a\\d+\"[^>]*{Page.HiddenMark}", body);
        Assert.Contains("value=\"new\"", body, StringComparison.Ordinal);
        Assert.Contains(">typed</textarea>", body, StringComparison.Ordinal);
        Assert.DoesNotContain(Page.TextMark, body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<h5 id=it></h5>", "it.innerHTML = '<h5>File 1</h5>'", "File 1")]
    [InlineData("<p id=it></p>", "it.innerHTML = 'File <b hidden>x</b>'; it.append(Object.assign(document.createElement('div'), { textContent: '1' }))", "File 1")]
    [InlineData("<a id=it href=#>File</a>", "it.append(Object.assign(document.createElement('a'), { textContent: ' 1' }))", "File 1")]
    [InlineData("<table><tr id=it><td>File</td></tr></table>", "it.append(Object.assign(document.createElement('p'), { textContent: '1' }))", "File 1")]
    public async Task What_html_cannot_say_is_read_all_the_same(string html, string script, string expected)
    {
        // Defence: the mark that carries the text. Without it the element is empty, or half, once the HTML is read in again.
        await using var traps = await Traps.StartAsync();
        traps.Page("/page", $"{html}<script>{script}</script>");
        await using var asking = chromium.Open(traps.Address, Visit);

        var found = Assert.IsType<Answer.Found>(await asking.AnswerAsync(1));

        Assert.Equal(expected, found.Content.Fields[0].Value.Text);
    }

    [Fact]
    public async Task Reading_changes_nothing_that_the_page_could_notice()
    {
        await using var traps = await Traps.StartAsync();
        traps.Page("/page", """
            <h5 id=it></h5><p hidden>x</p><img src=/copied.png><script>
              it.innerHTML = '<h5>1</h5>'; seen = 0; made = 0;
              customElements.define('x-x', class extends HTMLElement { constructor() { super(); made++; } });
              document.body.append(document.createElement('x-x'));
              new MutationObserver(() => seen++).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
            </script>
            """);
        traps.Page("/count", "");
        await using var asking = chromium.Open(traps.Address, Visit.Replace("- goto: \"/page\"", "- goto: \"/page\"\n  - wait: { visible: \"#it\" }", StringComparison.Ordinal));

        await asking.PageAsync();
        var after = await asking.Session.WithEvidenceAsync(await asking.PageAsync(), TestContext.Current.CancellationToken);

        Assert.DoesNotContain("seen = 1", after.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("/copied.png", traps.Asked);
    }

    [Fact]
    public async Task A_wide_window_is_shown_the_page_and_images_and_fonts_are_not_asked_for()
    {
        await using var traps = await Traps.StartAsync();
        traps.Page("/page", """
            <style>@font-face { font-family: F; src: url(/font.woff2) } body { font-family: F; background: url(/back.png) }</style>
            <img src=/image.png><video src=/film.mp4 autoplay muted></video><audio src=/sound.mp3 preload=auto></audio>
            <p id=it></p><script src=/script.js></script>
            """);
        traps.On("/script.js", http => http.Response.Body.WriteAsync("it.textContent = `${innerWidth} ${navigator.userAgent}`"u8.ToArray()).AsTask());
        await using var asking = chromium.Open(traps.Address, Visit.Replace("- goto: \"/page\"", "- goto: \"/page\"\n  - wait: { at: \"#it\", contains: \"1920\" }", StringComparison.Ordinal));

        var page = await asking.PageAsync();

        Assert.Matches(@"1920 Mozilla/5\.0 .* Chrome/\d+\.0\.0\.0 Safari/537\.36 Rollcall/\d+\.\d+\.\d+<", page.Body);
        Assert.Equal(["/page", "/script.js"], traps.Asked.Order());
    }

    [Fact]
    public async Task The_page_knows_its_address_its_redirects_its_status_and_its_headers()
    {
        await using var traps = await Traps.StartAsync();
        traps.On("/page", http =>
        {
            http.Response.Redirect("/other");
            return Task.CompletedTask;
        });
        traps.On("/other", http =>
        {
            http.Response.StatusCode = 503;
            http.Response.Headers.RetryAfter = "9";
            http.Response.Headers.SetCookie = "key=1";
            http.Response.ContentType = "text/html";
            return http.Response.Body.WriteAsync("<h1>Later</h1>"u8.ToArray()).AsTask();
        });
        await using var asking = chromium.Open(traps.Address, Visit);

        var page = await asking.PageAsync();

        Assert.Equal((503, "text/html", FetchMode.Browser, Freshness.NewDocument, 2), (page.Status, page.ContentType, page.Mode, page.Freshness, page.Requests));
        Assert.Equal(("/page", "/other"), (page.RequestedUrl.AbsolutePath, page.FinalUrl.AbsolutePath));
        Assert.Equal("/page", Assert.Single(page.Redirects).AbsolutePath);
        Assert.Equal(TimeSpan.FromSeconds(9), page.RetryAfter);
        Assert.Equal("9", page.Header("Retry-After"));
        Assert.Null(page.Header("Set-Cookie"));
    }

    [Fact]
    public async Task Evidence_is_a_picture_and_what_the_page_complained_of_and_the_next_ask_opens_anew()
    {
        await using var traps = await Traps.StartAsync();
        traps.Page("/page", """
            <p hidden>?</p><script>
              console.error('first'); alert('second');
              fetch('/gone').then(() => fetch('/reset')).catch(() => document.querySelector('p').hidden = false);
              third();
            </script>
            """);
        traps.On("/reset", http =>
        {
            http.Abort();
            return Task.CompletedTask;
        });
        await using var asking = chromium.Open(traps.Address, Visit.Replace("- goto: \"/page\"", "- goto: \"/page\"\n  - wait: { visible: p }", StringComparison.Ordinal));

        var page = await asking.PageAsync();
        var evidence = await asking.Session.WithEvidenceAsync(page, TestContext.Current.CancellationToken);

        Assert.Equal("PNG", Encoding.ASCII.GetString(evidence.Screenshot.Span[1..4]));
        Assert.Equal(page.Body, evidence.Body);
        string[] expected =
        [
            "console: first", "dialog (alert): second", "script: ReferenceError: third is not defined",
            "console: Failed to load resource: the server responded with a status of 404", $"request: GET {traps.Address}reset: net::ERR_",
        ];
        foreach (var complaint in expected)
        {
            Assert.Contains(evidence.Complaints, c => c.StartsWith(complaint, StringComparison.Ordinal));
        }

        await asking.PageAsync();
        Assert.Equal(2, asking.Log.Of("batch.page.ready").Count);
    }

    [Fact]
    public async Task A_document_that_broke_off_is_no_short_document()
    {
        await using var server = RawServer.Saying("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 500\r\n\r\n<p id=it>1</p>");
        await using var asking = chromium.Open(server.Address, Visit);

        var fault = await asking.FaultAsync();

        Assert.Equal(FailureClass.Reset, fault.Class);
        Assert.Contains("ERR_CONTENT_LENGTH_MISMATCH", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:49151", FailureClass.Reset)]
    [InlineData("http://no-such-host.invalid", FailureClass.Dns)]
    public async Task A_site_that_cannot_be_reached_is_a_fault_that_says_how(string site, FailureClass expected)
    {
        await using var asking = chromium.Open(new Uri(site), Visit);

        var fault = await asking.FaultAsync();

        Assert.Equal(expected, fault.Class);
        Assert.Matches(@"^traps\.yaml:10: goto: .*net::ERR_", fault.Message);
    }

    [Fact]
    public async Task Secrets_are_filled_in_and_stand_in_nothing_that_is_told()
    {
        await using var traps = await Traps.StartAsync();
        traps.Page("/page", "<input id=key>");
        const string Steps = "  - fill: { at: \"#key\", with: \"${KEY}\" }\n  - fill: { at: \"#nowhere\", with: \"${KEY}\" }\n";
        await using var asking = chromium.Open(
            traps.Address,
            Visit.Replace("judge:", Steps + "judge:", StringComparison.Ordinal).Replace("/page", "/page?k=${KEY}", StringComparison.Ordinal),
            TimeSpan.FromSeconds(1),
            new Dictionary<string, string> { ["KEY"] = "open sesame" });

        var fault = await asking.FaultAsync();

        Assert.Contains("/page?k=open%20sesame", traps.Asked);
        Assert.DoesNotContain("sesame", fault.ToString() + fault.Seen!.FinalUrl + fault.Seen.RequestedUrl + fault.Seen.Body, StringComparison.Ordinal);
    }
}
