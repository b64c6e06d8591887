using System.Text;
using Rollcall.Ids;
using Rollcall.Reading;
using Rollcall.Registries;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Reading;

/// <summary>A page may hold anything. It comes to an answer all the same, and to a record only when it is one.</summary>
public sealed class BrokenPageTests
{
    private const string Html =
        """
        <!DOCTYPE html><title>File</title><h1>File</h1><b class="record-number">IMM-231-25</b><table class="record" id="r"><thead><tr><th>No</th>
        <th colspan=2 rowspan="2">Style</th></tr></thead><tr><td>IMM-231-25</td><td style="display: none">Doe</td></tr></table><p><strong>Office :</strong>
        Toronto <strong>Language :</strong> <span hidden>English</span></p><dl><dt>Filed</dt><dd>2025-01-02</dd></dl><table><caption>Entries</caption>
        <tr><th>ID</th><th>Date</th></tr><tr><td rowspan=3>1</td><td>2025-01-02</td></tr><tr><td>x</td></tr></table><div data-rollcall-text="x">y</div>
        """;

    private static readonly string[] Pieces = ["<", ">", "</table>", "<tr>", "<td colspan=9999 rowspan=9999>", "</p>", "<p>", "<b>", "<!--", "<svg>", "<math>", "<template>", "&", "\0", "<select>", "</h1>", "\"", "{"];

    private static readonly PageReader Reader = new(
        Some.Definition() with
        {
            Read = new ReadRules(
                [
                    Some.Field("style", new FieldPlace.Column("Style", "#r")), Some.Field("office", new FieldPlace.Label("Office", null)),
                    Some.Field("filed", new FieldPlace.Label("Filed", "dl"), ValueKind.Date), Some.Field("n", new FieldPlace.At("td", null), ValueKind.Number),
                    Some.Field("j", new FieldPlace.Json("a.b")),
                ],
                [new TableRule("entries", 60, [Some.Column("id", "ID"), Some.Column("date", "Date", ValueKind.Date)]) { Caption = "Entries" }]),
        },
        TemplateValues.None);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Damaged_pages_are_judged_without_an_exception_and_never_for_another_id(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 60; round++)
        {
            var page = Damage(random);
            foreach (var mode in new[] { FetchMode.Http, FetchMode.Browser })
            {
                var shown = Some.Page(page, random.Next(4) == 0 ? 404 : 200) with { Mode = mode };
                var answer = Reader.Read(shown, null, Some.Id);
                Reader.Trace(shown, null, Some.Id);

                Assert.False(answer is Answer.Absent, page);
                Assert.True(answer is not Answer.Found || page.Contains("231", StringComparison.Ordinal), page);
                Assert.False(Reader.Read(shown, null, new RecordId(23, "IMM-23-25")) is Answer.Found, page);
            }
        }
    }

    [Theory]
    [InlineData("div")]
    [InlineData("b")]
    [InlineData("table><tr><td")]
    public void Nesting_without_end_ends(string tag)
    {
        var page = Some.Page(string.Concat(Enumerable.Repeat($"<{tag}>", 700)) + Html);

        Assert.NotNull(Reader.Read(page, null, Some.Id));
        Assert.NotNull(Reader.Trace(page, null, Some.Id));
    }

    private static string Damage(Random random)
    {
        var page = new StringBuilder(Html);
        for (var wounds = random.Next(1, 8); wounds > 0; wounds--)
        {
            var at = random.Next(page.Length);
            switch (random.Next(4))
            {
                case 0:
                    page.Remove(at, Math.Min(random.Next(60), page.Length - at));
                    break;
                case 1:
                    page.Insert(at, Pieces[random.Next(Pieces.Length)]);
                    break;
                case 2:
                    page.Insert(at, Gibberish.Text(random));
                    break;
                default:
                    page.Length = Math.Max(at, 1);
                    break;
            }
        }

        return page.ToString();
    }
}
