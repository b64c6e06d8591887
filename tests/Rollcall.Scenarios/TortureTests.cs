using System.Diagnostics;
using System.Text.Json;
using Rollcall.Practice;
using Rollcall.Practice.Faults;
using Rollcall.Practice.Latencies;
using Rollcall.Practice.Registries;
using Rollcall.Scenarios.Support;
using Rollcall.Tests.Support;

namespace Rollcall.Scenarios;

/// <summary>Pages made to harm a browser: each costs its own id, in bounded time, and nobody else anything.</summary>
[Trait("Category", "Long")]
public sealed class TortureTests
{
    private static readonly FaultKind[] Kinds =
    [
        FaultKind.EndlessScript, FaultKind.PageCrash, FaultKind.RedirectLoop, FaultKind.MemoryHog,
        FaultKind.AlertStorm, FaultKind.EndlessLoad, FaultKind.HugeBody, FaultKind.Download,
    ];

    private static readonly TimeSpan JobLimit = TimeSpan.FromSeconds(15);

    // After so long without an answer a page or a browser counts as frozen.
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Each_torture_page_ends_in_bounded_time_and_the_other_ids_are_collected()
    {
        await using var site = await SiteAsync();
        var rules = Kinds.Select((kind, n) => new FaultRule { Kind = kind, Ids = [$"{(n + 1) * 5}"] }).ToArray();
        site.Plain.SetFaults(rules);
        using var place = new Workplace();

        await using var run = Start(place, site, end: 50);
        var ended = await run.Process.EndAsync();

        Assert.True(ended.Code == 3, ended.Error);
        Assert.Equal(rules.SelectMany(r => r.Ids).Order(), place.IdsWith("failed").Distinct().Order());
        Assert.Equal(50 - rules.Length, place.IdsWith("success").Count);
        foreach (var attempt in place.Journal().Where(e => e.GetProperty("kind").GetString() == "attempt" && e.TryGetProperty("error_class", out _)))
        {
            var id = attempt.GetProperty("case_id").GetString();
            var took = TimeSpan.FromMilliseconds(attempt.GetProperty("duration_ms").GetDouble());
            TestContext.Current.TestOutputHelper!.WriteLine(
                $"{Kinds[(int.Parse(id!) / 5) - 1]}: {took.TotalSeconds:0.0} s, {attempt.GetProperty("error_class").GetString()}: {attempt.GetProperty("error").GetString()}");

            // The limit, once more for the free attempt after a page that died or froze, and five seconds for each to let go.
            Assert.InRange(took, TimeSpan.Zero, 2 * (JobLimit + TimeSpan.FromSeconds(5)));
        }

        Assert.Equal("", await run.Traces.LeftAsync());
    }

    [Fact]
    public async Task Crashes_on_three_ids_within_the_window_end_the_run()
    {
        await using var site = await SiteAsync();
        site.Plain.SetFaults(new FaultRule { Kind = FaultKind.PageCrash, Ids = ["5-9"] });
        using var place = new Workplace();

        await using var run = Start(place, site, end: 100);
        var ended = await run.Process.EndAsync();

        Assert.True(ended.Code == 4, ended.Error);
        Assert.Equal("browser_crashes", place.Report().GetProperty("stop_reason").GetString());
        Assert.Equal("", await run.Traces.LeftAsync());
    }

    /// <summary>What each kind costs the workers that have nothing to do with it; one kind, all with <c>./test --full</c>.</summary>
    [Fact]
    public async Task A_torture_page_costs_the_other_workers_no_more_than_a_restart()
    {
        // The machine is not equally fast all the time: each tortured run is held against the slower of the sound ones before and after it.
        var (before, restart) = await OthersAsync(kind: null);
        foreach (var kind in Kinds.Take(Amount.Of(taste: 1, full: Kinds.Length)))
        {
            var (tortured, start) = await OthersAsync(kind);
            var (after, startAfter) = await OthersAsync(kind: null);
            restart = new[] { restart, start, startAfter }.Max();
            var sound = before > after ? before : after;
            before = after;
            TestContext.Current.TestOutputHelper!.WriteLine(
                $"{kind}: the others took {tortured.TotalSeconds:0.0} s, {(tortured - sound).TotalSeconds:+0.0;-0.0} s against none ({sound.TotalSeconds:0.0} s); a browser starts in {restart.TotalSeconds:0.0} s");

            // One of four workers is away. That a page or a browser is frozen is known only when it has not answered for a while.
            Assert.InRange(tortured, TimeSpan.Zero, (sound * 4 / 3) + AnswerLimit + restart);
        }
    }

    /// <summary>How long all ids but one take that is asked for first, and tortures; and how long a browser takes from being wanted to doing jobs.</summary>
    private static async Task<(TimeSpan Others, TimeSpan Restart)> OthersAsync(FaultKind? kind)
    {
        await using var site = await SiteAsync();
        using var place = new Workplace();
        if (kind is { } harm)
        {
            site.Plain.SetFaults(new FaultRule { Kind = harm, Ids = ["5"] });
        }

        await using var run = Start(place, site, end: 200);
        await BrowserRun.UntilAsync(() => run.Settled() > 0, TimeSpan.FromMinutes(2), $"a first id: {run.Process.Error}");
        var begun = Stopwatch.GetTimestamp();
        var ended = run.Process.EndAsync();
        await BrowserRun.UntilAsync(() => run.Settled() >= 199, TimeSpan.FromMinutes(3), $"all the others: {run.Process.Error}");
        var took = Stopwatch.GetElapsedTime(begun);
        await ended;
        Assert.Equal("", await run.Traces.LeftAsync());
        return (took, Starts(run).Max());
    }

    private static IEnumerable<TimeSpan> Starts(BrowserRun run) => run.Process.Error.Split('\n')
        .Where(line => line.Contains("\"batch.browser.start\"", StringComparison.Ordinal))
        .Select(line => TimeSpan.FromMilliseconds(JsonDocument.Parse(line).RootElement.GetProperty("duration_ms").GetDouble()));

    private static BrowserRun Start(Workplace place, PracticeSite site, int end)
    {
        var file = Path.Combine(place.Folder, "torture.yaml");
        File.WriteAllText(file, File.ReadAllText(Workplace.Registry("practice-plain"))
            .Replace("registry: practice-plain", "registry: torture\nmode: browser", StringComparison.Ordinal)
            .Replace("- get: \"/plain/{number}\"", "- goto: \"/plain/{number}\"", StringComparison.Ordinal));
        return BrowserRun.Start(
            place,
            ["run", file, "--base-url", site.Address.ToString(), "--end", $"{end}", "--max-retries", "0", "--job-timeout", $"{JobLimit.TotalSeconds}s", "--safe-stop-failures", "off"],
            "request_timeout=4s");
    }

    private static async Task<PracticeSite> SiteAsync()
    {
        var site = await PracticeSite.StartAsync(new PracticeOptions { Synthetic = new Numbering { Mark = 300, HoleRate = 0 } }, TestContext.Current.CancellationToken);
        site.Plain.SetLatency(new LatencyRange(TimeSpan.FromMilliseconds(100)));
        return site;
    }
}
