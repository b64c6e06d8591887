using Rollcall.Practice;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Cli;

/// <summary>What <c>check --live</c> shows of a definition that works but reads less than there is.</summary>
public sealed class CheckLiveTests : IDisposable
{
    private readonly CliBench _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task It_shows_pages_rows_and_the_first_row()
    {
        Assert.Equal(0, await CheckAsync("practice-json.yaml", t => t, "--id", "13"));

        Assert.Contains("value = 1", _cli.Out, StringComparison.Ordinal);
        Assert.Matches("next: [2-9] pages; the last is taken for the last: nothing at parties.next", _cli.Out);
        Assert.Matches("parties: [0-9]+ rows on [2-9] pages", _cli.Out);
        Assert.Contains("first row: name = \"", _cli.Out, StringComparison.Ordinal);
        Assert.Contains("json notice.number is \"13\"", _cli.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("warning", _cli.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("next: { json: parties.next }", "next: { json: parties.nxt }", "note: line 14: 'next' found no second page for any id asked (nothing at parties.nxt), so it is not tested: ask an id whose list has several pages (--id)")]
    [InlineData("role: role", "role: rle", "warning: no row has role (line 47): nothing at rle")]
    [InlineData("json: parties.items\n      required: true ", "json: parties.itms\n      #", "warning: nothing at parties.itms; if every record has the table, mend this and write 'required: true'")]
    public async Task It_warns_of_what_is_never_found(string right, string wrong, string warning)
    {
        Assert.Equal(0, await CheckAsync("practice-json.yaml", t => t.Replace(right, wrong, StringComparison.Ordinal).Replace("      total:", "      # total:", StringComparison.Ordinal), "--id", "13"));

        Assert.Contains(warning, _cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_says_that_detail_was_not_done()
    {
        Assert.Equal(6, await CheckAsync("practice-webforms.yaml", t => t.Replace("at: \"#results td:first-child\"\n      is", "at: \"#reslts\"\n      is", StringComparison.Ordinal)));

        Assert.Contains("detail: not done, because no rule 'found' holds on the page of 'ask'", _cli.Out, StringComparison.Ordinal);
    }

    private async Task<int> CheckAsync(string definition, Func<string, string> change, params string[] arguments)
    {
        await using var site = await PracticeSite.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        var text = (await File.ReadAllTextAsync(Repository.PathOf("registries/" + definition), TestContext.Current.CancellationToken)).ReplaceLineEndings("\n");
        return await _cli.RunAsync(["check", _cli.Write(definition, change(text)), "--live", "--base-url", $"{site.Address}", .. arguments]);
    }
}
