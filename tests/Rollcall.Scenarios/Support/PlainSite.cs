using Rollcall.Practice;
using Rollcall.Practice.Latencies;
using Rollcall.Practice.Plain;
using Rollcall.Practice.Registries;
using Rollcall.Practice.Requests;
using Rollcall.Tests.Support;

namespace Rollcall.Scenarios.Support;

/// <summary>The practice site's plain registry, what a sweep of it is to bring, and what was asked of it.</summary>
internal sealed class PlainSite : IAsyncDisposable
{
    private readonly PracticeSite _site;

    private PlainSite(PracticeSite site, int end)
    {
        _site = site;
        End = end;
        Found = [.. Enumerable.Range(1, end).Select(n => $"{n}").Where(n => site.Plain.Truth(n).Outcome == ExpectedOutcome.Success)];
    }

    /// <summary>Where it answers.</summary>
    public Uri Address => _site.Address;

    /// <summary>The last number that a sweep asks.</summary>
    public int End { get; }

    /// <summary>The numbers up to it that have a record.</summary>
    public IReadOnlyList<string> Found { get; }

    /// <summary>The registry, for its faults.</summary>
    public PlainRegistry Registry => _site.Plain;

    /// <summary>The command line of a sweep of it.</summary>
    public string[] Run => RunTo(End);

    /// <summary>How many requests for numbers came by now, canaries included.</summary>
    public int Count => All.Count;

    private List<string> All => [.. _site.Requests.Read(new RequestFilter { Registry = "plain" }).Select(r => r.Id!)];

    /// <summary>The ids asked by the runs of a folder, in order, each as often as it was asked; canaries are left out.</summary>
    public List<string> Asked(Workplace place) => CanaryRequests.TakenFrom(All, place.Canaries());

    /// <param name="end">About so many numbers: the last ones all have a record.</param>
    /// <param name="latency">How long the site takes to answer.</param>
    /// <param name="holes">The share of numbers without a record.</param>
    public static async Task<PlainSite> StartAsync(int end, string latency = "0", double holes = 0.05)
    {
        var options = new PracticeOptions
        {
            Synthetic = new Numbering { Mark = end + 500, HoleRate = holes },
            Latencies = LatencySetting.TryParse(latency, out var setting, out var problem) ? [setting] : throw new ArgumentException(problem, nameof(latency)),
        };
        var site = await PracticeSite.StartAsync(options, TestContext.Current.CancellationToken);

        // What is absent near the end is confirmed by a record behind it.
        while (Enumerable.Range(end - 15, 16).Any(n => site.Plain.Truth($"{n}").Outcome != ExpectedOutcome.Success))
        {
            end++;
        }

        return new PlainSite(site, end);
    }

    /// <summary>The command line of a sweep up to a number.</summary>
    public string[] RunTo(int end) => ["run", Workplace.Registry("practice-plain"), "--base-url", _site.Address.ToString(), "--end", $"{end}"];

    /// <summary>
    /// Holds an ended collection to the truth: its certificate is sound, every record is there once, and nothing was lost or invented.
    /// </summary>
    public async Task AssertCollectedAsync(Workplace place, int? end = null)
    {
        var certificate = await RollcallProcess.RunAsync(place.Folder, "verify");
        Assert.True(certificate.Code == 0, certificate.Out + certificate.Error);
        var saved = place.Records().Select(r => r.GetProperty("case_id").GetString()!).ToList();
        Assert.Equal(saved.Count, saved.Distinct().Count());
        var truth = Found.Where(n => int.Parse(n) <= (end ?? End)).ToList();
        Assert.Equal(truth.Order(), saved.Order());
        Assert.Equal((end ?? End) - truth.Count, place.IdsWith("no_record").Distinct().Count());
        Assert.DoesNotContain(place.Files(), f => f.EndsWith(".tmp", StringComparison.Ordinal));
    }

    /// <summary>Waits until nothing was asked for half a second: whoever asks hangs, or is gone.</summary>
    public async Task StandsStillAsync()
    {
        for (var before = -1; before != Count;)
        {
            before = Count;
            await Task.Delay(TimeSpan.FromSeconds(0.5), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();
}
