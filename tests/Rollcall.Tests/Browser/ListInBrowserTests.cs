using Rollcall.Fetching;
using Rollcall.Reading;
using Rollcall.Registries;

namespace Rollcall.Tests.Browser;

/// <summary>Lists in pages, JSON and sessions that have ended, in Chromium.</summary>
[Collection(ChromiumFixture.Name)]
public sealed class ListInBrowserTests(ChromiumFixture chromium)
{
    private const string Rules = """
        judge:
          expired:
            - at: "h1"
              is: "Session over"
          absent:
            - at: "h1"
              is: "None"
          found:
            - at: "table"
          identity:
            at: "#no"
            is: "{number}"
        read:
          tables:
            rows: { columns: { row: "Row" }, at_least: 1 }
        """;

    // Rows 1 to 5, two a page; a click fetches the next two and draws them, and the button goes out on the last page.
    private const string Script = """
        <p id=no>7</p><table><thead><tr><th>Row<tbody></table><button id=next>Next</button><script>
          const body = document.querySelector('tbody'), next = document.getElementById('next');
          let page = 0;
          const show = () => { body.innerHTML = ''; for (let r = page * 2 + 1; r <= Math.min(5, page * 2 + 2); r++) { body.insertRow().insertCell().textContent = r; } next.disabled = page === 2; };
          next.onclick = () => fetch('/more').then(() => { page++; show(); });
          show();
        </script>
        """;

    [Fact]
    public async Task A_table_that_a_script_turns_the_pages_of_is_read_to_its_end()
    {
        await using var traps = await Traps.StartAsync();
        traps.Page("/7", Script);
        traps.Text("/more", _ => "", afterMilliseconds: 150);
        await using var asking = chromium.Open(traps.Address, Steps("{ at: \"#next\", replaced: \"tbody tr\" }") + Rules);

        var found = Assert.IsType<Answer.Found>(await asking.AnswerAsync(7));

        Assert.Equal(["1", "2", "3", "4", "5"], found.Content.Tables[0].Rows.Select(r => r[0].Value.Text));
    }

    [Fact]
    public async Task Where_nothing_tells_that_the_next_page_has_come_the_list_is_incomplete_and_no_record()
    {
        await using var traps = await Traps.StartAsync();
        traps.Page("/7", Script);
        traps.Text("/more", _ => "", afterMilliseconds: 500);
        await using var asking = chromium.Open(traps.Address, Steps("{ at: \"#next\" }") + Rules);

        var answer = Assert.IsType<Answer.Unrecognised>(await asking.AnswerAsync(7));

        Assert.Equal((FailureClass.Extraction, "page 2 of the list is page 1 once more: it goes round in a circle"), (answer.Class, answer.Reason));
    }

    [Fact]
    public async Task Links_lead_from_document_to_document_until_one_shows_what_is_looked_for()
    {
        await using var traps = await Traps.StartAsync();
        traps.Page("/7", "<p id=no>6</p><table><tr><th>Row<tr><td>a</table><a class=next href=/p2>n</a>");
        traps.Page("/p2", "<p id=no>7</p><table><tr><th>Row<tr><td>b</table><a class=next href=/p3>n</a>");
        traps.Page("/p3", "<p id=no>8</p><table><tr><th>Row<tr><td>c</table>");
        await using var asking = chromium.Open(traps.Address, Steps("{ at: a.next, until: { at: \"#no\", is: \"{number}\" } }") + Rules);

        var answer = await asking.AnswerAsync(7);
        Assert.True(answer is Answer.Found, answer.ToString());

        var page = Assert.IsType<Page>(asking.Asked);
        Assert.Equal((1, null, 2), (page.More.Count, page.Incomplete, page.Requests));
    }

    [Fact]
    public async Task Json_is_judged_as_the_site_sent_it()
    {
        await using var traps = await Traps.StartAsync();
        const string Json = """{"number": 7, "html": "<b>&amp; \u00e9</b>", "next": null}""";
        traps.Text("/7", http =>
        {
            http.Response.ContentType = "application/json; charset=utf-8";
            return Json;
        });
        await using var asking = chromium.Open(traps.Address, Steps("{ json: next }") + Rules);

        await asking.AnswerAsync(7);

        var page = Assert.IsType<Page>(asking.Asked);
        Assert.Equal((Json, "application/json", FetchMode.Browser), (page.Body, page.ContentType, page.Mode));
    }

    [Fact]
    public async Task A_step_does_not_wait_for_what_a_session_that_has_ended_will_never_show()
    {
        await using var traps = await Traps.StartAsync();
        traps.Page("/7", "<h1>Session over</h1>");
        await using var asking = chromium.Open(traps.Address, "ask:\n  - goto: \"/{number}\"\n  - click: \"#search\"\n  - settle: { replaced: tr }\n" + Rules, patience: TimeSpan.FromMinutes(5));

        var answer = Assert.IsType<Answer.Faulted>(await asking.AnswerAsync(7));

        Assert.Equal((FailureClass.Session, true), (answer.Fault.Class, answer.Fault.OfSession));
    }

    private static string Steps(string next) => $$"""
        ask:
          - goto: "/{number}"
          - next: {{next}}

        """;
}
