using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Rollcall.Browser;
using Rollcall.Browser.Chromium;
using Rollcall.Browser.Sessions;
using Rollcall.Fetching;
using Rollcall.Planning;
using Rollcall.Practice;
using Rollcall.Practice.Court;
using Rollcall.Practice.Latencies;
using Rollcall.Registries;
using Rollcall.Settings;
using Rollcall.Sweeping;

namespace Rollcall.Bench;

/// <summary>Whole sweeps of the practice court in Chromium, against bare Playwright loops that do the same steps on reused pages.</summary>
internal static class BrowserBench
{
    private const int Ids = 120;
    private const int Rounds = 5;
    private const double Least = 0.9;
    private const string Ours = "sweep: the same, judged, read, saved and journalled";

    public static async Task RunAsync(BenchRun run)
    {
        await using var site = await PracticeSite.StartAsync(new PracticeOptions { CourtTimings = new CourtTimings { BusyAfter = 20, Fade = 0, UpdateAfter = 0 } });
        run.Line($"Ids per second of the practice court, the site on the same machine and its script's own waits set to 0; median of {Rounds} alternating rounds of {Ids} ids,");
        run.Line("CPU milliseconds per id of this process (site and collector), of the browser's driver and of Chromium, and the most memory driver and Chromium took (PSS).");
        foreach (var (latency, workers) in new[] { (0, 2), (0, 4), (200, 4) })
        {
            site.Court.SetLatency(new LatencyRange(TimeSpan.FromMilliseconds(latency)));
            await CompareAsync(run, site, workers, latency);
        }
    }

    private static async Task CompareAsync(BenchRun run, PracticeSite site, int workers, int latency)
    {
        (string Name, Func<BrowserSupply, Task> Collect, List<BrowserFigures> Figures)[] contenders =
        [
            ("bare loop: Fill, Click, waits and ContentAsync from outside", supply => BareCourt.FromOutsideAsync(supply, site.Address, workers, Ids), []),
            ("bare loop: each phase in one evaluate, the texts wanted and nothing else", supply => BareCourt.FromInsideAsync(supply, site.Address, workers, Ids), []),
            (Ours, supply => SweepAsync(supply, site.Address, workers, run.Scratch), []),
        ];
        for (var round = 0; round <= Rounds; round++)
        {
            foreach (var (_, collect, figures) in contenders)
            {
                var figure = await BrowserFigures.OfAsync(collect, Ids);
                if (round > 0)
                {
                    figures.Add(figure);
                }
            }
        }

        run.Line();
        run.Line($"## {workers} workers, the site takes {latency} ms");
        run.Line();
        run.Line("| what | ids/s | of the first | this process | driver | Chromium | memory, MB |");
        run.Line("|---|---:|---:|---:|---:|---:|---:|");
        var first = contenders[0].Figures.Select(f => f.IdsPerSecond).ToList().Median();
        foreach (var (name, _, figures) in contenders)
        {
            double Of(Func<BrowserFigures, double> what) => figures.Select(what).ToList().Median();
            var speed = Of(f => f.IdsPerSecond);
            if (name == Ours)
            {
                run.Bar(speed / first >= Least, $"{workers} workers, the site takes {latency} ms: {speed / first:N2} of the bare loop, asked for {Least}");
            }

            run.Line($"| {name} | {speed:N1} | {speed / first:N2} | {Of(f => f.OwnCpu):N1} | {Of(f => f.DriverCpu):N1} | {Of(f => f.ChromiumCpu):N1} | {Of(f => f.Megabytes):N0} |");
        }
    }

