using Rollcall.Fetching;

namespace Rollcall.Tests.Browser;

/// <summary>Clicks, texts and waits: what they do to a page, and what they wait for.</summary>
[Collection(ChromiumFixture.Name)]
public sealed class ActingTests(ChromiumFixture chromium)
{
    private const string Judge = """
        judge:
          absent: [{ at: "#none", is: "Nothing here" }]
          found: [{ at: "#it" }]
          identity: { at: "#it", contains: "{number}" }
        read:
          fields:
            it: { at: "#it", required: true }
        """;

    [Fact]
    public async Task A_page_hears_of_a_text_and_a_click_what_it_hears_of_a_persons()
    {
        await using var traps = await Traps.StartAsync();
        traps.Page("/", """
            <input id=q><select id=s><option value=a>First<option value=b>Second</select><label for=c>Box</label><input type=checkbox id=c>
            <button id=go><span>Go</span></button><p id=it></p><script>
              heard = [];
              for (const each of [q, s, go]) for (const name of ['focus', 'keydown', 'input', 'keyup', 'change', 'pointerdown', 'mousedown', 'mouseup', 'click'])
                each.addEventListener(name, e => heard.push(each.id + '.' + name));
              go.addEventListener('click', () => it.textContent = [q.value, s.value, c.checked, ...heard].join(' '));
            </script>
            """);
        await using var asking = chromium.Open(traps.Address, """
            ask:
              - goto: /
              - fill: { at: "#q", with: "{number}" }
              - fill: { at: "#s", with: "second" }
              - click: "label"
              - click: "#go"
              - wait: { at: "#it", contains: "{number}" }
            """ + "\n" + Judge);

        Assert.Contains(
            ">1 b true q.focus q.keydown q.input q.keyup q.change s.focus s.keydown s.input s.keyup s.change go.pointerdown go.mousedown go.focus go.mouseup go.click<",
            (await asking.PageAsync()).Body,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_framework_that_watches_its_fields_property_sees_that_something_was_typed()
    {
        // What React does: it lays a property of its own over the element's, and ignores an input event that changed nothing by its count.
        await using var traps = await Traps.StartAsync();
        traps.Page("/", """
            <input id=q><p id=it></p><script>
              const own = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value'); let known = '';
              Object.defineProperty(q, 'value', { get() { return own.get.call(this); }, set(v) { known = v; own.set.call(this, v); } });
              q.addEventListener('input', () => { if (q.value !== known) it.textContent = q.value; });
            </script>
            """);
        await using var asking = chromium.Open(traps.Address, "ask:\n  - goto: /\n  - fill: { at: \"#q\", with: \"{number}\" }\n  - wait: { at: \"#it\", is: \"{number}\" }\n" + Judge);

        await asking.PageAsync();
    }

    [Fact]
    public async Task A_field_that_the_page_makes_anew_is_filled_again_before_the_click()
    {
        // Defence: before a click, what was filled in is looked at once more. Without it the empty field of the new form is sent.
        await using var traps = await Traps.StartAsync();
        traps.Page("/", """
            <div id=form><input id=q></div><button id=go disabled>Go</button><p id=it></p><script>
              q.addEventListener('change', () => setTimeout(() => { form.innerHTML = '<input id=q>'; go.disabled = false; }, 150), { once: true });
              go.onclick = () => it.textContent = 'sent ' + document.querySelector('#q').value;
            </script>
            """);
        await using var asking = chromium.Open(traps.Address, "ask:\n  - goto: /\n  - fill: { at: \"#q\", with: \"{number}\" }\n  - click: \"#go\"\n  - wait: { at: \"#it\", contains: \"sent\" }\n" + Judge);

        Assert.Contains(">sent 1<", (await asking.PageAsync()).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<input id=q style='display:none'>", "#q not visible")]
    [InlineData("<input id=q disabled>", "#q not open for a text")]
    [InlineData("<input id=q readonly>", "#q not open for a text")]
    [InlineData("<p id=q></p>", "#q is no field but p#q")]
    [InlineData("<select id=q><option>2</select>", "#q without an option \"1\"")]
    [InlineData("<b></b>", "#q not there")]
    public async Task What_is_not_open_for_a_text_is_waited_for_and_the_message_says_what_it_was(string html, string missing)
    {
        await using var traps = await Traps.StartAsync();
        traps.Page("/", html);
        await using var asking = chromium.Open(traps.Address, "ask:\n  - goto: /\n  - fill: { at: \"#q\", with: \"{number}\" }\n" + Judge, TimeSpan.FromSeconds(1));

        var fault = await asking.FaultAsync();

        Assert.Equal((FailureClass.Timeout, $"traps.yaml:11: fill: {missing} within 1 s"), (fault.Class, fault.Message));
    }

    [Theory]
    [InlineData("<button id=go style='display:none'>Go</button>", "#go not visible")]
    [InlineData("<button id=go disabled>Go</button>", "#go disabled")]
    [InlineData("<button id=go>Go</button><div id=cover class='a b' style='position:fixed;inset:0'></div>", "#go covered by div#cover.a.b")]
    public async Task What_a_person_could_not_click_is_not_clicked(string html, string missing)
    {
        await using var traps = await Traps.StartAsync();
        traps.Page("/", html);
        await using var asking = chromium.Open(traps.Address, "ask:\n  - goto: /\n  - click: \"#go\"\n" + Judge, TimeSpan.FromSeconds(1));

        Assert.Equal($"traps.yaml:11: click: {missing} within 1 s", (await asking.FaultAsync()).Message);
    }

    [Fact]
    public async Task The_first_visible_element_is_clicked_wherever_on_the_page_it_is()
    {
        await using var traps = await Traps.StartAsync();
        traps.Page("/", "<a class=go hidden onclick=\"it.textContent='hidden'\">Go</a><div style='height:5000px'></div><a class=go onclick=\"it.textContent='1 right'\">Go</a><p id=it></p>");
        await using var asking = chromium.Open(traps.Address, "ask:\n  - goto: /\n  - click: \".go\"\n  - wait: { at: \"#it\", contains: \"{number}\" }\n" + Judge);

        Assert.Contains(">1 right<", (await asking.PageAsync()).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_row_is_the_one_that_names_the_id_wholly()
    {
        await using var traps = await Traps.StartAsync();
        traps.Page("/", """
            <table><tr><td>11<td><button onclick="it.textContent='11'">Go</button><tr hidden><td>1<td><button onclick="it.textContent='hidden'">Go</button>
            <tr><td> 1&nbsp;<td><button onclick="it.textContent='right 1'">Go</button></table><p id=it></p>
            """);
        await using var asking = chromium.Open(traps.Address, "ask:\n  - goto: /\n  - click: { row: tr, where: { column: 1, is: \"{number}\" }, button: button }\n  - wait: { at: \"#it\", contains: \"{number}\" }\n" + Judge);

        Assert.Contains(">right 1<", (await asking.PageAsync()).Body, StringComparison.Ordinal);
        await using var vain = chromium.Open(traps.Address, "ask:\n  - goto: /\n  - click: { row: tr, where: { column: 1, is: \"{number}\" }, button: button }\n" + Judge, TimeSpan.FromSeconds(1));
        Assert.Equal("traps.yaml:11: click: none of 2 rows of tr has a column 1 that is \"5\" within 1 s", (await vain.FaultAsync(5)).Message);
    }

    [Fact]
    public async Task A_page_that_reacts_to_none_but_a_real_hand_gets_one_from_then_on()
    {
        await using var traps = await Traps.StartAsync();
        traps.Page("/", """
            <input id=q><button id=go>Go</button><p id=it></p><script>
              typed = ''; q.addEventListener('input', e => { if (e.isTrusted) typed = q.value; else q.value = ''; });
              go.onclick = e => { if (e.isTrusted) it.textContent = 'typed ' + typed; };
            </script>
            """);
        await using var asking = chromium.Open(traps.Address, "ask:\n  - goto: /\n  - fill: { at: \"#q\", with: \"{number}\" }\n  - click: \"#go\"\n  - wait: { at: \"#it\", contains: \"{number}\" }\n" + Judge, TimeSpan.FromSeconds(2));

        await asking.FaultAsync();

        Assert.Contains(">typed 1<", (await asking.PageAsync()).Body, StringComparison.Ordinal);
        Assert.Equal("the page did not react to clicks made by script (line 12: click); from now on the browser's own mouse and keyboard are used", Assert.Single(asking.Log.Of("batch.page.by_hand")));
    }

    [Fact]
    public async Task A_page_whose_script_never_ends_costs_bounded_time_and_the_session_goes_on()
    {
        await using var traps = await Traps.StartAsync();
        traps.Page("/", "<button id=go onclick=\"while (location.hash !== '#end') {}\">Go</button><p id=it>1</p>");
        await using var asking = chromium.Open(traps.Address, "ask:\n  - goto: /\n  - click: \"#go\"\n  - wait: { at: \"#it\", contains: \"2\" }\n" + Judge, TimeSpan.FromSeconds(1));

        var fault = await asking.FaultAsync();

        Assert.Equal(FailureClass.Timeout, fault.Class);
        Assert.Contains("the page's scripts do not end: no answer within 5 s", fault.Message, StringComparison.Ordinal);
        Assert.Null(fault.Seen);
        await asking.Session.RenewAsync(TestContext.Current.CancellationToken);
        Assert.Empty(asking.Log.Of("batch.browser.lost"));
    }

    [Fact]
    public async Task A_job_that_is_cancelled_ends_at_once_and_the_next_ask_opens_anew()
    {
        await using var traps = await Traps.StartAsync();
        traps.Page("/", "<p id=it>1</p>");
        await using var asking = chromium.Open(traps.Address, "ask:\n  - goto: /\n  - wait: { at: \"#it\", contains: \"{number}\" }\n" + Judge);
        using var cancel = new CancellationTokenSource();

        var job = asking.Session.AskAsync(new(2, "2"), cancel.Token);
        while (!traps.Asked.Contains("/"))
        {
            await Task.Yield();
        }

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => job);
        await asking.Session.RenewAsync(TestContext.Current.CancellationToken);
        await asking.PageAsync(1);
        Assert.Equal(2, asking.Log.Of("batch.page.ready").Count);
    }
}
