using Rollcall.Fetching;
using Rollcall.Ids;
using Rollcall.Registries;

namespace Rollcall.Tests.Fetching;

public sealed class HttpRequestsTests
{
    [Theory]
    [InlineData("//elsewhere.test/r/A")]
    [InlineData("http://elsewhere.test/r/A")]
    public void No_address_leads_to_another_host_than_the_site(string link)
    {
        var requests = new HttpRequests(new Uri("http://site.test"), TemplateValues.None, "test");
        var step = new Step.Request(7, "GET", new Template("{link}"), [], []);

        var refused = Assert.Throws<RollcallException>(() => requests.Of(step, new RecordId(1, "A") { Link = link }, carried: null));

        Assert.Equal(ExitCode.Usage, refused.ExitCode);
        Assert.Contains("gives no address on site.test", refused.Message, StringComparison.Ordinal);
        Assert.Equal(new Uri("http://site.test/r/A"), requests.Of(step, new RecordId(1, "A") { Link = "/r/A" }, carried: null).Address);
    }
}
