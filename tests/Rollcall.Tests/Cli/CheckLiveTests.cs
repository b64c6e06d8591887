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

    [Theory]
    [InlineData("practice-json.yaml", "  - next: { json: parties.next }\n", "the page of 'ask' has parties.next = ")]
    [InlineData("practice-webforms.yaml", "  - next: { at: \".pager span + a\" }\n", "the page of 'detail' has a \"2\"")]
    public async Task It_warns_of_a_list_that_no_step_follows(string definition, string step, string warning)
    {
        await CheckAsync(definition, t => Without(t, step), "--id", "13");

        Assert.Contains("warning: " + warning, _cli.Out, StringComparison.Ordinal);
        Assert.Contains("No 'next' step follows it", _cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_warns_of_a_listing_that_goes_on()
    {
        await CheckAsync("practice-matches.yaml", t => Without(t, "    next: 'a[rel=\"next\"]'\n    max_pages: 40\n"));

        Assert.Contains("warning: the page has a \"Next\": does the list go on there? There is no 'next'", _cli.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("practice-json.yaml")]
    [InlineData("practice-webforms.yaml")]
    [InlineData("practice-matches.yaml")]
    [InlineData("practice-plain.yaml")]
    public async Task It_warns_of_no_list_that_is_followed(string definition)
    {
        await CheckAsync(definition, t => t);

        Assert.DoesNotContain("go on there", _cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_says_that_detail_was_not_done()
    {
        Assert.Equal(6, await CheckAsync("practice-webforms.yaml", t => t.Replace("at: \"#results td:first-child\"\n      is", "at: \"#reslts\"\n      is", StringComparison.Ordinal)));

        Assert.Contains("detail: not done, because no rule 'found' holds on the page of 'ask'", _cli.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("click: \"#accept\"", "click: \"#acept\"", "⇒ fault (session): practice-webforms.yaml:14: click: '#acept' is not on the page (in 'open'; the session has ended: h1 \"Terms of use\" (expired, line 25))\n")]
    [InlineData("fill: { at: \"#number\"", "fill: { at: \"#numbr\"", "⇒ fault (unrecognised): practice-webforms.yaml:17: fill: '#numbr' is not on the page, or hidden")]
    public async Task It_names_the_step_that_could_not_be_done(string right, string wrong, string verdict)
    {
        Assert.Equal(6, await CheckAsync("practice-webforms.yaml", t => t.Replace(right, wrong, StringComparison.Ordinal)));

        Assert.Contains(verdict, _cli.Out, StringComparison.Ordinal);
        Assert.Contains("1: a step could not be done: if the site is well, correct what that line of the definition names", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_says_what_an_empty_answer_to_a_post_may_lack()
    {
        const string Steps = "  - post: \"/webforms/Search.aspx\"\n    form: { number: \"{number}\" }\ndetail:";
        await CheckAsync("practice-webforms.yaml", t => t[..t.IndexOf("  - get: \"/webforms/Search.aspx\"", StringComparison.Ordinal)] + Steps + t[(t.IndexOf("\ndetail:", StringComparison.Ordinal) + 8)..], "--id", "1");

        Assert.Contains("The answer to the post of line 16 is empty. Does 'form' hold all that a browser sends: hidden fields (carry: hidden)", _cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_says_that_no_rule_tells_of_a_block_and_what_the_page_says()
    {
        await CheckAsync("practice-json.yaml", t => t.Replace("status: 403", "status: 401", StringComparison.Ordinal), "--id", "55");

        Assert.Contains("No rule of the definition says so; this is how blocks look. The answer begins: {", _cli.Out, StringComparison.Ordinal);
        Assert.Contains("write a rule for it under 'withheld' or 'absent': status: 403", _cli.Out, StringComparison.Ordinal);
    }

    private static string Without(string definition, string step)
    {
        Assert.Contains(step, definition, StringComparison.Ordinal);
        return definition.Replace(step, "", StringComparison.Ordinal);
    }

    private async Task<int> CheckAsync(string definition, Func<string, string> change, params string[] arguments)
    {
        await using var site = await PracticeSite.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        var text = (await File.ReadAllTextAsync(Repository.PathOf("registries/" + definition), TestContext.Current.CancellationToken)).ReplaceLineEndings("\n");
        return await _cli.RunAsync(["check", _cli.Write(definition, change(text)), "--live", "--base-url", $"{site.Address}", .. arguments]);
    }
}
