using Rollcall.Registries;

namespace Rollcall.Tests.Registries;

public sealed class SectionDefinitionTests
{
    private const string Canaries = "canaries:\n  present: [1]";

    private const string Sound = """
        sections:
          odds:
            optional: true
            ask: [{ get: "/plain/{number}/odds" }]
            identity: { at: ".no", is: "{number}" }
            tables: { odds: { columns: { price: "Price" }, at_least: 1 } }

        """;

    [Fact]
    public void A_section_is_read()
    {
        var read = With(Sound);

        Assert.Empty(read.Errors);
        Assert.Empty(read.Warnings);
        var section = Assert.Single(read.Required.Sections);
        Assert.Equal(("odds", true, "get", "odds"), (section.Name, section.IsOptional, section.Ask.Single().Verb, section.Read.Tables.Single().Name));
        Assert.NotNull(section.Identity);
        Assert.Equal([], RegistrySchemaTests.Schema.Violations(Samples.Plain.Replace(Canaries, Sound + Canaries, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("get: \"/plain/{number}/odds\"", "get: \"/odds\"", "sections.odds: no step of it names the id")]
    [InlineData("tables: { odds:", "fields: { status: { at: i } }\n    tables: { odds:", "sections.odds.fields.status: 'status' is read in 'read' already")]
    [InlineData("get: \"/plain/{number}/odds\"", "wait: { visible: a }", "'wait' needs a page in a browser")]
    [InlineData("is: \"{number}\"", "is: \"Odds\"", "sections.odds.identity.is: 'Odds' is the same for every id")]
    [InlineData("    ask: [{ get: \"/plain/{number}/odds\" }]\n", "", "sections.odds: the key 'ask' is missing")]
    [InlineData("    tables: { odds: { columns: { price: \"Price\" }, at_least: 1 } }\n", "", "sections.odds: none of 'fields', 'tables' is given")]
    [InlineData("at_least: 1", "from: ask", "there are no detail steps")]
    public void A_mistake_is_told_with_its_key(string sound, string broken, string complaint)
    {
        Assert.Contains(sound, Sound, StringComparison.Ordinal);

        Assert.Contains(With(Sound.Replace(sound, broken, StringComparison.Ordinal)).Errors, e => e.ToString().Contains(complaint, StringComparison.Ordinal));
    }

    [Fact]
    public void A_section_that_requires_nothing_is_doubted() =>
        Assert.Contains(With(Sound.Replace(", at_least: 1", "", StringComparison.Ordinal)).Warnings, w => w.ToString().Contains("nothing of the section odds is required", StringComparison.Ordinal));

    [Fact]
    public void A_sub_tab_that_nothing_waits_for_is_doubted()
    {
        var text = Samples.Court + "\nsections:\n  odds:\n    ask: [{ click: \"a.odds\" }]\n    fields: { price: { at: .price, required: true } }\n";

        Assert.Contains(Samples.Read(text).Warnings, w => w.ToString().Contains("nothing shows that the section odds has come", StringComparison.Ordinal));
    }

    private static RegistryReadResult With(string sections) => Samples.ReadPlainWith(Canaries, sections + Canaries);
}
