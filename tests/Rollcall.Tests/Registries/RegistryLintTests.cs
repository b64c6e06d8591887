using Rollcall.Registries;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Registries;

public sealed class RegistryLintTests
{
    [Theory]
    [InlineData("  present: [1]\n", "", "x.yaml:5: warning: registry: no canary is named")]
    [InlineData("http://127.0.0.1:8765", "https://registry.example", "x.yaml:7: warning: site: the site's operator cannot reach you")]
    [InlineData(", required: true", "", "x.yaml:26: warning: read: no field is required, so a page from which nothing can be read is saved as a record")]
    [InlineData("      at: \"h1\"\n      is: \"No such record\"\n", "", "x.yaml:18: warning: judge.absent[0]: a status alone says 'absent', and proxies, blocks and maintenance pages have one too")]
    [InlineData("- at: \"table.record\"", "- status: 200", "x.yaml:22: warning: judge.found[0]: a status alone says 'found', and proxies, blocks and maintenance pages have one too")]
    [InlineData("- status: 404", "- status: [403, 429]", "x.yaml:18: warning: judge.absent[0]: every page of status 403, 429 is judged 'blocked' before this rule is looked at")]
    [InlineData("\"No such record\"", "\"0\"", "x.yaml:20: warning: judge.absent[0].is: the marker '0' is very short, and may stand on other pages too")]
    [InlineData("is: \"No such record\"", "contains: [\"No such record\", sin]", "x.yaml:20: warning: judge.absent[0].contains[1]: the marker 'sin' is very short, and may stand on other pages too")]
    [InlineData("    at: \".record-number\"\n    is: ", "    url: ", "x.yaml:24: warning: judge.identity: the address alone is to prove whose record it is, and it is what was asked for")]
    [InlineData("    at: \".record-number\"\n    is: ", "    contains: ", "x.yaml:24: warning: judge.identity: the id may stand anywhere on the page, in a link to another record too")]
    [InlineData("\"/plain/{number}\"", "\"/plain/{number}\"\n    headers: { X-Api-Key: abc123 }", "x.yaml:14: warning: ask[0].headers.X-Api-Key: 'X-Api-Key' looks like a secret, and definitions are shared")]
    [InlineData("  - get: \"/plain/{number}\"", "  - get: /plain\n  - post: \"/plain/{number}\"", "x.yaml:14: warning: ask[1].post: the form is sent without the hidden fields of the page before")]
    public void What_will_be_regretted_is_a_warning(string sound, string doubtful, string warning)
    {
        var result = Samples.ReadPlainWith(sound, doubtful);

        Assert.NotNull(result.Definition);
        Assert.StartsWith(warning + ";", Assert.Single(result.Warnings).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("replaced: \"#datatable tbody tr\", ", "", "x.yaml:16: warning: ask[2].settle: what is hidden may have been hidden before the answer came, so it proves nothing")]
    [InlineData("  - settle: { replaced: \"#datatable tbody tr\", hidden: \"#loadingscreen\" }\n", "", "x.yaml:13: warning: ask: nothing proves that the page answers this id and not the one before, so no absence will be believed")]
    public void A_browser_definition_that_proves_nothing_fresh_is_warned_of(string sound, string doubtful, string warning) =>
        Assert.Contains(Samples.ReadCourtWith(sound, doubtful).Warnings, w => w.ToString().StartsWith(warning + ";", StringComparison.Ordinal));

    [Fact]
    public void The_court_example_lacks_only_canaries_and_contact() =>
        Assert.Equal(["registry", "site"], Samples.Read(Samples.Court).Warnings.Select(w => w.Path));

    [Fact]
    public void A_list_of_ids_that_is_not_there_is_a_warning_and_stands_beside_the_definition()
    {
        using var folder = new TempFolder();
        var file = Path.Combine(folder.Path, "notices.yaml");
        File.WriteAllText(file, Samples.Json);

        var missing = RegistryReader.Read(file).Warnings;
        File.WriteAllText(Path.Combine(folder.Path, "ids.txt"), "A 1/7\n");

        Assert.Contains(missing, w => w.Path == "ids.file" && w.Wrong.Contains(Path.Combine(folder.Path, "ids.txt"), StringComparison.Ordinal));
        Assert.DoesNotContain(RegistryReader.Read(file).Warnings, w => w.Path == "ids.file");
    }
}
