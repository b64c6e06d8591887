using Rollcall.Fetching.Robots;

namespace Rollcall.Tests.Fetching.Robots;

public sealed class RobotsRulesTests
{
    [Theory]
    [InlineData("", "/a", true)]
    [InlineData("User-agent: *\nDisallow:", "/a", true)]
    [InlineData("User-agent: *\nDisallow: /", "/a", false)]
    [InlineData("User-agent: *\nDisallow: /", "/robots.txt", true)]
    [InlineData("User-agent: *\nDisallow: /private/", "/private/1", false)]
    [InlineData("User-agent: *\nDisallow: /private/", "/privately", true)]

    // The group that names us is ours alone, wherever it stands; several of them add up; names are compared without regard to case.
    [InlineData("User-agent: *\nDisallow: /\n\nUser-agent: Rollcall\nAllow: /", "/a", true)]
    [InlineData("User-agent: Rollcall\nDisallow: /a\n\nUser-agent: *\nDisallow: /", "/b", true)]
    [InlineData("User-agent: ROLLCALL/2\nDisallow: /a\nUser-agent: rollcall\nDisallow: /b", "/b/1", false)]
    [InlineData("User-agent: other\nUser-agent: rollcall\nDisallow: /a", "/a", false)]
    [InlineData("User-agent: rollcall\n\nUser-agent: *\nDisallow: /", "/a", false)]
    [InlineData("User-agent: rollcall\nDisallow:\nUser-agent: *\nDisallow: /", "/a", true)]
    [InlineData("User-agent: rollcaller\nDisallow: /", "/a", true)]

    // The longest rule decides, Allow wins a tie.
    [InlineData("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/1", true)]
    [InlineData("User-agent: *\nAllow: /a\nDisallow: /a/b", "/a/b/1", false)]
    [InlineData("User-agent: *\nDisallow: /a\nAllow: /a", "/a", true)]

    // Wildcards (RFC 9309, 2.2.3).
    [InlineData("User-agent: *\nDisallow: /*.pdf$", "/files/x.pdf", false)]
    [InlineData("User-agent: *\nDisallow: /*.pdf$", "/files/x.pdf?page=1", true)]
    [InlineData("User-agent: *\nDisallow: /*/edit", "/records/7/edit", false)]
    [InlineData("User-agent: *\nDisallow: /a*b*c", "/axxbyyc", false)]
    [InlineData("User-agent: *\nDisallow: /a*b*c", "/axxcyyb", true)]
    [InlineData("User-agent: *\nDisallow: /?q=", "/?q=1", false)]
    [InlineData("User-agent: *\nDisallow: /exact$", "/exact", false)]
    [InlineData("User-agent: *\nDisallow: /exact$", "/exactly", true)]

    // As files are written: comments, case, spaces, CRLF, a byte order mark, escapes, nonsense.
    [InlineData("\uFEFF# hello\r\nUSER-AGENT : * # all\r\nDISALLOW : /a # not this\r\n", "/a", false)]
    [InlineData("User-agent: *\nDisallow: /caf%C3%A9", "/café/1", false)]
    [InlineData("Disallow: /\n<html>no robots</html>", "/a", true)]
    public void A_path_is_allowed_or_not(string robots, string path, bool allowed) =>
        Assert.Equal(allowed, RobotsRules.Parse(robots).Allows(new Uri(new Uri("http://site.test"), path)));

    [Theory]
    [InlineData("User-agent: *\nCrawl-delay: 5", 5.0)]
    [InlineData("User-agent: *\nCrawl-delay: 0.5\nDisallow: /a", 0.5)]
    [InlineData("User-agent: *\nCrawl-delay: 9\n\nUser-agent: rollcall\nCrawl-delay: 2", 2.0)]
    [InlineData("User-agent: *\nCrawl-delay: soon", null)]
    [InlineData("User-agent: *\nCrawl-delay: -3", null)]
    [InlineData("User-agent: other\nCrawl-delay: 5", null)]
    public void Crawl_delay_is_read(string robots, double? seconds) => Assert.Equal(seconds, RobotsRules.Parse(robots).CrawlDelay?.TotalSeconds);
}
