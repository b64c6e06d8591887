using System.Diagnostics;
using System.Globalization;
using Rollcall.Practice;
using Rollcall.Practice.Faults;
using Rollcall.Practice.Latencies;
using Rollcall.Practice.Registries;
using Rollcall.Practice.Requests;
using Rollcall.Scenarios.Support;

namespace Rollcall.Scenarios;

/// <summary>What a small machine (2 processors, 4 GB) is promised to do in Chromium. docs/operations.md has the figures.</summary>
[Trait("Category", "Long")]
public sealed class ReferenceProfileTests
{
    private const int Jobs = 100;

    [Fact]
    public async Task A_hundred_jobs_with_a_fault_in_every_tenth_end_well_in_time_and_memory()
    {
        Assert.True(LatencySetting.TryParse("court/search=200ms-600ms", out var latency, out var problem), problem);
        await using var site = await PracticeSite.StartAsync(new PracticeOptions { Latencies = [latency!] }, TestContext.Current.CancellationToken);
        site.Court.SetFaults(
            new FaultRule { Kind = FaultKind.Status500, First = 1, Ids = ["5", "15", "25", "35"], On = [RequestKind.Search] },
            new FaultRule { Kind = FaultKind.EmptyBody, First = 1, Ids = ["45", "55", "65"], On = [RequestKind.Search] },
            new FaultRule { Kind = FaultKind.Reset, First = 1, Ids = ["75", "85", "95"], On = [RequestKind.Search] });
        using var place = new Workplace();
        await using var run = BrowserRun.Court(place, site, Jobs, "concurrency=4");

        var begun = Stopwatch.GetTimestamp();
        var peak = 0L;
        while (!run.Process.HasEnded)
        {
            peak = Math.Max(peak, run.Traces.Processes().Append(run.Process.Id).Distinct().Sum(ProportionalBytes));
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        var ended = await run.Process.EndAsync();
        var took = Stopwatch.GetElapsedTime(begun);
        var report = place.Report();
        var (total, failed, retries) = (report.GetProperty("total").GetInt32(), report.GetProperty("failed").GetInt32(), report.GetProperty("retries").GetInt32());
        var faults = site.Requests.Read(new RequestFilter()).Count(r => r.Fault is not null);
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{total} jobs in {took.TotalSeconds:0.0} s, {faults} faults, {failed} failed, {retries} retries, peak memory {peak / 1e6:0} MB, exit code {ended.Code}; {Environment.ProcessorCount} processors, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9:0.0} GB"));

        Assert.Equal(Jobs, total);
        Assert.True(faults >= Jobs / 10, $"{faults} faults: too few to show anything");
        Assert.True(failed <= Jobs / 100, $"{failed} of {total} failed: {ended.Error}");
        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromMinutes(5));
        Assert.InRange(peak, 1, 4_000_000_000);
    }

    // What processes share is counted once: Chromium's share most of theirs.
    private static long ProportionalBytes(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/smaps_rollup").FirstOrDefault(l => l.StartsWith("Pss:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
