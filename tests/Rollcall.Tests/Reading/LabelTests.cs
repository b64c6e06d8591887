using Rollcall.Reading;
using Rollcall.Registries;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Reading;

/// <summary>Each case is a way in which some site sets a label and its value; the label asked for is <c>Office</c>.</summary>
public sealed class LabelTests
{
    [Theory]
    [InlineData("<table><tr><th>Office</th><td>Toronto</td></tr></table>")]
    [InlineData("<table><tr><td>OFFICE:</td><td> Toronto </td></tr></table>")]
    [InlineData("<table><tr><td><strong>Office&nbsp;:</strong></td><td><a href=x>Toronto</a></td></tr></table>")]
    [InlineData("<table><tr><td>Type</td><td>A</td><td>Office</td><td>Toronto</td></tr></table>")]
    [InlineData("<table><tr><th>Office</th><th>Type</th></tr><tr><th>Office</th><td>Toronto</td></tr></table>")]
    [InlineData("<dl><dt>Office</dt><dd>Toronto</dd><dt>Type</dt><dd>A</dd></dl>")]
    [InlineData("<dl><div><dt><span>Office</span>:</dt><dd>Toronto</dd></div></dl>")]
    [InlineData("<p><strong>Office :</strong> Toronto</p>")]
    [InlineData("<p><strong>Office</strong> Toronto</p>")]
    [InlineData("<p><b>Office</b>: Toronto</p>")]
    [InlineData("<p><strong>Office :</strong>&nbsp;<span>Toronto</span></p>")]
    [InlineData("<p><span><strong>Office :</strong> Toronto</span> <span><strong>Language :</strong> English</span></p>")]
    [InlineData("<p><strong>Type :</strong> A <strong>Office :</strong> Toronto <strong>Language :</strong> English</p>")]
    [InlineData("<p><strong>Office :</strong> Toronto <strong>Note</strong> see below</p>")]
    [InlineData("<p><strong>Type :</strong> A<br><strong>Office :</strong> Toronto<br><strong>Language :</strong> English</p>")]
    [InlineData("<p><span><strong>Office :</strong></span><span>Toronto</span><span><strong>Language :</strong></span><span>English</span></p>")]
    [InlineData("<p><span>Office:</span> <span>Toronto</span> <span>Language:</span> <span>English</span></p>")]
    [InlineData("<p><span class=l>Office</span><span class=v>Toronto</span><span class=l>Language</span><span class=v>English</span></p>")]
    [InlineData("<p><b>Office:</b> <b>Toronto</b></p>")]
    [InlineData("<p><strong>Office :</strong></p><p>Toronto</p>")]
    [InlineData("<label for=o>Office</label><div id=o>Toronto</div>")]
    [InlineData("<div class=row><div class=col-4>Office</div><div class=col-8>Toronto</div></div>")]
    [InlineData("<div><div>Office:</div><div>Toronto</div></div>")]
    [InlineData("<h3>Office</h3><p>Toronto</p><h3>Language</h3><p>English</p>")]
    [InlineData("<p>Office: Toronto</p>")]
    [InlineData("<ul><li>Type: A</li><li>Office : <em>Toronto</em></li></ul>")]
    [InlineData("<p>Type: A<br>Office: Toronto<br>Language: English</p>")]
    [InlineData("<table><tr><td>Office: Toronto</td></tr></table>")]
    [InlineData("<nav><span>Office:</span> <a>Elsewhere</a></nav><p><strong>Office :</strong> Toronto</p>")]
    [InlineData("<ul><li>Office</li><li>Contact</li></ul><p><strong>Office</strong> Toronto</p>")]
    [InlineData("<div>Offices: many</div><p>The Office is open. <strong>Office :</strong> Toronto</p>")]
    [InlineData("<p data-rollcall-hidden><strong>Office :</strong> Ottawa</p><p><strong>Office :</strong> Toronto</p>")]
    [InlineData("<p><strong>Office :</strong><em data-rollcall-hidden>Ottawa</em> Toronto</p>")]
    public void The_value_beside_the_label_is_read(string html) => Assert.Equal("Toronto", Read(html));

    [Theory]
    [InlineData("<table><tr><th>Office</th><td></td></tr></table>")]
    [InlineData("<dl><dt>Office</dt><dd> &nbsp; </dd></dl>")]
    [InlineData("<p><strong>Office :</strong> <strong>Language :</strong> English</p>")]
    [InlineData("<p><strong>Office :</strong></p>")]
    [InlineData("<p><strong>Office</strong> <strong>Language</strong> English</p>")]
    [InlineData("<p><strong>Office :</strong></p><p><strong>Language :</strong> English</p>")]
    [InlineData("<p><span><strong>Office :</strong></span><span><strong>Language :</strong> English</span></p>")]
    [InlineData("<div><div>Office:</div></div>")]
    [InlineData("<div><p>Office:</p><h2>Next</h2></div>")]
    [InlineData("<p>Office:<br>Language: English</p>")]
    public void A_label_with_nothing_beside_it_has_an_empty_value_and_never_the_next_ones(string html) => Assert.Equal("", Read(html));

    [Theory]
    [InlineData("<p>Elsewhere</p>")]
    [InlineData("<table><tr><th>Office</th><th>Language</th></tr></table>")]
    [InlineData("<dl><dt>Office</dt></dl>")]
    [InlineData("<ul><li>Office</li><li>Contact</li></ul>")]
    [InlineData("<div>Office</div><div>Contact</div>")]
    [InlineData("<p><strong>Office</strong></p><p><strong>Language</strong> English</p>")]
    [InlineData("<p>Home Office: Toronto</p>")]
    [InlineData("<p><strong>Office hours :</strong> Toronto</p>")]
    [InlineData("<button>Office</button><p>Toronto</p>")]
    public void What_only_looks_like_the_label_gives_nothing(string html) => Assert.Null(Read(html));

    [Fact]
    public void Several_definitions_of_one_term_are_joined() =>
        Assert.Equal("Toronto; Ottawa", Read("<dl><dt>Office</dt><dd>Toronto</dd><dd></dd><dd>Ottawa</dd><dt>Type</dt></dl>"));

    [Fact]
    public void A_label_is_looked_for_only_where_the_definition_says()
    {
        const string Html = "<table><tr><th>Office</th><td>Ottawa</td></tr></table><div id=m><p><strong>Office</strong> Toronto</p></div>";

        Assert.Equal("Ottawa", Read(Html));
        Assert.Equal("Toronto", Read(Html, "#m"));
        Assert.Null(Read(Html, "#none"));
    }

    private static string? Read(string html, string? within = null)
    {
        const string Record = "<b class='record-number'>IMM-231-25</b><table class='record'></table>";
        var reader = new PageReader(Some.Definition(null, Some.Field("office", new FieldPlace.Label("Office", within))), TemplateValues.None);
        return Assert.IsType<Answer.Found>(reader.Read(Some.Page($"{html}{Record}"), null, Some.Id)).Content.Fields[0].Value.Text;
    }
}
