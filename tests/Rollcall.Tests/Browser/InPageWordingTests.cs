using System.Reflection;
using System.Text.Json;
using AngleSharp.Html.Parser;
using Microsoft.Playwright;
using Rollcall.Browser;
using Rollcall.Fetching;
using Rollcall.Reading;
using Rollcall.Tests.Reading;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Browser;

/// <summary>Waiting compares texts in the page, judging does so in the engine: both must come to the same, or a step waits for what the reader sees.</summary>
[Collection(ChromiumFixture.Name)]
public sealed class InPageWordingTests(ChromiumFixture chromium)
{
    [Fact]
    public async Task Texts_are_compared_in_the_page_as_in_the_engine()
    {
        var cases = Cases().ToList();
        var page = await PageAsync();

        var inPage = await page.EvaluateAsync<bool[]>(
            Script("1-wording.js") + "return cases.map(c => c.whole ? saysExactly(normal(c.text), normal(c.wanted)) : saysAmongOthers(normal(c.text), normal(c.wanted), c.isId)) }",
            JsonSerializer.Serialize(cases));

        var different = cases.Zip(inPage).Where(c => c.First.InEngine != c.Second).Select(c => $"{c.First} in the page: {c.Second}");
        Assert.Empty(different);
        Assert.InRange(cases.Count(c => c.InEngine), 100, cases.Count - 100);
    }

    [Fact]
    public async Task White_space_is_normalised_in_the_page_as_in_the_engine()
    {
        var texts = Enumerable.Range(0, 0x3001).Where(c => c is not (>= 0xD800 and < 0xE000)).Select(c => $"a{(char)c}{(char)c} b{(char)c}").ToList();
        var page = await PageAsync();

        var inPage = await page.EvaluateAsync<string[]>(Script("1-wording.js") + "return cases.map(normal) }", JsonSerializer.Serialize(texts));

        Assert.Equal(texts.Select(Wording.Normalise), inPage);
    }

    [Theory]
    [InlineData("<p>One <b>two</b><br>three<i hidden>x</i></p><div>four<span>five</span></div><ul><li>six<li>seven</ul>")]
    [InlineData("<table><tr><td>a<td>b<tr style='visibility:collapse'><td>c</table><script>x</script><style>y</style><noscript>z</noscript>")]
    [InlineData("<h1>A&nbsp;&nbsp;b</h1><pre>c\n\nd</pre><select><option>e<option selected>f</select><textarea>g</textarea><template>h</template>")]
    [InlineData("<div style='display:contents'>a<p style='display:none'>b</p></div><a href=#>c</a>d<button>e<em>f</em></button>")]
    public async Task The_text_of_a_page_is_the_same_in_the_page_and_read_from_its_marked_html(string html)
    {
        var page = await PageAsync();
        await page.SetContentAsync($"<!doctype html><body>{html}");

        var both = await page.EvaluateAsync<string[]>(
            Script("1-wording.js", "2-seeing.js", "6-reading.js").Replace("const cases", "let filled = []; const cases", StringComparison.Ordinal) + "return [textOf(document.body), readPage()] }", "[]");

        var read = new HtmlParser().ParseDocument(both[1]);
        var visibility = Visibility.Of(Some.Page(both[1]) with { Mode = Rollcall.Registries.FetchMode.Browser }).Judging;
        Assert.Equal(PageText.Of(read.Body!, visibility), both[0]);
    }

    private static IEnumerable<Case> Cases()
    {
        foreach (var (text, wanted) in Given(nameof(WordingTests.A_text_holds_another_only_as_whole_words), d => ((string)d[0]!, (string)d[1]!)))
        {
            yield return Case.Part(text, wanted, isId: false);
        }

        foreach (var (text, wanted) in Given(nameof(WordingTests.An_id_is_in_a_text_only_when_it_is_not_part_of_a_longer_one), d => ((string)d[0]!, "IMM-1-25"))
                     .Concat(Given(nameof(WordingTests.A_bare_number_is_no_part_of_a_larger_one), d => ((string)d[0]!, "1"))))
        {
            yield return Case.Part(text, wanted, isId: true);
        }

        foreach (var (text, wanted) in Given(nameof(WordingTests.The_whole_text_is_compared_as_a_person_reads_it), d => ((string)d[0]!, "No such record")))
        {
            yield return Case.Whole(text, wanted);
        }

        var random = new Random(3);
        string[] wholes = ["IMM-1-25", "1", "No data", "ŠINAŠA", "straße", "該当なし", "𝐀1"];
        for (var i = 0; i < 1500; i++)
        {
            var wanted = wholes[random.Next(wholes.Length)];
            var text = Side(random) + (random.Next(3) == 0 ? wanted.ToUpperInvariant() : wanted) + Side(random);
            yield return Case.Part(text, wanted, random.Next(2) == 0);
            yield return Case.Whole(random.Next(2) == 0 ? text : wanted.ToLowerInvariant(), wanted);
        }
    }

    private static string Side(Random random)
    {
        string[] pieces = ["", "", " ", "-", "/", ".", ",", "a", "7", "_", "é", "\u0303", "\u00A0", "\u00AD", "\u200B", "\uFEFF", "‑", "の", "𝐀", "Ⅳ", "(", "\n", "ß", "İ"];
        return pieces[random.Next(pieces.Length)] + pieces[random.Next(pieces.Length)] + pieces[random.Next(pieces.Length)];
    }

    private static IEnumerable<(string Text, string Wanted)> Given(string method, Func<object?[], (string, string)> of) =>
        typeof(WordingTests).GetMethod(method)!.GetCustomAttributes<InlineDataAttribute>().Select(a => of(a.Data));

    private static string Script(params string[] names)
    {
        var assembly = typeof(BrowserPageSource).Assembly;
        var sources = names.Select(name =>
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            return reader.ReadToEnd();
        });
        return "given => { " + string.Join('\n', sources) + "\nconst cases = JSON.parse(given); ";
    }

    private async Task<IPage> PageAsync() => await chromium.BlankPageAsync();

    private sealed record Case(string text, string wanted, bool isId, bool whole, bool InEngine)
    {
        public static Case Part(string text, string wanted, bool isId) =>
            new(text, wanted, isId, whole: false, Wording.Contains(Wording.Normalise(text), Wording.Normalise(wanted), isId));

        public static Case Whole(string text, string wanted) =>
            new(text, wanted, isId: false, whole: true, Wording.Is(Wording.Normalise(text), Wording.Normalise(wanted)));
    }
}
