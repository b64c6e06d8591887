using Rollcall.Fetching;
using Rollcall.Fetching.Robots;
using Rollcall.Ids;
using Rollcall.Practice;
using Rollcall.Practice.Requests;
using Rollcall.Registries;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Fetching.Robots;

public sealed class RobotsPageSourceTests : IAsyncLifetime
{
    private readonly HttpClient _control = new();
    private readonly List<TimeSpan> _delays = [];
    private PracticeSite _site = null!;

    public async ValueTask InitializeAsync()
    {
        _site = await PracticeSite.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        _control.BaseAddress = _site.Address;
    }

    public async ValueTask DisposeAsync()
    {
        _control.Dispose();
        await _site.DisposeAsync();
    }

    [Fact]
    public async Task Robots_txt_is_asked_once_before_anything_else()
    {
        await using var source = Source();
        await using var session = source.OpenSession();

        var first = Assert.IsType<Page>(await session.AskAsync(Id(1), TestContext.Current.CancellationToken));
        await session.AskAsync(Id(2), TestContext.Current.CancellationToken);

        Assert.Equal(["/robots.txt", "/plain/1", "/plain/2"], _site.Requests.Read(new RequestFilter()).Select(r => r.Path));
        Assert.Equal(2, first.Requests);
    }

    [Fact]
    public async Task A_site_that_disallows_the_records_ends_the_run_before_one_is_asked()
    {
        await Robots("User-agent: *\nDisallow: /plain/");
        await using var source = Source();
        await using var session = source.OpenSession();

        var refused = await Assert.ThrowsAsync<RollcallException>(() => session.AskAsync(Id(1), TestContext.Current.CancellationToken));

        Assert.Equal(ExitCode.Usage, refused.ExitCode);
        Assert.Contains("disallows /plain/1", refused.Message, StringComparison.Ordinal);
        Assert.Contains("respect_robots", refused.Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain(_site.Requests.Read(new RequestFilter()), r => r.Registry == "plain");
    }

    [Fact]
    public async Task What_robots_txt_disallows_is_told_without_secrets()
    {
        await Robots("User-agent: *\nDisallow: /plain/");
        var values = new TemplateValues(new Dictionary<string, string>(), new Dictionary<string, string> { ["KEY"] = "hunter22" });
        await using var source = Source(values: values, ask: "/plain/{number}?key=${KEY}");
        await using var session = source.OpenSession();

        var refused = await Assert.ThrowsAsync<RollcallException>(() => session.AskAsync(Id(1), TestContext.Current.CancellationToken));

        Assert.Contains("disallows /plain/1?key=***", refused.Message, StringComparison.Ordinal);
        Assert.EndsWith("disallows /plain/2?key=***", source.Forbids(new Uri(_site.Address, "/plain/2?key=hunter22")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Single_ids_that_are_disallowed_are_left_alone()
    {
        await Robots("User-agent: rollcall\nDisallow: /plain/2$");
        await using var source = Source();
        await using var session = source.OpenSession();

        Assert.IsType<Page>(await session.AskAsync(Id(1), TestContext.Current.CancellationToken));
        var left = Assert.IsType<Fault>(await session.AskAsync(Id(2), TestContext.Current.CancellationToken));
        Assert.IsType<Page>(await session.AskAsync(Id(20), TestContext.Current.CancellationToken));

        Assert.Equal((FailureClass.Blocked, 0), (left.Class, left.Requests));
        Assert.DoesNotContain(_site.Requests.Read(new RequestFilter()), r => r.Path == "/plain/2");
    }

    [Fact]
    public async Task The_crawl_delay_is_passed_on()
    {
        await Robots("User-agent: *\nCrawl-delay: 2.5");
        await using var source = Source();
        await using var session = source.OpenSession();

        await session.AskAsync(Id(1), TestContext.Current.CancellationToken);

        Assert.Equal([TimeSpan.FromSeconds(2.5)], _delays);
    }

    [Fact]
    public async Task A_site_that_cannot_be_reached_is_a_fault_of_the_session_and_robots_txt_is_asked_again()
    {
        await using var closed = Source(new Uri("http://127.0.0.1:1"));
        await using var session = closed.OpenSession();

        var fault = Assert.IsType<Fault>(await session.AskAsync(Id(1), TestContext.Current.CancellationToken));

        Assert.True(fault.OfSession);
        Assert.Contains("robots.txt could not be had", fault.Message, StringComparison.Ordinal);
    }

    private static RecordId Id(long number) => new(number, $"{number}");

    private async Task Robots(string text)
    {
        using var body = new StringContent(text);
        (await _control.PutAsync(new Uri("/_practice/robots", UriKind.Relative), body, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
    }

    private RobotsPageSource Source(Uri? site = null, TemplateValues? values = null, string? ask = null)
    {
        var definition = RegistryReader.Read(Repository.PathOf("registries/practice-plain.yaml"), mode: null).Required with { Site = site ?? _site.Address };
        definition = ask is null ? definition : definition with { Ask = [new Step.Request(1, "GET", new Template(ask), [], [])] };
        values ??= TemplateValues.None;
        var inner = new HttpPageSource(definition, values, new HttpOptions(), TimeProvider.System);
        return new RobotsPageSource(inner, definition, values, new HttpOptions(), TimeProvider.System, _ => ValueTask.CompletedTask, _delays.Add);
    }
}
