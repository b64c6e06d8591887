using System.Text.RegularExpressions;
using Rollcall.Definitions;
using Rollcall.Fetching;
using Rollcall.Ids;
using Rollcall.Practice;
using Rollcall.Reading;
using Rollcall.Registries;
using Rollcall.Registries.Grammar;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Registries;

/// <summary>Holds <c>docs/writing-a-registry.md</c> to what is read and what happens.</summary>
public sealed partial class WritingARegistryTests
{
    private const string Docs = "docs/writing-a-registry.md";
    private const string Begin = "<!-- reference: made from the grammar; do not edit -->\n";
    private const string End = "<!-- end of reference -->";

    private static readonly string Text = File.ReadAllText(Repository.PathOf(Docs)).ReplaceLineEndings("\n");

    [Fact]
    public void The_reference_names_every_key_of_the_grammar()
    {
        var (begin, end) = (Text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, Text.IndexOf(End, StringComparison.Ordinal));

        Repository.AssertUpToDate(Docs, Text[..begin] + "\n" + GrammarReference.Write(RegistryGrammar.Root) + Text[end..]);
    }

    [Fact]
    public void Every_example_is_read_without_an_error_once_it_stands_in_a_whole_definition()
    {
        var examples = YamlBlock().Matches(Text).Select(m => m.Groups["yaml"].Value).ToList();

        Assert.True(examples.Count > 5);
        Assert.All(examples, example => Assert.Empty(Samples.Read(Complete(example)).Errors));
    }

    [Fact]
    public void The_definition_of_the_tutorial_leaves_nothing_to_warn_of() =>
        Assert.Empty(Samples.Read(Tutorial).Warnings);

    [Fact]
    public async Task The_definition_of_the_tutorial_judges_the_practice_site_rightly()
    {
        await using var site = await PracticeSite.StartAsync(new PracticeOptions(), TestContext.Current.CancellationToken);
        var definition = Samples.Read(Tutorial).Required with { Site = site.Address };
        var reader = new PageReader(definition, TemplateValues.None);
        using var http = new HttpClient();

        var found = Assert.IsType<Answer.Found>(await AskAsync(definition.Canaries.Present[0]));
        Assert.Equal(["title", "status", "created"], found.Content.Fields.Select(f => f.Name));
        Assert.All(found.Content.Fields, f => Assert.False(string.IsNullOrEmpty(f.Value.Text)));
        Assert.IsType<Answer.Absent>(await AskAsync(definition.Canaries.Absent[0]));

        async Task<Answer> AskAsync(string number)
        {
            var id = new RecordId(long.Parse(number), number);
            var url = new Uri(site.Address, ((Step.Request)definition.Ask[0]).Url.Fill(id, TemplateValues.None));
            using var response = await http.GetAsync(url, TestContext.Current.CancellationToken);
            var page = new Page
            {
                RequestedUrl = url,
                FinalUrl = url,
                Status = (int)response.StatusCode,
                Body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
                ContentType = "text/html",
                Mode = FetchMode.Http,
                Freshness = Freshness.NewDocument,
            };
            return reader.Read(page, null, id);
        }
    }

    [Theory]
    [InlineData(200, true)]
    [InlineData(404, false)]
    [InlineData(500, false)]
    public void A_found_rule_without_status_holds_as_the_page_says(int status, bool holds)
    {
        var reader = new PageReader(Samples.Read(Tutorial).Required, TemplateValues.None);
        var page = new Page
        {
            RequestedUrl = new Uri("http://127.0.0.1/plain/1"),
            FinalUrl = new Uri("http://127.0.0.1/plain/1"),
            Status = status,
            Body = "<h1 class=title>T</h1><table class=record><tr><th>Number<td class=record-number>1<tr><th>Status<td>Open</table>",
            ContentType = "text/html",
            Mode = FetchMode.Http,
            Freshness = Freshness.NewDocument,
        };

        Assert.Equal(holds, reader.Read(page, null, new RecordId(1, "1")) is Answer.Found);
    }

    [Fact]
    public async Task The_pages_it_shows_are_those_of_the_practice_site()
    {
        await using var site = await PracticeSite.StartAsync(new PracticeOptions(), TestContext.Current.CancellationToken);
        using var http = new HttpClient { BaseAddress = site.Address };
        var shown = HtmlBlock().Matches(Text).Select(m => m.Groups["html"].Value).ToList();

        Assert.Equal(2, shown.Count);
        foreach (var (number, html) in new[] { ("1", shown[0]), ("99998", shown[1]) })
        {
            using var response = await http.GetAsync(new Uri("/plain/" + number, UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Contains(html, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_traps_it_names_are_recognised()
    {
        var rows = TrapRow().Matches(Text).ToList();

        Assert.True(rows.Count >= 5);
        Assert.All(rows, row => Assert.Equal(row.Groups["right"].Value, DefinitionFile.Parse("x.yaml", row.Groups["wrong"].Value).Problems.Errors.Select(e => e.Mended).FirstOrDefault()));
    }

    private static string Tutorial => YamlBlock().Matches(Text).Select(m => m.Groups["yaml"].Value).First(y => y.Contains("registry: my-plain", StringComparison.Ordinal));

    // An example shows one part; the plain or the court's definition gives the rest.
    private static string Complete(string example)
    {
        if (example.Contains("registry:", StringComparison.Ordinal))
        {
            return example;
        }

        var isRule = example.StartsWith("withheld:", StringComparison.Ordinal) || example.StartsWith("blocked:", StringComparison.Ordinal);
        if (isRule)
        {
            return Samples.Court.Replace("judge:\n", "judge:\n" + string.Concat(example.Split('\n').Where(l => l.Length > 0).Select(l => $"  {l}\n")), StringComparison.Ordinal);
        }

        var whole = (example.Contains("carry:", StringComparison.Ordinal) ? Samples.Plain : example.Contains("source: list", StringComparison.Ordinal) ? Samples.Json : Samples.Court).ReplaceLineEndings("\n") + "\n";
        foreach (Match key in TopLevelKey().Matches(example))
        {
            whole = Regex.Replace(whole, $@"^{key.Value}.*\n(([ #].*)?\n)*", "", RegexOptions.Multiline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        }

        return whole + example;
    }

    [GeneratedRegex(@"^```yaml\n(?<yaml>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex YamlBlock();

    [GeneratedRegex(@"^```html\n(?<html>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex HtmlBlock();

    [GeneratedRegex(@"^[a-z]+:", RegexOptions.Multiline, 1000)]
    private static partial Regex TopLevelKey();

    [GeneratedRegex(@"^\| `(?<wrong>(at|is|click): [^`]*)` \| [^|]* \| `(?<right>[^`]*)` \|$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TrapRow();
}
