using Rollcall.Practice;
using Rollcall.Practice.Faults;
using Rollcall.Practice.Latencies;
using Rollcall.Practice.Registries;
using Rollcall.Scenarios.Support;
using Rollcall.Tests.Support;

namespace Rollcall.Scenarios;

/// <summary>What a site sees of us, from the log of a real nginx in front of it. Short in <c>.ci/run</c>, a whole minute with <c>--full</c>.</summary>
[Collection(Alone.Name)]
[Trait("Category", "Long")]
public sealed class PoliteTests
{
    private static readonly int Seconds = Amount.Of(taste: 6, full: 60);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task No_second_sees_more_requests_than_the_pace_allows_however_many_workers_and_processes_there_are(int processes)
    {
        await using var site = await Site(latency: "400ms", mark: 5000);
        await using var nginx = await Nginx.PlainAsync(site.Address);
        using var place = new Workplace();

        var running = Enumerable.Range(1, processes).Select(n => Start(place, nginx, n, end: 20 * Seconds / processes)).ToList();
        foreach (var cli in running)
        {
            var ended = await cli.EndAsync();
            Assert.True(ended.Code == 0, ended.Error);
            await cli.DisposeAsync();
        }

        var sent = nginx.Arrivals().Select(r => r.At).ToList();
        var most = sent.Max(at => sent.Count(other => other >= at && other < at + TimeSpan.FromSeconds(1)));
        var took = (sent[^1] - sent[0]).TotalSeconds;
        TestContext.Current.TestOutputHelper!.WriteLine($"{processes} process(es) of 16 workers at 20 requests/s: {sent.Count} requests in {took:0.0} s, at most {most} in any second");
        Assert.InRange(most, 1, 21);
        Assert.True(took >= (sent.Count - 1) * 0.05 * 0.99);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task While_the_site_asks_to_be_left_alone_it_is_by_every_process(int processes)
    {
        await using var site = await Site(latency: "20ms", mark: 5000);
        site.Plain.SetFaults(new FaultRule { Kind = FaultKind.Status429, Ids = ["60"], First = 1, RetryAfter = 5 });
        await using var nginx = await Nginx.PlainAsync(site.Address);
        using var place = new Workplace();

        var running = Enumerable.Range(1, processes).Select(n => Start(place, nginx, n, end: 100)).ToList();
        foreach (var cli in running)
        {
            Assert.Equal(0, (await cli.EndAsync()).Code);
            await cli.DisposeAsync();
        }

        var log = nginx.Arrivals();
        var told = log.First(r => r.Status == 429).Answered;

        // What was under way when the answer came is let off; on a busy machine it takes a moment until the client has read it.
        var (from, to) = (told + TimeSpan.FromMilliseconds(400), told + TimeSpan.FromSeconds(4.9));
        Assert.DoesNotContain(log, r => r.At > from && r.At < to);
        Assert.Contains(log, r => r.At > to);
        TestContext.Current.TestOutputHelper!.WriteLine($"{processes} process(es), Retry-After 5 s: 0 requests from {(from - told).TotalSeconds:0.0} to {(to - told).TotalSeconds:0.0} s after it");
    }

    private static RollcallProcess Start(Workplace place, Nginx nginx, int number, int end)
    {
        // All processes of the machine share one pace: these with nobody else, for nginx's port is their own.
        return RollcallProcess.Start(
            place.Folder, variables: null, "run", Workplace.Registry("practice-plain"), "--base-url", nginx.Address.ToString(), "--end", $"{end}",
            "--concurrency", "16", "--delay-min", "0.05s", "--delay-max", "0.05s", "--output", Path.Combine(place.Folder, $"output-{number}"), "--quiet");
    }

    private static Task<PracticeSite> Site(string latency, int mark) => PracticeSite.StartAsync(
        new PracticeOptions { Synthetic = new Numbering { Mark = mark, HoleRate = 0.05 }, Latencies = [Latency(latency)] }, TestContext.Current.CancellationToken);

    private static LatencySetting Latency(string text) =>
        LatencySetting.TryParse(text, out var setting, out var problem) ? setting : throw new ArgumentException(problem, nameof(text));
}
