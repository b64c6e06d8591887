namespace Rollcall.Tests.Registries;

public sealed class RegistryErrorTests
{
    [Theory]
    [InlineData("site: http://127.0.0.1:8765", "site: http://127.0.0.1:8765/plain?x=1", "x.yaml:7: site: 'http://127.0.0.1:8765/plain?x=1' says more than scheme, host and port; give http://127.0.0.1:8765 here, and the rest in the steps (a password as ${NAME} in a header)")]
    [InlineData("site: http://127.0.0.1:8765", "site: ftp://127.0.0.1", "x.yaml:7: site: 'ftp://127.0.0.1' is no address of a site; give scheme, host and port alone, such as https://registry.example or http://127.0.0.1:8765")]
    [InlineData("site: http://127.0.0.1:8765", "site: http://127.0.0.1\ncontact: nobody", "x.yaml:8: contact: 'nobody' is neither a mail address nor the address of a page; give a mail address or the address of a page about you")]
    [InlineData("{number}\"\n  first", "{nummer}\"\n  first", "x.yaml:9: ids.pattern: there is no placeholder {nummer}; did you mean {number}?")]
    [InlineData("{number}\"\n  first", "IMM\"\n  first", "x.yaml:9: ids.pattern: 'IMM' has {number} 0 times; it must stand exactly once")]
    [InlineData("{number}\"\n  first", "{number}-{id}\"\n  first", "x.yaml:9: ids.pattern: '{number}-{id}' makes the id from {id}; put {number} where the number stands")]
    [InlineData("ceiling: 99999", "ceiling: 0", "x.yaml:11: ids.ceiling: the ceiling 0 is below the first number 1; give 1 or more")]
    [InlineData("ceiling: 99999", "ceiling: abc", "x.yaml:11: ids.ceiling: 'abc' is no number; give a number from 0 to 999999999999")]
    [InlineData("ceiling: 99999", "cieling: 99999", "x.yaml:11: ids.cieling: there is no key 'cieling' in id source; did you mean 'ceiling'? (allowed are source, pattern, first, ceiling, file, list, tabs)")]
    [InlineData("    is: \"{number}\"", "    is: \"{Number}\"", "x.yaml:25: judge.identity.is: '{Number}' is no placeholder; write {id}, {number}, {number:00000}, a lower-case name such as {yy}, or ${NAME} for a secret of the environment")]
    [InlineData("  ceiling: 99999\n", "", "x.yaml:9: ids: the key 'ceiling' is missing; give the highest number that can exist; no search goes beyond it")]
    [InlineData("  first: 1", "  file: ids.txt", "x.yaml:10: ids.file: 'file' belongs to ids from a list; add 'source: list', or take it away")]
    [InlineData("\"/plain/{number}\"", "\"http://127.0.0.1:8765/plain/{number}\"", "x.yaml:13: ask[0].get: 'http://127.0.0.1:8765/plain/{number}' names a host, and that is what 'site' is for; give only what follows the site, beginning with a slash")]
    [InlineData("\"/plain/{number}\"", "plain", "x.yaml:13: ask[0].get: 'plain' is no address on the site; begin it with one slash and write a space as %20")]
    [InlineData("\"/plain/{number}\"", "\"/plain/{Number}\"", "x.yaml:13: ask[0].get: '{Number}' is no placeholder; write {id}, {number}, {number:00000}, a lower-case name such as {yy}, or ${NAME} for a secret of the environment")]
    [InlineData("\"/plain/{number}\"", "\"/plain/{id:000}\"", "x.yaml:13: ask[0].get: '{id:000}' is no placeholder; write {id}, {number}, {number:00000}, a lower-case name such as {yy}, or ${NAME} for a secret of the environment")]
    [InlineData("\"/plain/{number}\"", "\"/plain/${my-key}\"", "x.yaml:13: ask[0].get: '${my-key}' is no placeholder; write {id}, {number}, {number:00000}, a lower-case name such as {yy}, or ${NAME} for a secret of the environment")]
    [InlineData("\"/plain/{number}\"", "\"/plain/{number}\"\n    form: { a: b }", "x.yaml:14: ask[0].form: 'form' means nothing by itself; give 'post' with it, or take it away")]
    [InlineData("\"/plain/{number}\"", "\"/plain/{number}\"\n    post: /x", "x.yaml:13: ask[0]: 'get', 'post' stand together; give one of them only")]
    [InlineData("\"/plain/{number}\"", "\"/plain/{number}\"\n    headers: { Host: x }", "x.yaml:14: ask[0].headers.Host: 'Host' is set by the connection itself; take it away")]
    [InlineData("\"/plain/{number}\"", "\"/plain/{number}\"\n    headers: { User-Agent: x }", "x.yaml:14: ask[0].headers.User-Agent: 'User-Agent' says who asks and is the same for all requests; use the setting user_agent, and 'contact'")]
    [InlineData("\"/plain/{number}\"", "\"/plain/{number}\"\n    headers: { A: \"c\\nd\" }", "x.yaml:14: ask[0].headers.A: the text has a line break; write it on one line")]
    [InlineData("\"/plain/{number}\"", "\"/plain/{number}\"\n    headers: { A b: c }", "x.yaml:14: ask[0].headers.A b: 'A b' is no header name; give a name such as Accept-Language")]
    [InlineData("  - get: \"/plain/{number}\"", "  - get: \"/plain/{number}\"\n  - wait: { visible: \"#go\" }", "x.yaml:14: ask[1].wait: 'wait' needs a page in a browser, and without 'mode' a definition is asked over http; add the line 'mode: browser'")]
    [InlineData("  - get: \"/plain/{number}\"", "  - gte: /x", "x.yaml:13: ask[0].gte: there is no key 'gte' in step; did you mean 'get'? (allowed are get, post, headers, form, carry, goto, dismiss, click, wait, fill, settle, next)")]
    [InlineData("  - get: \"/plain/{number}\"", "  - get: \"/plain/{number}\"\n  - next: parties.next", "x.yaml:14: ask[1].next: 'parties.next' is no next step; give at, json, get, until, replaced, max_pages; for example next: { at: \"a.next\" } or next: { json: meta.next }")]
    [InlineData("  - get: \"/plain/{number}\"", "  - {}", "x.yaml:13: ask[0]: none of 'get', 'post', 'goto', 'dismiss', 'click', 'wait', 'fill', 'settle', 'next' is given; give one of them")]
    [InlineData("ask:\n", "reset:\n  - get: /\nask:\n", "x.yaml:12: reset: over http there is no page to clean; take 'reset' away, or use 'mode: browser'")]
    [InlineData("ask:\n", "open:\n  - get: \"/x/{id}\"\nask:\n", "x.yaml:13: open[0].get: '/x/{id}' names the id, but 'open' is done once per session, for no id in particular; move the step to 'ask'")]
    [InlineData("    - status: 404\n      at: \"h1\"\n", "    - at: h1\n      json: a.b\n", "x.yaml:18: judge.absent[0]: 'at', 'json' stand together; give one of them only")]
    [InlineData("      at: \"h1\"\n", "", "x.yaml:19: judge.absent[0].is: 'is' means nothing by itself; give 'at' or 'json' with it, or take it away")]
    [InlineData("\"No such record\"", "\"\"", "x.yaml:20: judge.absent[0].is: the text is empty; give a text, with {id} or {number} where the id stands, or a list of them")]
    [InlineData("\"No such record\"", "\"${WORDS}\"", "x.yaml:20: judge.absent[0].is: ${WORDS} stands in a text that is written to journal and report; secrets belong into addresses, headers, form fields and 'with' only")]
    [InlineData("    - at: \"table.record\"", "    []", "x.yaml:22: judge.found: the list is empty; give status, url, at, json, is, contains, or a list of them")]
    [InlineData("\"table.record\"", "\"tr[data-id='{id}']\"", "x.yaml:22: judge.found[0].at: 'tr[data-id='{id}']' holds a placeholder, and a selector is the same for every id; name the id in 'is', 'contains' or 'where'")]
    [InlineData("\"table.record\"", "text=Record", "x.yaml:22: judge.found[0].at: 'text=Record' holds 'text=', which is not CSS; give a plain CSS selector, such as table.record or #result td:nth-child(1); what the element must say goes into 'is' or 'contains'")]
    [InlineData("\"table.record\"", "'a:contains(\"x\")'", "x.yaml:22: judge.found[0].at: 'a:contains(\"x\")' holds ':contains', which is not CSS; give a plain CSS selector, such as table.record or #result td:nth-child(1); what the element must say goes into 'is' or 'contains'")]
    [InlineData("    is: \"{number}\"", "    is: [\"{number}\", record]", "x.yaml:25: judge.identity.is[1]: 'record' is the same for every id; name the id in it with {id} or {number}; a page that does not name the id asked for is never saved")]
    [InlineData("    is: \"{number}\"", "    status: 200", "x.yaml:24: judge.identity: it does not say what must stand there; add is: \"{id}\" or contains: \"{id}\"; a page that does not name the id asked for is never saved")]
    [InlineData("  identity:\n    at: \".record-number\"\n    is: \"{number}\"\n", "", "x.yaml:15: judge: the key 'identity' is missing; add it: What on a found page must name the id asked for; without it nothing is saved.")]
    [InlineData("title:   {", "Title: {", "x.yaml:28: read.fields.Title: 'Title' is no name of a field, table or column; use lower-case letters, digits and underscores, a letter first, at most 60")]
    [InlineData("{ at: \"h1.title\" }", "{ at: h1, label: x }", "x.yaml:28: read.fields.title: 'at', 'label' stand together; give one of them only")]
    [InlineData("{ at: \"h1.title\" }", "{ label: x, attribute: href }", "x.yaml:28: read.fields.title.attribute: 'attribute' means nothing by itself; give 'at' with it, or take it away")]
    [InlineData("{ at: \"h1.title\" }", "{ column: Title }", "x.yaml:28: read.fields.title.column: 'column' means nothing by itself; give 'of' with it, or take it away")]
    [InlineData("{ at: \"h1.title\" }", "{ at: h1, from: ask }", "x.yaml:28: read.fields.title.from: 'from' tells the page of 'ask' from that of 'detail', and there are no detail steps; take it away")]
    [InlineData("{ at: \"h1.title\" }", "{ at: h1, format: d MMMM yyyy }", "x.yaml:28: read.fields.title.format: 'format' is for dates; add 'as: date', or take it away")]
    [InlineData("as: date", "as: date, format: yyyy", "x.yaml:30: read.fields.created.format: 'yyyy' does not hold day, month and year; give a form in .NET notation, such as d MMMM yyyy or MM/dd/yyyy, or a list of them")]
    [InlineData("as: date", "as: date, format: \"%\"", "x.yaml:30: read.fields.created.format: '%' is no date form; give a form in .NET notation, such as d MMMM yyyy or MM/dd/yyyy, or a list of them")]
    [InlineData("{ at: \"h1.title\" }", "{ json: \"a[0].b\" }", "x.yaml:28: read.fields.title.json: 'a[0].b' is written as JSONPath; write it with dots alone: a.0.b")]
    [InlineData("{ at: \"h1.title\" }", "{ json: \"$.data.name\" }", "x.yaml:28: read.fields.title.json: '$.data.name' is written as JSONPath; write it with dots alone: data.name")]
    [InlineData("{ at: \"h1.title\" }", "{ json: \"$['a'][0]\" }", "x.yaml:28: read.fields.title.json: '$['a'][0]' is written as JSONPath; write it with dots alone: a.0")]
    [InlineData("{ at: \"h1.title\" }", "{ json: \"$\" }", "x.yaml:28: read.fields.title.json: '$' is written as JSONPath; write it with dots alone: .")]
    [InlineData("{ at: \"h1.title\" }", "{ json: \"a b\" }", "x.yaml:28: read.fields.title.json: 'a b' is no dotted path; give names and positions with dots between them, such as data.items.0.name, or . for the whole answer")]
    [InlineData("\"/plain/{number}\"", "/plain/", "x.yaml:12: ask: no step names the id, so every id gets the same page; name the id in an address, a form field or 'with': {id} or {number}")]
    [InlineData("delay_min: 0s", "delay_min: 0 sec", "x.yaml:35: settings.delay_min: '0 sec' is not allowed; give a duration such as 30s, 5m, 2h, 30d or plain seconds")]
    [InlineData("canaries:", "  tables:\n    parties: { columns: {} }\ncanaries:", "x.yaml:32: read.tables.parties.columns: there is nothing in it; give names with values, each name of a field, table or column on a line of its own")]
    [InlineData("canaries:", "  tables:\n    parties: { at_least: 1 }\ncanaries:", "x.yaml:32: read.tables.parties: the key 'columns' is missing; add it: What is read from each row: a name, and the header above it.")]
    [InlineData("canaries:", "  tables:\n    parties: { columns: { a: { json: b } } }\ncanaries:", "x.yaml:32: read.tables.parties.columns.a.json: 'json' tells a column of a JSON list, and this is an HTML table; use 'header', or give the table a 'json' path")]
    [InlineData("canaries:", "  tables:\n    parties: { json: a, columns: { a: { header: b } } }\ncanaries:", "x.yaml:32: read.tables.parties.columns.a.header: 'header' tells a column of an HTML table, and this one is JSON; use 'json'")]
    [InlineData("present: [1]", "present: [100000]", "x.yaml:32: canaries.present[0]: 100000 cannot be present outside 1 to 99999; name a record that exists, or mend 'first' or 'ceiling'")]
    [InlineData("present: [1]", "present: [\"01\"]", "x.yaml:32: canaries.present[0]: '01' is no number; give the number alone, without zeros before it; the pattern makes the id")]
    [InlineData("present: [1]", "present: [1, 2, 1]", "x.yaml:32: canaries.present[2]: '1' stands there twice; keep one of them")]
    [InlineData("absent: [99998]", "absent: [1]", "x.yaml:33: canaries.absent[0]: '1' is said to be present as well; keep it in one of the two lists")]
    [InlineData("  - get: \"/plain/{number}\"", "  - get: \"/plain/{number}\"\n    carry: hidden", "x.yaml:14: ask[0].carry: 'carry' means nothing by itself; give 'post' with it, or take it away")]
    [InlineData("  - get: \"/plain/{number}\"", "  - post: \"/plain/{number}\"\n    carry: hidden", "x.yaml:14: ask[0].carry: 'carry' takes something from the page before, and there is none; open it before: put a 'get' of the page that holds the form or link in front")]
    [InlineData("  - get: \"/plain/{number}\"", "  - click: \"#go\"\n  - get: \"/plain/{number}\"", "x.yaml:13: ask[0].click: 'click' takes something from the page before, and there is none; open it before: put a 'get' of the page that holds the form or link in front")]
    [InlineData("  - get: \"/plain/{number}\"", "  - get: /plain\n  - fill: { at: \"#n\", with: \"{number}\" }", "x.yaml:14: ask[1]: nothing sends what is filled in: over http a form is sent by a click; add a 'click' on the form's button behind it")]
    [InlineData("  - get: \"/plain/{number}\"", "  - next: { at: a.next }\n  - get: \"/plain/{number}\"", "x.yaml:13: ask[0]: steps follow 'next', which goes to the end of the list; make it the last step of 'ask'")]
    [InlineData("  - get: \"/plain/{number}\"", "  - get: \"/plain/{number}\"\ndetail:\n  - next: { at: a.next }", "x.yaml:15: detail[0]: 'next' goes on from a page, and there is none yet in 'detail'; put the step that brings the first page before it")]
    [InlineData("ask:\n", "open:\n  - get: /\n  - next: { at: a.next }\nask:\n", "x.yaml:14: open[1]: 'next' goes through the pages of an answer, and 'open' has none; move it to the end of 'ask' or 'detail'")]
    [InlineData("  - get: \"/plain/{number}\"", "  - get: \"/plain/{number}\"\n  - next: { at: a.next, json: next }", "x.yaml:14: ask[1].next: 'at', 'json' stand together; give one of them only")]
    [InlineData("  - get: \"/plain/{number}\"", "  - get: \"/plain/{number}\"\n  - next: { json: next, max_pages: 1 }", "x.yaml:14: ask[1].next.max_pages: 1 is no number of pages; give a number from 2 to 10000")]
    [InlineData("  - get: \"/plain/{number}\"", "  - get: \"/plain/{number}\"\n  - next: { json: next, get: /x }", "x.yaml:14: ask[1].next.get: '/x' is the same for every page; write {next} where what stands there belongs, or take 'get' away when it is the address itself")]
    [InlineData("  - get: \"/plain/{number}\"", "  - get: \"/plain/{number}\"\n  - next: { at: a, get: \"/x?{next}\" }", "x.yaml:14: ask[1].next.get: 'get' means nothing by itself; give 'json' with it, or take it away")]
    [InlineData("  - get: \"/plain/{number}\"", "  - get: \"/plain/{number}\"\n  - next: { json: a, replaced: tr }", "x.yaml:14: ask[1].next.replaced: 'replaced' means nothing by itself; give 'at' with it, or take it away")]
    [InlineData("{ at: \"h1.title\" }", "{ at: h1, rows: first }", "x.yaml:28: read.fields.title.rows: 'rows' means nothing by itself; give 'column' with it, or take it away")]
    [InlineData("{ at: \"h1.title\" }", "{ column: Title, of: table, rows: all }", "x.yaml:28: read.fields.title.rows: 'all' is no choice of rows; allowed are exact, first")]
    public void A_mistake_in_the_plain_definition_is_the_one_error(string sound, string broken, string complaint)
    {
        var result = Samples.ReadPlainWith(sound, broken);

        Assert.Equal([complaint], result.Errors.Select(e => e.ToString()));
        Assert.Null(result.Definition);
    }

