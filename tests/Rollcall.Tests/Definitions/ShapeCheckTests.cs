using Rollcall.Definitions;

namespace Rollcall.Tests.Definitions;

public sealed class ShapeCheckTests
{
    [Theory]
    [InlineData("status: abc", "x.yaml:2: status: 'abc' is no HTTP status; give a number from 100 to 599, or a list of them")]
    [InlineData("status: [404, abc]", "x.yaml:2: status[1]: 'abc' is no HTTP status; give a number from 100 to 599")]
    [InlineData("status: 1000", "x.yaml:2: status: 1000 is no HTTP status; give a number from 100 to 599, or a list of them")]
    [InlineData("status: []", "x.yaml:2: status: the list is empty; give a number from 100 to 599, or a list of them")]
    [InlineData("status: { a: b }", "x.yaml:2: status: a mapping is no HTTP status; give a number from 100 to 599, or a list of them")]
    [InlineData("first: 010", "x.yaml:2: first: '010' begins with a zero, which some readers of YAML take for an octal number; write the number without it:\n    first: 10")]
    [InlineData("first: 1,0", "x.yaml:2: first: '1,0' is no number; give a number from 0 to 100:\n    first: 10")]
    [InlineData("first: \"10\"", "x.yaml:2: first: '10' stands in quotes, which makes it a text; write the number without quotes:\n    first: 10")]
    [InlineData("first: 99999999999999999999", "x.yaml:2: first: '99999999999999999999' is no number; give a number from 0 to 100")]
    [InlineData("on: yes", "x.yaml:2: on: 'yes' is no truth value; give true or false:\n    on: true")]
    [InlineData("on: NO # never", "x.yaml:2: on: 'NO' is no truth value; give true or false:\n    on: false # never")]
    [InlineData("on: True", "x.yaml:2: on: 'True' is no truth value; give true or false:\n    on: true")]
    [InlineData("on: maybe", "x.yaml:2: on: 'maybe' is no truth value; give true or false")]
    [InlineData("as: numbr", "x.yaml:2: as: 'numbr' is no kind; did you mean 'number'? (allowed are text, date, number):\n    as: number")]
    [InlineData("frist: 1", "x.yaml:2: frist: there is no key 'frist' in sample; did you mean 'first'? (allowed are name, first, on, as, status, places, settings, columns)")]
    [InlineData("first:", "x.yaml:2: first: nothing stands behind the key; give a number from 0 to 100")]
    [InlineData("first: ~", "x.yaml:2: first: nothing stands behind the key; give a number from 0 to 100")]
    [InlineData("first: [1]", "x.yaml:2: first: a list is no number; give a number from 0 to 100")]
    [InlineData("places: x", "x.yaml:2: places: 'x' is no list of places; give a list, each item behind a hyphen: give at, json, is, attribute")]
    [InlineData("places:\n  - is: x", "x.yaml:3: places[0]: none of 'at', 'json' is given; give one of them")]
    [InlineData("places:\n  - at: x\n    json: y", "x.yaml:3: places[0]: 'at', 'json' stand together; give one of them only")]
    [InlineData("columns: { a: [b] }", "x.yaml:2: columns.a: a list is no place; give a text, or a mapping with at, json, is, attribute")]
    [InlineData("settings: []", "x.yaml:2: settings: a list is no settings; give names with values, each text on a line of its own")]
    [InlineData("name: again", "x.yaml:2: name: the key 'name' stands here a second time; keep one of them; the first is in line 1")]
    [InlineData("as: ''", "x.yaml:2: as: '' is no kind; allowed are text, date, number")]
    [InlineData("? [a]\n: b", "x.yaml:2: a list stands where a key is expected; put text with braces or brackets in quotes")]
    [InlineData("first: *x", "x.yaml:2: first: *x names no anchor; set &x before a value further up, or put the text in quotes")]
    public void What_does_not_fit_is_named_with_line_path_and_what_is_allowed(string line, string complaint) =>
        Assert.Contains(complaint, SampleGrammar.Complaints("name: sample\n" + line));

    [Fact]
    public void A_missing_key_is_named_with_its_meaning() =>
        Assert.Equal(["x.yaml:1: the key 'name' is missing; add it: Its name."], SampleGrammar.Complaints("first: 1"));

    [Fact]
    public void A_key_without_its_partner_means_nothing() =>
        Assert.Equal(
            ["x.yaml:4: places[0].attribute: 'attribute' means nothing by itself; give 'at' with it, or take it away"],
            SampleGrammar.Complaints("name: sample\nplaces:\n  - json: x\n    attribute: y"));

    [Fact]
    public void What_is_missing_or_misspelt_is_told_once()
    {
        Assert.Equal(["x.yaml:3: places[0]: none of 'at', 'json' is given; give one of them"], SampleGrammar.Complaints("name: sample\nplaces:\n  - is: x"));
        Assert.Equal(["x.yaml:1: nmae: there is no key 'nmae' in sample; did you mean 'name'? (allowed are name, first, on, as, status, places, settings, columns)"], SampleGrammar.Complaints("nmae: sample"));
    }

    [Fact]
    public void Texts_are_taken_as_written()
    {
        var (root, errors) = SampleGrammar.Read("name: NO\nsettings: { a: 007, b: 1e3, c: 2025-01-01, d: yes, e: 'null' }");

        Assert.Empty(errors);
        Assert.Equal("NO", root!.TextOf("name"));
        Assert.Equal(["007", "1e3", "2025-01-01", "yes", "null"], root.MappingOf("settings")!.Entries.Select(e => e.Value.Text));
    }

    [Fact]
    public void What_does_not_fit_reads_as_if_it_were_not_there()
    {
        var (root, _) = SampleGrammar.Read("name: sample\nfirst: x\nstatus: [404, y, 410]\nplaces: [{ at: a, oops: b }, c]");

        Assert.Null(root!["first"]);
        Assert.Equal([404L, 410L], root.ItemsOf("status").Select(s => s.Number!.Value));
        Assert.Equal("a", Assert.Single(root.ItemsOf("places").OfType<MappingNode>()).TextOf("at"));
    }

    [Fact]
    public void Anchors_may_be_used_and_each_use_has_its_own_path()
    {
        var (root, errors) = SampleGrammar.Read("name: sample\nplaces:\n  - &p { at: x }\n  - *p");

        Assert.Empty(errors);
        Assert.Equal(["places[0].at", "places[1].at"], root!.ItemsOf("places").Select(p => ((MappingNode)p)["at"]!.Path));
    }
}
