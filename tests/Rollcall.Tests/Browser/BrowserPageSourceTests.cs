using Rollcall.Browser;
using Rollcall.Fetching;
using Rollcall.Registries;
using Rollcall.Tests.Contracts;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Browser;

/// <summary>The contract of page sources, kept by the browser; and what a source refuses.</summary>
[Collection(ChromiumFixture.Name)]
public sealed class BrowserPageSourceTests(ChromiumFixture chromium) : PageSourceContract
{
    protected override FetchMode Mode => FetchMode.Browser;

    [Fact]
    public void What_cannot_be_done_in_a_browser_is_refused_at_once_with_all_that_is_wrong()
    {
        var wrong = Assert.Throws<RollcallException>(() =>
            chromium.SourceOf(Some.Definition(), new BrowserOptions { StepTimeout = TimeSpan.Zero, UserAgent = "a\nb", Proxy = new Uri("ftp://proxy") }));

        Assert.Equal(ExitCode.Usage, wrong.ExitCode);
        Assert.Equal(
            "request_timeout is 00:00:00; allowed is more than 0, at most 1h; user_agent holds a line break or another control character; "
            + "proxy is no http, https or socks5 address; some-registry.yaml:5: 'get' sends a request of its own, which a browser does not",
            wrong.Message);
    }

    protected override Task<IPageSource> OpenAsync(RegistryDefinition definition) => Task.FromResult<IPageSource>(chromium.SourceOf(definition));

    protected override Step Visit(string url) => new Step.Goto(1, new Template(url));
}