    private static async Task SweepAsync(BrowserSupply supply, Uri site, int workers, string scratch)
    {
        var definition = Definition() with { Site = site };
        var request = new CollectionRequest
        {
            Definition = definition,
            Partition = Partition.Of(definition, 2020, new Dictionary<string, string>(), new Dictionary<string, string>()),
            Settings = SettingLayers.Defaults with
            {
                Concurrency = workers,
                DelayMin = TimeSpan.Zero,
                DelayMax = TimeSpan.Zero,
                OutputDir = Directory.CreateDirectory(Path.Combine(scratch, Path.GetRandomFileName())).FullName,
            },
            Walk = new WalkRequest { Start = 1, End = Ids },
        };
        var surroundings = new CollectionSurroundings((asked, gate) => Source(asked, gate.WaitAsync, supply), TimeProvider.System, new Random(1), NullLoggerFactory.Instance);
        await using var collection = await Collection.OpenAsync(request, surroundings, CancellationToken.None);
        using var stop = new StopSignal();
        var result = await collection.RunAsync(stop, CancellationToken.None);
        if (result.Report is not { Total: Ids, Failed: 0 })
        {
            throw new InvalidOperationException($"the sweep ended {result.Cause}: its figures mean nothing");
        }
    }

    private static BrowserPageSource Source(CollectionRequest asked, Func<CancellationToken, ValueTask> pace, BrowserSupply supply) =>
        new(asked.Definition, asked.Partition.Values, new BrowserOptions(), pace, new Surroundings(NullLogger.Instance, TimeProvider.System), supply);

    private static RegistryDefinition Definition()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (Path.Combine(folder, "registries", "practice-court.yaml") is var path && File.Exists(path))
            {
                return RegistryReader.Read(path).Definition ?? throw new InvalidOperationException($"{path} is not sound");
            }
        }

        throw new FileNotFoundException("registries/practice-court.yaml is not above the build");
    }
}

/// <summary>What one contender took.</summary>
/// <param name="IdsPerSecond">Ids per second.</param>
/// <param name="OwnCpu">CPU of this process, ms an id.</param>
/// <param name="DriverCpu">CPU of Playwright's driver, ms an id.</param>
/// <param name="ChromiumCpu">CPU of Chromium, ms an id.</param>
/// <param name="Megabytes">The most memory driver and Chromium took.</param>
internal sealed record BrowserFigures(double IdsPerSecond, double OwnCpu, double DriverCpu, double ChromiumCpu, double Megabytes)
{
    // Linux counts CPU time in hundredths of a second for every program.
    private const double TickMilliseconds = 10;

    /// <summary>Lets a contender collect with a browser of its own, whose start is not counted.</summary>
    public static async Task<BrowserFigures> OfAsync(Func<BrowserSupply, Task> collect, int ids)
    {
        await using var supply = new BrowserSupply(new BrowserOptions(), NullLogger.Instance, TimeProvider.System);
        var tree = (await supply.GetAsync(CancellationToken.None)).Tree;
        var before = Cpu(tree);
        var own = Environment.CpuUsage.TotalTime;
        var watch = Stopwatch.StartNew();
        var collecting = collect(supply);
        var most = tree.ProportionalBytes();
        var seen = before;
        while (!collecting.IsCompleted)
        {
            await Task.WhenAny(collecting, Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System));
            most = Math.Max(most, tree.ProportionalBytes());
            seen = Max(seen, Cpu(tree));
        }

        await collecting;
        var took = watch.Elapsed.TotalSeconds;
        return new BrowserFigures(
            ids / took, (Environment.CpuUsage.TotalTime - own).TotalMilliseconds / ids, (seen.Driver - before.Driver) / ids, (seen.Chromium - before.Chromium) / ids, most / 1e6);
    }

    private static (double Driver, double Chromium) Max((double Driver, double Chromium) a, (double Driver, double Chromium) b) =>
        (Math.Max(a.Driver, b.Driver), Math.Max(a.Chromium, b.Chromium));

    private static (double Driver, double Chromium) Cpu(ProcessTree tree)
    {
        var sums = (Driver: 0d, Chromium: 0d);
        foreach (var process in tree.Alive().Select(id => $"/proc/{id}").Where(Directory.Exists))
        {
            var stat = File.ReadAllText($"{process}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            var milliseconds = (long.Parse(fields[11]) + long.Parse(fields[12])) * TickMilliseconds;
            sums = File.ReadAllText($"{process}/cmdline").Contains("run-driver", StringComparison.Ordinal) ? (sums.Driver + milliseconds, sums.Chromium) : (sums.Driver, sums.Chromium + milliseconds);
        }

        return sums;
    }
}
