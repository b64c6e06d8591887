using Rollcall.Practice;
using Rollcall.Practice.Latencies;
using Rollcall.Practice.Requests;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Practice;

public sealed class RequestLogTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_is_logged_with_what_it_asked_and_what_it_got()
    {
        await using var site = await PracticeSite.StartAsync(cancellationToken: Cancelled);
        using var client = new HttpClient { BaseAddress = site.Address, DefaultRequestHeaders = { { "User-Agent", "Tester/1.0 (+me)" } } };

        await client.GetAsync("/plain/1?x=1", Cancelled);
        await client.GetAsync("/plain/99998", Cancelled);
        await client.GetAsync("/robots.txt", Cancelled);

        var requests = site.Requests.Read();
        Assert.Equal([1L, 2L, 3L], requests.Select(request => request.Sequence));
        Assert.Equal(["/plain/1?x=1", "/plain/99998", "/robots.txt"], requests.Select(request => request.Path));
        Assert.Equal(["1", "99998", null], requests.Select(request => request.Id));
        Assert.Equal([200, 404, 200], requests.Select(request => request.Status!.Value));
        Assert.Equal(["plain", "plain", null], requests.Select(request => request.Registry));
        Assert.Equal(RequestKind.Record, requests[0].Kind);
        Assert.All(requests, request => Assert.Equal(("GET", "Tester/1.0 (+me)", null), (request.Method, request.UserAgent, request.Fault)));
        Assert.All(requests, request => Assert.True(request.DurationMs >= 0));
    }

    [Fact]
    public async Task Times_are_the_clocks_and_the_latency_is_waited_by_it()
    {
        var time = new ManualTime();
        var options = new PracticeOptions { Time = time, Latencies = [new LatencySetting(null, null, new LatencyRange(TimeSpan.FromSeconds(2)))] };
        await using var site = await PracticeSite.StartAsync(options, Cancelled);
        using var client = new HttpClient { BaseAddress = site.Address };
        time.Advance(TimeSpan.FromMilliseconds(1500));
        var arrived = time.GetUtcNow();

        var asked = client.GetAsync("/plain/1", Cancelled);
        while (time.Waiting == 0)
            await Task.Yield();
        Assert.False(asked.IsCompleted);
        Assert.Null(Assert.Single(site.Requests.Read()).DurationMs);
        time.Advance(TimeSpan.FromSeconds(2));
        await asked;

        var logged = Assert.Single(site.Requests.Read());
        Assert.Equal(arrived, logged.ArrivedAt);
        Assert.Equal(2000, logged.DurationMs);
    }

    [Fact]
    public void The_newest_requests_are_kept_and_the_dropped_ones_counted()
    {
        var log = new RequestLog(capacity: 3, new ManualTime());
        var held = Arrive(log, "a");
        for (var number = 0; number < 4; number++)
            log.Answered(Arrive(log, "b"), 200);
        // Its place was given away long ago: the late end must not spoil what stands there now.
        log.Answered(held, 503);

        Assert.Equal((5L, 2L), (log.Total, log.Dropped));
        Assert.Equal([3L, 4L, 5L], log.Read().Select(request => request.Sequence));
        Assert.All(log.Read(), request => Assert.Equal(200, request.Status));
    }

    [Fact]
    public void Clearing_forgets_requests_but_not_the_sequence()
    {
        var log = new RequestLog(capacity: 10, new ManualTime());
        Arrive(log, "a");
        var held = Arrive(log, "a");
        log.Clear();
        log.Answered(held, 200);

        Assert.Equal((0L, 0L), (log.Total, log.Dropped));
        Assert.Empty(log.Read());
        Assert.Equal(3, Arrive(log, "b"));
    }

    [Fact]
    public void Readers_choose_by_registry_kind_id_and_sequence()
    {
        var log = new RequestLog(capacity: 10, new ManualTime());
        Arrive(log, "a", "1");
        Arrive(log, "b", "1");
        Arrive(log, "b", "2");

        Assert.Equal([2L, 3L], Found(new RequestFilter { Registry = "b" }));
        Assert.Equal([1L, 2L], Found(new RequestFilter { Id = "1" }));
        Assert.Equal([3L], Found(new RequestFilter { Registry = "b", After = 2 }));
        Assert.Empty(Found(new RequestFilter { Kind = RequestKind.Page }));

        IEnumerable<long> Found(RequestFilter filter) => log.Read(filter).Select(request => request.Sequence);
    }

    [Fact]
    public async Task No_request_is_lost_when_many_arrive_at_once()
    {
        await using var site = await PracticeSite.StartAsync(cancellationToken: Cancelled);
        using var client = new HttpClient { BaseAddress = site.Address };

        await Parallel.ForAsync(0, 2000, Cancelled, async (number, token) =>
        {
            using var answer = await client.GetAsync($"/plain/{number}", token);
        });

        var requests = site.Requests.Read();
        Assert.Equal(2000, requests.Select(request => request.Id).Distinct().Count());
        Assert.Equal(requests.OrderBy(request => request.ArrivedAt).Select(request => request.Sequence), requests.Select(request => request.Sequence));
    }

    private static long Arrive(RequestLog log, string registry, string id = "1") =>
        log.Arrived("GET", "/", registry, RequestKind.Record, id, fault: null, userAgent: null);
}
