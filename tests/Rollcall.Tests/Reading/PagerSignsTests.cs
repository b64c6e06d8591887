using Rollcall.Fetching;
using Rollcall.Reading;
using Rollcall.Registries;

namespace Rollcall.Tests.Reading;

/// <summary>What tells a writer of a definition that a list goes on.</summary>
public sealed class PagerSignsTests
{
    [Theory]
    [InlineData("""<a rel="next" href="?p=2">more</a>""", "a \"more\"")]
    [InlineData("""<link rel="next" href="?p=2">""", "link[rel=next]")]
    [InlineData("""<a href="?p=2">Suivant&nbsp;»</a>""", "a \"Suivant »\"")]
    [InlineData("""<button>Load more…</button>""", "button \"Load more…\"")]
    [InlineData("""<input type="submit" value="Next >">""", "input \"Next >\"")]
    [InlineData("""<a href="?p=2" aria-label="Next page"><img src="arrow.png"></a>""", "a \"\"")]
    [InlineData("""<div><span>1</span> <a href="?p=2">2</a></div>""", "a \"2\"")]
    [InlineData("""<ul><li class="active">1</li><li><a href="?p=2">2</a></li></ul>""", "a \"2\"")]
    public void A_usual_link_to_the_next_page_is_a_sign(string html, string sign) => Assert.Equal(sign, Of(html));

    [Theory]
    [InlineData("<a href=\"/2\">Next of kin</a>")]
    [InlineData("<button disabled>Next</button>")]
    [InlineData("<a href=\"?p=2\" hidden>Next</a>")]
    [InlineData("<p>Next</p>")]
    [InlineData("<table><tr><td>1</td><td><a href=\"/r/2\">2</a></td></tr></table>")]
    [InlineData("<a href=\"?p=1\">Previous</a> <a href=\"/about\">About</a>")]
    [InlineData("")]
    public void What_merely_looks_like_one_is_none(string html) => Assert.Null(Of(html));

    [Theory]
    [InlineData("""{"next": "/api?page=2"}""", "next = /api?page=2")]
    [InlineData("""{"links": {"pages": {"next": "x"}}}""", "links.pages.next = x")]
    [InlineData("""{"items": [], "nextPageToken": "abc"}""", "nextPageToken = abc")]
    [InlineData("""{"next": null}""", null)]
    [InlineData("""{"next": ""}""", null)]
    [InlineData("""{"items": [{"next": "x"}]}""", null)]
    [InlineData("""{"a": {"b": {"c": {"next": "x"}}}}""", null)]
    public void A_json_answer_names_its_next_page(string json, string? sign) => Assert.Equal(sign, Of(json));

    private static string? Of(string body) => PagerSigns.Of(new Page
    {
        RequestedUrl = new Uri("http://127.0.0.1/1"),
        FinalUrl = new Uri("http://127.0.0.1/1"),
        Status = 200,
        Body = body,
        ContentType = "text/html",
        Mode = FetchMode.Http,
        Freshness = Freshness.NewDocument,
    });
}