    [Fact]
    public void A_setting_that_does_not_exist_is_an_error_among_the_others_with_what_was_meant()
    {
        var errors = Samples.ReadPlainWith("  delay_min: 0s", "  dealy_min: 0s\n  max_retries: many").Errors;

        Assert.Equal([35, 36], errors.Select(e => e.Line));
        Assert.Equal("x.yaml:35: settings.dealy_min: there is no setting 'dealy_min'; did you mean 'delay_min'?", errors[0].ToString());
        Assert.Equal("x.yaml:36: settings.max_retries: 'many' is not allowed; give a whole number from 0 to 100", errors[1].ToString());
    }

    [Theory]
    [InlineData("mode: browser\n", "", "x.yaml:9: open[1].dismiss: 'dismiss' needs a page in a browser, and without 'mode' a definition is asked over http; add the line 'mode: browser'")]
    [InlineData("mode: browser", "mode: browsr", "x.yaml:3: mode: 'browsr' is no mode; did you mean 'browser'? (allowed are http, browser):\n    mode: browser")]
    [InlineData("- click: \"#tab02Submit\"", "- post: /search", "x.yaml:15: ask[1].post: a browser sends a form by filling it; use 'fill' and 'click', or ask over http")]
    [InlineData("- goto: \"/en/court-files-and-decisions/court-files\"", "- get: \"/en\"\n    headers: { A: b }", "x.yaml:10: open[0].headers: a browser sends its own headers; take them away, or ask over http")]
    [InlineData("where: { column: 1, is: \"{id}\" }", "where: { column: 1, is: \"IMM\" }", "x.yaml:18: detail[0].click.where: the row is chosen by a text that is the same for every id; name the id: is: \"{id}\"")]
    [InlineData("where: { column: 1, is: \"{id}\" }", "where: { column: 1, is: \"{Id}\" }", "x.yaml:18: detail[0].click.where.is: '{Id}' is no placeholder; write {id}, {number}, {number:00000}, a lower-case name such as {yy}, or ${NAME} for a secret of the environment")]
    [InlineData("where: { column: 1, is: \"{id}\" }, ", "", "x.yaml:18: detail[0].click: the key 'where' is missing; add it: Which of the rows is meant.")]
    [InlineData("- wait: { hidden: \"#ModalForm\" }", "- settle: { hidden: \"#ModalForm\" }", "x.yaml:22: reset[1].settle: 'settle' waits for the answer to an id, and 'reset' has none; use 'wait' here")]
    [InlineData("- wait: { hidden: \"#ModalForm\" }", "- wait: 5s", "x.yaml:22: reset[1].wait: '5s' is no wait step; give visible, hidden, at, is, contains; for example wait: { visible: \"#dialog\" }")]
    [InlineData("- wait: { hidden: \"#ModalForm\" }", "- wait: { contains: x }", "x.yaml:22: reset[1].wait: none of 'visible', 'hidden', 'at' is given; give at least one of them")]
    [InlineData("with: \"{id}\"", "with: \"{idd}\"", "x.yaml:14: ask[0].fill.with: there is no placeholder {idd}; did you mean {id}? (known are {id}, {number}, {yy}, {yyyy}; any other name must differ more and be given by --set)")]
    public void A_mistake_in_the_court_definition_is_the_one_error(string sound, string broken, string complaint)
    {
        var result = Samples.ReadCourtWith(sound, broken);

        Assert.Equal([complaint], result.Errors.Select(e => e.ToString()));
    }

    [Fact]
    public void A_list_has_a_file_and_nothing_that_makes_ids_from_numbers() =>
        Assert.Equal(
            [
                "x.yaml:9: ids.pattern: 'pattern' belongs to ids made from numbers, and these come from a list; take it away",
                "x.yaml:9: ids: the key 'file' is missing; name the file that holds the ids, one a line",
                "x.yaml:11: ids.ceiling: 'ceiling' belongs to ids made from numbers, and these come from a list; take it away",
            ],
            Samples.ReadPlainWith("  first: 1", "  source: list").Errors.Select(e => e.ToString()));

    [Fact]
    public void The_ids_of_a_list_have_no_number() =>
        Assert.Equal(
            ["x.yaml:9: ask[1].get: the ids of a list have no {number}; write {id}"],
            Samples.Read(Samples.Json.Replace("/notices/{id}", "/notices/{number}", StringComparison.Ordinal)).Errors.Select(e => e.ToString()));
}
