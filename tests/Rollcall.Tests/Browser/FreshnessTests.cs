using Microsoft.AspNetCore.Http;
using Rollcall.Fetching;
using Rollcall.Reading;

namespace Rollcall.Tests.Browser;

/// <summary>What counts as proof that a page answers the id asked for. Each test names the defence without which it fails.</summary>
[Collection(ChromiumFixture.Name)]
public sealed class FreshnessTests(ChromiumFixture chromium)
{
    private const string Judge = """
        judge:
          absent:
            - at: ".row"
              is: "None"
          found:
            - at: ".row"
              contains: "{number}"
          identity:
            at: ".row"
            contains: "{number}"
        read:
          fields:
            row: { at: ".row", required: true }
        """;

    private const string Search = """
        open:
          - goto: /
        ask:
          - fill: { at: "#q", with: "{number}" }
          - click: "#go"
        """;

    // go() asks /search and draws the row anew with the answer.
    private const string Form = """
        <input id=q> <button id=go onclick="go()">Search</button> <div id=rows></div>
        <script>
          const draw = text => { rows.innerHTML = ''; const row = document.createElement('p'); row.className = 'row'; row.textContent = text; rows.append(row); };
          const ask = () => fetch('/search?n=' + q.value).then(r => r.text());
        </script>
        """;

    [Fact]
    public async Task Nodes_replaced_before_the_answer_came_prove_nothing()
    {
        // Defence: the first answer to a request of these steps draws the line anew. Without it the row that an earlier search still draws
        // while this one is under way is taken for this one's, which the page draws only a while after its answer.
        await using var traps = await Traps.StartAsync();
        traps.Page("/", Form + "<script>go = () => { ask().then(text => setTimeout(() => draw(text), 200)); setTimeout(() => draw('None'), 100); };</script>");
        traps.Text("/search", http => $"Record {http.Request.Query["n"]}", afterMilliseconds: 500);
        await using var asking = chromium.Open(traps.Address, Search + "\n  - settle: { replaced: \".row\" }\n" + Judge);

        Assert.IsType<Answer.Found>(await asking.AnswerAsync(7));
        Assert.IsType<Answer.Found>(await asking.AnswerAsync(8));
    }

    [Theory]
    [InlineData("draw('None'); ask().then(draw);")]
    [InlineData("fetch('/quick').then(() => draw('None')); ask().then(draw);")]
    public async Task A_placeholder_drawn_while_the_request_is_under_way_is_not_the_answer(string script)
    {
        // Defence: as long as a request of these steps is not answered, nothing is settled, though another was.
        await using var traps = await Traps.StartAsync();
        traps.Page("/", Form + $"<script>go = () => {{ {script} }};</script>");
        traps.Text("/quick", _ => "");
        traps.Text("/search", http => $"Record {http.Request.Query["n"]}", afterMilliseconds: 300);
        await using var asking = chromium.Open(traps.Address, Search + "\n  - settle: { replaced: \".row\" }\n" + Judge);

        Assert.IsType<Answer.Found>(await asking.AnswerAsync(7));
    }

    [Fact]
    public async Task A_row_that_lingers_after_the_answer_came_is_not_the_answer()
    {
        // Defence: the old rows are known by themselves. Without it a page that draws late shows every id the answer to the one before.
        await using var traps = await Traps.StartAsync();
        traps.Page("/", Form + "<script>go = () => ask().then(text => setTimeout(() => draw(text), 200));</script>");
        traps.Text("/search", http => http.Request.Query["n"] == "9" ? "Record 9" : "None");
        await using var asking = chromium.Open(traps.Address, Search + "\n  - settle: { replaced: \".row\" }\n" + Judge);

        Assert.IsType<Answer.Absent>(await asking.AnswerAsync(7));
        Assert.IsType<Answer.Absent>(await asking.AnswerAsync(8));
        Assert.IsType<Answer.Found>(await asking.AnswerAsync(9));
        Assert.IsType<Answer.Absent>(await asking.AnswerAsync(7));
        Assert.Single(asking.Log.Of("batch.page.ready"));
    }

