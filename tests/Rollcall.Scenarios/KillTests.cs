using Rollcall.Practice;
using Rollcall.Practice.Latencies;
using Rollcall.Practice.Registries;
using Rollcall.Practice.Requests;
using Rollcall.Scenarios.Support;

namespace Rollcall.Scenarios;

public sealed class KillTests
{
    private const int SigKill = 9;
    private const int Kills = 20;
    private const int Concurrency = 4;

    /// <summary>SIGKILL at random moments; the seed is in the test's output.</summary>
    [Theory]
    [InlineData(20251122)]
    public async Task A_sweep_killed_at_random_moments_loses_nothing_and_repeats_only_what_was_in_flight(int seed)
    {
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using var site = await PracticeSite.StartAsync(
            new PracticeOptions { Synthetic = new Numbering { Mark = 1000, HoleRate = 0.05 }, Latencies = [Latency("0.005-0.03s")] }, TestContext.Current.CancellationToken);
        using var place = new Workplace();
        string[] run = ["run", Workplace.Registry("practice-plain"), "--base-url", site.Address.ToString(), "--end", "1000", "--concurrency", $"{Concurrency}"];

        var killed = 0;
        while (killed < Kills)
        {
            var before = site.Requests.Read(new RequestFilter { Registry = "plain" }).Count;
            await using var cli = RollcallProcess.Start(place.Folder, variables: null, run);
            await Until(() => cli.HasEnded || site.Requests.Read(new RequestFilter { Registry = "plain" }).Count > before + random.Next(0, 25));
            Assert.False(cli.HasEnded, $"the sweep ended before it was killed {Kills} times: {cli.Error}");
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(0, 40)), TimeProvider.System, TestContext.Current.CancellationToken);
            cli.Signal(SigKill);
            await cli.EndAsync();
            killed++;
        }

        var last = await RollcallProcess.RunAsync(place.Folder, run);
        Assert.True(last.Code == 0, last.Error);

        var truth = Enumerable.Range(1, 1000).Where(n => site.Plain.Truth($"{n}").Outcome == ExpectedOutcome.Success).Select(n => $"{n}").ToHashSet();
        var saved = place.Records().Select(r => r.GetProperty("case_id").GetString()!).ToList();
        Assert.Equal(saved.Count, saved.Distinct().Count());
        Assert.Equal(truth.Order(), saved.Order());
        Assert.Equal(1000, place.IdsWith("success").Concat(place.IdsWith("no_record")).Distinct().Count());

        var requests = site.Requests.Read(new RequestFilter { Registry = "plain" }).Count;
        Assert.InRange(requests, 1000, 1000 + (Kills * Concurrency));

        // Nothing is open any more: not one request.
        var again = await RollcallProcess.RunAsync(place.Folder, run);
        Assert.Equal(0, again.Code);
        Assert.Equal(requests, site.Requests.Read(new RequestFilter { Registry = "plain" }).Count);
        Assert.Equal("nothing_to_do", place.Report().GetProperty("stop_reason").GetString());
    }

    private static LatencySetting Latency(string text) => LatencySetting.TryParse(text, out var setting, out var problem) ? setting : throw new ArgumentException(problem, nameof(text));

    private static async Task Until(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, limit.Token);
        }
    }
}
