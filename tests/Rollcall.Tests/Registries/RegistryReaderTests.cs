using System.Security.Cryptography;
using System.Text;
using Rollcall.Definitions;
using Rollcall.Ids;
using Rollcall.Registries;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Registries;

public sealed class RegistryReaderTests
{
    [Fact]
    public void The_plain_definition_is_read_fully()
    {
        var result = RegistryReader.Read(Repository.PathOf("registries/practice-plain.yaml"));

        Assert.Empty(result.Errors);
        Assert.Empty(result.Warnings);
        var expected = new RegistryDefinition
        {
            Name = "practice-plain",
            Title = "Plain pages of the practice site",
            Site = new Uri("http://127.0.0.1:8765"),
            Ids = new IdSource.Range(Pattern("{number}"), 1, 99999),
            Ask = [new Step.Request(13, "GET", new Template("/plain/{number}"), [], [])],
            Judge = new JudgeRules
            {
                Blocked = [new Rule(16, [403, 429, 503], null, null)],
                Absent = [new Rule(18, [404], null, Is("h1", "No such record"))],
                Found = [new Rule(22, [], null, new Place("table.record", null, [], []))],
                Identity = new Rule(24, [], null, Is(".record-number", "{number}")),
            },
            Read = new ReadRules(
                [
                    new FieldRule("title", 28, new FieldPlace.At("h1.title", null), ValueKind.Text),
                    new FieldRule("status", 29, new FieldPlace.Label("Status", null), ValueKind.Text) { Required = true },
                    new FieldRule("created", 30, new FieldPlace.Label("Created", null), ValueKind.Date),
                ],
                []),
            Canaries = new Canaries(["1"], ["99998"]),
            Settings = [new GivenSetting("delay_min", "0s", 35), new GivenSetting("delay_max", "0s", 36)],
            File = Repository.PathOf("registries/practice-plain.yaml"),
            Hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Samples.Plain))),
        };
        Assert.Equal(Dump.Of(expected), Dump.Of(result.Definition));
    }

    [Fact]
    public void The_court_definition_is_read_fully()
    {
        var result = Samples.Read(Samples.Court);

        Assert.Empty(result.Errors);
        var expected = new RegistryDefinition
        {
            Name = "federal-court",
            Title = "federal-court",
            Site = new Uri("https://www.fct-cf.ca"),
            Mode = FetchMode.Browser,
            Ids = new IdSource.Range(Pattern("IMM-{number}-{yy}"), 1, 99999),
            Open =
            [
                new Step.Goto(9, new Template("/en/court-files-and-decisions/court-files")),
                new Step.Dismiss(10, "#EfilingModal.show", "#EfilingModal [data-dismiss=modal]"),
                new Step.Click(11, "a.TabButton[href=\"#tab02\"]", null),
                new Step.Wait(12, "#selectCourtNumber", null, null),
            ],
            Ask =
            [
                new Step.Fill(14, "#selectCourtNumber", new Template("{id}")),
                new Step.Click(15, "#tab02Submit", null),
                new Step.Settle(16, "#datatable tbody tr", null, "#loadingscreen"),
            ],
            Detail =
            [
                new Step.Click(18, "#re", new RowChoice("#datatable tbody tr", 1, [new Template("{id}")], [])),
                new Step.Wait(19, "#ModalForm", null, Contains("#modalTitle", "{id}")),
            ],
            Reset =
            [
                new Step.Click(21, "#ModalForm [data-dismiss=modal]", null),
                new Step.Wait(22, null, "#ModalForm", null),
            ],
            Judge = new JudgeRules
            {
                Absent = [new Rule(25, [], null, Is("#datatable td.dataTables_empty", "No data available in table"))],
                Found = [new Rule(28, [], null, Is("#datatable tbody td:nth-child(1)", "{id}"))],
                Identity = new Rule(31, [], null, Contains("#modalTitle", "{id}")),
            },
            Read = new ReadRules(
                [
                    new FieldRule("style_of_cause", 35, new FieldPlace.Column("Style of Cause", "#datatable"), ValueKind.Text) { FromAsk = true },
                    new FieldRule("filing_date", 36, new FieldPlace.Label("Filing Date", "#ModalForm"), ValueKind.Date) { Required = true },
                ],
                [
                    new TableRule("docket_entries", 38,
                        [
                            new ColumnRule("doc_id", 42, "ID", ValueKind.Text),
                            new ColumnRule("entry_date", 43, "Date Filed", ValueKind.Date),
                            new ColumnRule("office", 44, "Office", ValueKind.Text),
                            new ColumnRule("summary", 45, "Recorded Entry Summary", ValueKind.Text),
                        ])
                    {
                        Within = "#ModalForm",
                        Caption = "Information about the court file",
                        AtLeast = 1,
                    },
                ]),
            Placeholders = ["yy"],
            File = "x.yaml",
            Hash = result.Required.Hash,
        };
        Assert.Equal(Dump.Of(expected), Dump.Of(result.Definition));
    }

    [Fact]
    public void A_definition_of_a_json_interface_is_read_fully()
    {
        var result = Samples.Read(Samples.Json);

        Assert.Empty(result.Errors);
        var expected = new RegistryDefinition
        {
            Name = "notices",
            Title = "notices",
            Site = new Uri("https://api.example.org"),
            Contact = "desk@example.org",
            Ids = new IdSource.List("ids.txt"),
            Ask =
            [
                new Step.Request(6, "POST", new Template("/search"), [new("Authorization", new Template("Bearer ${NOTICES_TOKEN}"))], [new("id", new Template("{id}")), new("lang", new Template("en"))]),
                new Step.Request(9, "GET", new Template("/notices/{id}?court={court}"), [new("Accept", new Template("application/json"))], []),
            ],
            Judge = new JudgeRules
            {
                Blocked = [new Rule(13, [429], null, null)],
                Withheld = [new Rule(14, [403], null, Json("error.code", "sealed"))],
                Deleted = [new Rule(15, [410], null, new Place(null, null, [], [new Template("gone for good"), new Template("removed")]))],
                Merged = [new Rule(16, [], null, Json("moved")) { Into = Json("moved.to") }],
                Absent = [new Rule(17, [404, 400], null, Json("error.message", "Not found", "No such notice"))],
                Found = [new Rule(18, [], null, Json("data.0.id", "{id}"))],
                Identity = new Rule(19, [], null, Json("data.0.id", "{id}")),
            },
            Read = new ReadRules(
                [
                    new FieldRule("published", 22, new FieldPlace.Json("data.0.date"), ValueKind.Date) { Formats = ["d MMMM yyyy", "MM/dd/yyyy"] },
                    new FieldRule("fee", 23, new FieldPlace.Json("data.0.fee"), ValueKind.Number),
                ],
                [
                    new TableRule("parties", 25, [new ColumnRule("name", 27, "name", ValueKind.Text), new ColumnRule("joined", 27, "dates.joined", ValueKind.Date)])
                    {
                        JsonPath = "data.0.parties",
                    },
                ]),
            Canaries = new Canaries(["A 1/7"], ["ZZZ"]),
            Placeholders = ["court"],
            Secrets = ["NOTICES_TOKEN"],
            File = "x.yaml",
            Hash = result.Required.Hash,
        };
        Assert.Equal(Dump.Of(expected), Dump.Of(result.Definition));
    }

    [Fact]
    public void Five_different_errors_are_all_told_with_their_lines()
    {
        var result = Samples.Read("""
            registry: Practice Plain
            site: 127.0.0.1:8765/plain
            ids:
              pattern: {number}
              ceiling: 99999
            ask:
              - get: "/plain/{nmuber}"
            judge:
              absent:
                - status: abc
                  at: "h1["
                  is: "No such record"
              found:
                - at: "table.record"
              identity:
                at: ".record-number"
                is: "the record"
            read:
              fields:
                title: { lable: "Title" }
            """);

        Assert.Null(result.Definition);
        Assert.Equal(
            [
                "x.yaml:1: registry: 'Practice Plain' is no name of a registry; use lower-case letters, digits and hyphens, at most 60",
                "x.yaml:2: site: '127.0.0.1:8765/plain' is no address of a site; give scheme, host and port alone, such as https://registry.example or http://127.0.0.1:8765",
                "x.yaml:4: ids.pattern: an unquoted { begins a mapping, so '{number}' is not read as text; put the value in quotes:\n    pattern: \"{number}\"",
                "x.yaml:7: ask[0].get: there is no placeholder {nmuber}; did you mean {number}? (known are {id}, {number}, {yy}, {yyyy}; any other name must differ more and be given by --set)",
                "x.yaml:10: judge.absent[0].status: 'abc' is no HTTP status; give a number from 100 to 599, or a list of them",
                "x.yaml:11: judge.absent[0].at: 'h1[' is no CSS selector; give a plain CSS selector, such as table.record or #result td:nth-child(1)",
                "x.yaml:17: judge.identity.is: 'the record' is the same for every id; name the id in it with {id} or {number}; a page that does not name the id asked for is never saved",
                "x.yaml:20: read.fields.title.lable: there is no key 'lable' in field; did you mean 'label'? (allowed are at, label, column, json, attribute, within, of, rows, as, format, required, from)",
            ],
            result.Errors.Select(e => e.ToString()));
    }

    [Fact]
    public void A_definition_may_be_asked_in_another_mode_where_its_steps_allow_it()
    {
        var inBrowser = RegistryReader.Parse("x.yaml", Samples.Plain, FetchMode.Browser);
        var overHttp = RegistryReader.Parse("x.yaml", Samples.Court, FetchMode.Http);

        Assert.Equal([new Step.Goto(13, new Template("/plain/{number}"))], inBrowser.Required.Ask);
        Assert.Equal(FetchMode.Browser, inBrowser.Required.Mode);
        Assert.Equal([10, 12, 16, 19, 20], overHttp.Errors.Select(e => e.Line));
        Assert.All(overHttp.Errors, e => Assert.Contains("over http", e.Wrong, StringComparison.Ordinal));
    }

    [Fact]
    public void A_definition_that_cannot_be_used_throws_all_its_errors_for_whoever_needs_it()
    {
        var error = Assert.Throws<DefinitionException>(() => RegistryReader.Read("/nowhere/x.yaml").Required);

        Assert.Equal("/nowhere/x.yaml: there is no such file; name a file that can be read", error.Message);
    }

    private static IdPattern Pattern(string text) => IdPattern.TryParse(text, out var pattern, out _) ? pattern : throw new ArgumentException(text, nameof(text));

    private static Place Is(string selector, string text) => new(selector, null, [new Template(text)], []);

    private static Place Contains(string selector, string text) => new(selector, null, [], [new Template(text)]);

    private static Place Json(string path, params string[] texts) => new(null, path, [.. texts.Select(t => new Template(t))], []);
}