    [Fact]
    public async Task What_is_drawn_behind_the_busy_screen_is_not_the_answer_yet()
    {
        // Defence: 'hidden' of the settle step. Without it the empty table, which this page shows from the answer until it has drawn the rows,
        // is a miss.
        await using var traps = await Traps.StartAsync();
        traps.Page("/", Form + """
            <div id=busy hidden>Loading</div><script>
              go = () => { busy.hidden = false; ask().then(text => { draw('None'); setTimeout(() => { draw(text); busy.hidden = true; }, 300); }); };
            </script>
            """);
        traps.Text("/search", http => $"Record {http.Request.Query["n"]}");
        await using var asking = chromium.Open(traps.Address, Search + "\n  - settle: { replaced: \".row\", hidden: \"#busy\" }\n" + Judge);

        Assert.IsType<Answer.Found>(await asking.AnswerAsync(7));
        Assert.IsType<Answer.Found>(await asking.AnswerAsync(8));
    }

    [Fact]
    public async Task What_the_page_is_in_the_middle_of_drawing_is_not_read()
    {
        // Defence: what settled is looked at once more after the page's own turn. Without it the empty table that a page draws first is a miss.
        await using var traps = await Traps.StartAsync();
        traps.Page("/", Form + "<script>go = () => ask().then(text => { draw('None'); setTimeout(() => draw(text)); });</script>");
        traps.Text("/search", http => $"Record {http.Request.Query["n"]}");
        await using var asking = chromium.Open(traps.Address, Search + "\n  - settle: { replaced: \".row\" }\n" + Judge);

        Assert.IsType<Answer.Found>(await asking.AnswerAsync(7));
        Assert.IsType<Answer.Found>(await asking.AnswerAsync(8));
    }

