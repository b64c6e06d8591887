using System.Diagnostics;
using System.Net;
using Rollcall.Practice;
using Rollcall.Practice.Faults;
using Rollcall.Practice.Latencies;
using Rollcall.Practice.Registries;

namespace Rollcall.Tests.Practice;

public sealed class PracticeSiteTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_answers_on_loopback_and_has_a_home_a_login_and_a_robots_txt_that_allows_everything()
    {
        await using var site = await PracticeSite.StartAsync(cancellationToken: Cancelled);
        using var client = new HttpClient { BaseAddress = site.Address };

        Assert.Equal("127.0.0.1", site.Address.Host);
        Assert.Contains("<h1>Practice Registry Office</h1>", await client.GetStringAsync("/", Cancelled), StringComparison.Ordinal);
        Assert.Contains("<h1>Sign in</h1>", await client.GetStringAsync("/login", Cancelled), StringComparison.Ordinal);
        Assert.Equal(PracticeOptions.AllowAllRobots, await client.GetStringAsync("/robots.txt", Cancelled));
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/nowhere", Cancelled)).StatusCode);
    }

    [Fact]
    public async Task Robots_txt_can_be_changed_while_it_runs()
    {
        await using var site = await PracticeSite.StartAsync(new PracticeOptions { Robots = "User-agent: *\nDisallow: /plain\n" }, Cancelled);
        using var client = new HttpClient { BaseAddress = site.Address };

        Assert.Contains("Disallow: /plain", await client.GetStringAsync("/robots.txt", Cancelled), StringComparison.Ordinal);
        site.Robots = "User-agent: *\nCrawl-delay: 2\n";
        Assert.Contains("Crawl-delay: 2", await client.GetStringAsync("/robots.txt", Cancelled), StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_bad_options_are_named_at_once()
    {
        var options = new PracticeOptions { Port = 70000, PageBytes = -1, LogCapacity = 0, Synthetic = new Numbering { Mark = 0, HoleRate = 2 } };

        var error = await Assert.ThrowsAsync<PracticeException>(() => PracticeSite.StartAsync(options, Cancelled));

        Assert.Equal(5, error.Message.Split('\n').Length);
        Assert.Contains("port 70000 must be from 0 to 65535", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_taken_port_is_named()
    {
        await using var first = await PracticeSite.StartAsync(cancellationToken: Cancelled);

        var error = await Assert.ThrowsAsync<PracticeException>(
            () => PracticeSite.StartAsync(new PracticeOptions { Port = first.Address.Port }, Cancelled));

        Assert.Contains($"port {first.Address.Port}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fault_or_latency_for_a_registry_that_is_not_there_is_refused()
    {
        var options = new PracticeOptions
        {
            Faults = [new FaultSetting("palin", new FaultRule { Kind = FaultKind.Reset })],
            Latencies = [new LatencySetting("cuort", Kind: null, new LatencyRange(TimeSpan.FromSeconds(1)))],
        };

        var error = await Assert.ThrowsAsync<PracticeException>(() => PracticeSite.StartAsync(options, Cancelled));

        Assert.Contains("\"palin\"", error.Message, StringComparison.Ordinal);
        Assert.Contains("\"cuort\"", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopping_cuts_off_requests_that_are_held_back()
    {
        var site = await PracticeSite.StartAsync(cancellationToken: Cancelled);
        using var client = new HttpClient { BaseAddress = site.Address };
        site.Plain.Faults = new FaultPlan { Outage = new FaultRule { Kind = FaultKind.Timeout } };
        var held = client.GetAsync("/plain/1", Cancelled);
        while (site.Requests.Total == 0)
            await Task.Yield();

        var watch = Stopwatch.StartNew();
        await site.DisposeAsync();

        await Assert.ThrowsAsync<HttpRequestException>(() => held);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"took {watch.Elapsed}");
    }
}
