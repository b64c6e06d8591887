using Rollcall.Practice;
using Rollcall.Practice.Court;
using Rollcall.Scenarios.Support;
using Rollcall.Tests.Support;

namespace Rollcall.Scenarios;

/// <summary>A long time in Chromium: browsers are replaced again and again, and neither an id nor memory nor a process is lost.</summary>
public sealed class BrowserSoakTests
{
    /// <summary>2,000 ids with <c>./test --full</c>.</summary>
    private static readonly int Ids = Amount.Of(taste: 200, full: 2000);

    // The first readings are of a browser that has shown nothing yet.
    private const int Settling = 10;

    [Fact]
    public async Task Many_ids_take_many_browsers_one_after_the_other_and_their_memory_does_not_grow()
    {
        await using var site = await PracticeSite.StartAsync(
            new PracticeOptions { CourtTimings = new CourtTimings { BusyAfter = 20, Fade = 0, UpdateAfter = 0 } }, TestContext.Current.CancellationToken);
        using var place = new Workplace();
        await using var run = BrowserRun.Court(place, site, Ids, $"browser_max_jobs={(Amount.Of(taste: 25, full: 40))}");
        var memory = new List<(int Settled, long Bytes)>();
        var mostBrowsers = 0;
        while (!run.Process.HasEnded)
        {
            mostBrowsers = Math.Max(mostBrowsers, run.Traces.Browsers().Count);
            if (run.Memory() is { } bytes and > 0)
            {
                memory.Add((run.Settled(), bytes));
            }

            await Task.Delay(TimeSpan.FromMilliseconds(250), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        var ended = await run.Process.EndAsync();
        Assert.True(ended.Code == 0, ended.Error);
        var report = place.Report();
        var replaced = run.Events("batch.browser.restart");
        var least = Least(memory, from: Settling, to: Ids / 2);
        var grown = Least(memory, from: Ids / 2, to: Ids) - least;
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{Ids} ids, {report.GetProperty("failed").GetInt32()} failed, {replaced} browsers replaced, at most {mostBrowsers} at a time; "
            + $"memory of all browsers {memory.Average(m => m.Bytes) / 1e6:0} MB on average, slope {Slope(memory) / 1e6:+0.000;-0.000} MB an id, one browser at its least {least / 1e6:0} MB, later {grown / 1e6:+0.0;-0.0} MB; left: {await run.Traces.LeftAsync()}");
        Assert.Equal(Ids, report.GetProperty("total").GetInt32());
        Assert.Equal(0, report.GetProperty("failed").GetInt32());
        Assert.Equal(0, run.Events("batch.browser.lost"));
        Assert.InRange(replaced, Amount.Of(taste: 3, full: 20), Ids);
        Assert.InRange(mostBrowsers, 1, 2);
        Assert.Equal("", await run.Traces.LeftAsync());

        // A browser that stays beside its successor doubles it; those of one size differ by a tenth.
        Assert.InRange(grown, long.MinValue, least / 2);
        if (Amount.IsFull)
        {
            // Over the whole soak: less than a quarter of what it takes on average.
            Assert.InRange(Slope(memory) * Ids, double.MinValue, memory.Average(m => m.Bytes) / 4);
        }
        Assert.Equal(0, (await RollcallProcess.RunAsync(place.Folder, "verify")).Code);
    }

    /// <summary>The least in a stretch of ids: without the second browser that is there while one is replaced.</summary>
    private static long Least(List<(int Settled, long Bytes)> memory, int from, int to) => memory.Where(m => m.Settled >= from && m.Settled < to).Min(m => m.Bytes);

    /// <summary>Bytes an id, by least squares over the second to the last reading: the first ones are of browsers that have shown nothing yet.</summary>
    private static double Slope(List<(int Settled, long Bytes)> memory)
    {
        var late = memory.Skip(memory.Count / 10).ToList();
        var (x, y) = (late.Average(m => m.Settled), late.Average(m => m.Bytes));
        var spread = late.Sum(m => (m.Settled - x) * (m.Settled - x));
        return spread == 0 ? 0 : late.Sum(m => (m.Settled - x) * (m.Bytes - y)) / spread;
    }
}