    [Fact]
    public async Task An_error_that_is_drawn_like_a_miss_is_no_miss()
    {
        // Defence: an answer of 500 proves nothing, whatever is drawn from it.
        await using var traps = await Traps.StartAsync();
        traps.Page("/", Form + "<script>go = () => ask().then(draw);</script>");
        traps.On("/search", async http =>
        {
            http.Response.StatusCode = 500;
            await http.Response.Body.WriteAsync("None"u8.ToArray());
        });
        await using var asking = chromium.Open(traps.Address, Search + "\n  - settle: { replaced: \".row\" }\n" + Judge);

        var fault = Assert.IsType<Answer.Faulted>(await asking.AnswerAsync(7)).Fault;

        Assert.Equal(FailureClass.Http5xx, fault.Class);
        Assert.EndsWith($"settle: GET {traps.Address}search?n=7 answered 500", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interface_that_answers_404_for_what_it_does_not_have_may_say_so()
    {
        await using var traps = await Traps.StartAsync();
        traps.Page("/", Form + "<script>go = () => fetch('/nowhere').then(r => draw(r.ok ? '' : 'None'));</script>");
        await using var asking = chromium.Open(traps.Address, Search + "\n  - settle: { replaced: \".row\" }\n" + Judge);

        Assert.IsType<Answer.Absent>(await asking.AnswerAsync(7));
        Assert.IsType<Answer.Absent>(await asking.AnswerAsync(8));
    }

    [Fact]
    public async Task With_a_response_alone_an_unchanged_page_is_not_believed_and_a_new_page_is()
    {
        // Defence: a response proves that the site answered, but the page must have changed since to prove that it was drawn. This page
        // writes into the same node, late: read at once, the second id would get the first one's words.
        await using var traps = await Traps.StartAsync();
        traps.Page("/", Form + "<p class=row></p><script>row = document.querySelector('.row'); go = () => ask().then(t => setTimeout(() => { if (row.textContent !== t) row.textContent = t; }, 50));</script>");
        traps.Text("/search", http => http.Request.Query["n"] == "9" ? "Record 9" : "None");
        await using var asking = chromium.Open(traps.Address, Search + "\n  - settle: { response: \"/search?n={number}\" }\n" + Judge);

        Assert.IsType<Answer.Absent>(await asking.AnswerAsync(7));
        Assert.Equal(Freshness.MatchedResponse, Assert.IsType<Page>(asking.Asked).Freshness);
        Assert.IsType<Answer.Found>(await asking.AnswerAsync(9));
        Assert.IsType<Answer.Absent>(await asking.AnswerAsync(8));
        Assert.IsType<Answer.Unrecognised>(await asking.AnswerAsync(7));
        Assert.Equal(Freshness.Unproven, Assert.IsType<Page>(asking.Asked).Freshness);
        Assert.IsType<Answer.Absent>(await asking.AnswerAsync(7));
        Assert.Equal(2, asking.Log.Of("batch.page.ready").Count);
    }

    [Fact]
    public async Task A_response_by_a_script_element_counts_when_it_is_named()
    {
        await using var traps = await Traps.StartAsync();
        traps.Page("/", Form + "<script>go = () => { const s = document.createElement('script'); s.src = '/search?n=' + q.value; document.head.append(s); };</script>");
        traps.Text("/search", http => $"draw('Record {http.Request.Query["n"]}')", afterMilliseconds: 50);
        await using var asking = chromium.Open(traps.Address, Search + "\n  - settle: { response: \"search?n={number}\", replaced: \".row\" }\n" + Judge);

        Assert.IsType<Answer.Found>(await asking.AnswerAsync(7));
        Assert.IsType<Answer.Found>(await asking.AnswerAsync(8));
    }

    [Fact]
    public async Task A_form_that_loads_a_new_document_is_proof_and_the_waiting_goes_on_in_it()
    {
        await using var traps = await Traps.StartAsync();
        traps.Page("/", "<form action=/search><input id=q name=n><button id=go>Go</button></form><h1>Search</h1>");
        traps.On("/search", async http =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, http.RequestAborted);
            http.Response.ContentType = "text/html";
            await http.Response.WriteAsync(http.Request.Query["n"] == "7" ? "<h1>Result</h1><p class=row>Record 7</p>" : "<h1>Result</h1><p class=row>None</p>");
        });
        const string Steps = """
            ask:
              - goto: /
              - fill: { at: "#q", with: "{number}" }
              - click: "#go"
              - wait: { at: h1, is: Result }
            """;
        await using var asking = chromium.Open(traps.Address, Steps + "\n" + Judge);

        Assert.IsType<Answer.Found>(await asking.AnswerAsync(7));
        Assert.IsType<Answer.Absent>(await asking.AnswerAsync(8));
        var page = Assert.IsType<Page>(asking.Asked);
        Assert.Equal((Freshness.NewDocument, 200, 2), (page.Freshness, page.Status, page.Requests));
        Assert.EndsWith("/search?n=8", page.FinalUrl.AbsoluteUri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_new_document_shows_before_the_search_is_no_answer_to_it()
    {
        // Defence: a click in the document takes back the proof that its newness was; only settle can give it again.
        await using var traps = await Traps.StartAsync();
        traps.Page("/", Form + "<script>draw('None'); go = () => {};</script>");
        const string Steps = """
            ask:
              - goto: /
              - fill: { at: "#q", with: "{number}" }
              - click: "#go"
              - wait: { visible: ".row" }
            """;
        await using var asking = chromium.Open(traps.Address, Steps + "\n" + Judge);

        Assert.IsType<Answer.Unrecognised>(await asking.AnswerAsync(7));
        Assert.Equal(Freshness.Unproven, Assert.IsType<Page>(asking.Asked).Freshness);
    }

    [Fact]
    public async Task A_record_on_an_unproven_page_is_still_looked_into_and_the_next_id_gets_a_new_page()
    {
        await using var traps = await Traps.StartAsync();
        traps.Page("/", Form + "<a id=more onclick=\"document.title = 'seen'\">More</a><script>go = () => draw('Record ' + q.value);</script>");
        await using var asking = chromium.Open(traps.Address, Search + "\n  - wait: { at: \".row\", contains: \"{number}\" }\ndetail:\n  - click: \"#more\"\n" + Judge);

        Assert.IsType<Answer.Found>(await asking.AnswerAsync(7));
        Assert.IsType<Answer.Found>(await asking.AnswerAsync(8));
        Assert.Equal(2, asking.Log.Of("batch.page.ready").Count);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(503)]
    public async Task A_document_that_came_with_an_error_is_the_readers_to_judge_and_is_not_waited_out(int status)
    {
        await using var traps = await Traps.StartAsync();
        traps.Page("/record/7", "<p class=row>None</p>", status);
        await using var asking = chromium.Open(traps.Address, "ask:\n  - goto: \"/record/{number}\"\n  - wait: { visible: \".record\" }\n" + Judge);

        var page = await asking.PageAsync(7);

        Assert.Equal((status, Freshness.NewDocument), (page.Status, page.Freshness));
    }
}
