using Rollcall.Definitions;

namespace Rollcall.Tests.Definitions;

public sealed class TrapTests
{
    [Theory]
    [InlineData("at: #EfilingModal", "at: \"#EfilingModal\"")]
    [InlineData("at: #x   # the dialog", "at: \"#x\"   # the dialog")]
    [InlineData("- click: #x", "- click: \"#x\"")]
    [InlineData("- #x", "- \"#x\"")]
    [InlineData("at: table #rows td", "at: \"table #rows td\"")]
    [InlineData("at: a[href=\"#t\"] #b", "at: 'a[href=\"#t\"] #b'")]
    [InlineData("is: {number}", "is: \"{number}\"")]
    [InlineData("pattern: {number:00000}-{yy} # ids", "pattern: \"{number:00000}-{yy}\" # ids")]
    [InlineData("is: Status: closed", "is: \"Status: closed\"")]
    [InlineData("label: Filing Date:", "label: \"Filing Date:\"")]
    [InlineData("- is: a: b", "- is: \"a: b\"")]
    [InlineData("click: [data-dismiss=modal]", "click: \"[data-dismiss=modal]\"")]
    [InlineData("click: [disabled].x", "click: \"[disabled].x\"")]
    [InlineData("at: * > td", "at: \"* > td\"")]
    [InlineData("at: > td", "at: \"> td\"")]
    [InlineData("is: !Nothing here", "is: \"!Nothing here\"")]
    [InlineData("with: @home", "with: \"@home\"")]
    [InlineData("is: \"Nothing\" here", "is: '\"Nothing\" here'")]
    [InlineData("\tat: x", "  at: x")]
    [InlineData("dismiss: { when: #M.show, click: #M [data-dismiss=modal] }", "dismiss: { when: \"#M.show\", click: \"#M [data-dismiss=modal]\" }")]
    [InlineData("fill: { at: \"#x\", with: {id} }", "fill: { at: \"#x\", with: \"{id}\" }")]
    [InlineData("fill: { at: \"#x\", with: IMM-{id} }", "fill: { at: \"#x\", with: \"IMM-{id}\" }")]
    [InlineData("x: { label: Status: now, required: true }", "x: { label: \"Status: now\", required: true }")]
    [InlineData("x: { at: td:is(a, b) }", "x: { at: \"td:is(a, b)\" }")]
    [InlineData("x: { at: a[href=b] }", "x: { at: \"a[href=b]\" }")]
    [InlineData("x: [#a, {id}]", "x: [\"#a\", \"{id}\"]")]
    public void The_mended_line_is_printed(string line, string mended)
    {
        var traps = DefinitionFile.Parse("x.yaml", "other:\n" + line).Problems.Errors;

        Assert.NotEmpty(traps);
        Assert.All(traps, trap => Assert.Equal(mended, trap.Mended));
        Assert.All(traps, trap => Assert.Equal(2, trap.Line));
    }

    [Theory]
    [InlineData("at: \"#x\" #comment")]
    [InlineData("at: '#x # y'")]
    [InlineData("first: 1 #one")]
    [InlineData("on: true #yes")]
    [InlineData("at: x # a comment with #hash: and {brace}")]
    [InlineData("# at: #x")]
    [InlineData("#at: #x")]
    [InlineData("ids: #which ones\n  first: 1")]
    [InlineData("found: #which\n- at: x")]
    [InlineData("x: ## heading\n")]
    [InlineData("site: http://127.0.0.1:8765/a#b")]
    [InlineData("get: /plain/{number}")]
    [InlineData("pattern: IMM-{number}-{yy}")]
    [InlineData("at: td:nth-child(1) > a[href='x']")]
    [InlineData("status: [403, 429, 503] #block")]
    [InlineData("present: [1]")]
    [InlineData("x: { a: b, c: [d, e], f: { g: h } }")]
    [InlineData("x: { at: td:nth-child(1), 'is': \"a: b\", c: don't }")]
    [InlineData("x: {\n  a: 1, # one: {two}\n  b: 2 # two\n}")]
    [InlineData("{\"a\": {\"b\": [1, \"#x\"]}}")]
    [InlineData("is: |\n  a: b: #c\n  {number}\nas: text")]
    [InlineData("is: >-\n  #a\n\n  b: c: d\nas: text")]
    [InlineData("is: \"one #two\n  three: four: five\"\nas: text")]
    [InlineData("a: &anchor x\nb: *anchor")]
    [InlineData("a: &anchor\n  b: 1\nc: *anchor")]
    [InlineData("\"a b\": c")]
    [InlineData("x: don't panic")]
    [InlineData("title: C#")]
    [InlineData("title: C# and F#")]
    [InlineData("---\na: b")]
    public void What_is_sound_is_left_alone(string text) =>
        Assert.Empty(DefinitionFile.Parse("x.yaml", text).Problems.Errors);

    [Fact]
    public void A_trap_is_named_by_its_key_path_and_what_stands_below_is_checked_too()
    {
        var complaints = SampleGrammar.Complaints("""
            name: sample
            places:
              - at: #first
              - at: table #rows
                is: {number}
            as: dat
            """);

        Assert.Equal(
            [
                "x.yaml:3: places[0].at: an unquoted # begins a comment, so '#first' is not read; put the value in quotes:\n    - at: \"#first\"",
                "x.yaml:4: places[1].at: an unquoted # after a space begins a comment, so only 'table' is read; put the value in quotes (or a space behind # when a comment is meant):\n    - at: \"table #rows\"",
                "x.yaml:5: places[1].is: an unquoted { begins a mapping, so '{number}' is not read as text; put the value in quotes:\n    is: \"{number}\"",
                "x.yaml:6: as: 'dat' is no kind; did you mean 'date'? (allowed are text, date, number):\n    as: date",
            ],
            complaints);
    }
}
