using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Rollcall.Practice;
using Rollcall.Practice.Court;
using Rollcall.Practice.Faults;
using Rollcall.Practice.Requests;
using Rollcall.Scenarios.Support;

namespace Rollcall.Scenarios;

/// <summary>A run that is told to end: it ends in time, whatever hangs, and the same command goes on.</summary>
public sealed partial class SignalTests
{
    private const int SigInt = 2;
    private const int SigKill = 9;
    private const int SigTerm = 15;
    private const int SigStop = 19;

    [Theory]
    [InlineData(SigInt, 130, "sigint")]
    [InlineData(SigTerm, 143, "sigterm")]
    public async Task A_signal_drains_the_sweep_within_the_limit_and_the_same_command_goes_on(int signal, int code, string reason)
    {
        await using var site = await PlainSite.StartAsync(end: 60, latency: "1s");
        using var place = new Workplace();
        string[] run = [.. site.Run, "--graceful-shutdown-timeout", "20s"];

        await using var cli = RollcallProcess.Start(place.Folder, variables: null, run);
        await Wait.UntilAsync(() => site.Count >= 9);
        var (ended, took) = await EndAsync(cli, signal);

        Assert.True(ended.Code == code, ended.Error);
        Assert.True(took < TimeSpan.FromSeconds(20), $"{took}");
        Assert.Equal(reason, place.Report().GetProperty("stop_reason").GetString());
        AssertCheckpoint(place);
        var settled = Settled(place);
        var before = site.Count;
        Assert.Equal(before - place.Canaries().Count, settled.Count);

        site.Registry.SetLatency(default);
        Assert.Equal(0, (await RollcallProcess.RunAsync(place.Folder, run)).Code);
        Assert.Empty(site.Asked(place).Skip(settled.Count).Intersect(settled));
        Assert.Equal(site.End, place.Report().GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task A_thousand_ids_interrupted_after_400_go_on_with_the_401st()
    {
        await using var site = await PlainSite.StartAsync(end: 1000, latency: "0.005s");
        using var place = new Workplace();
        string[] run = [.. site.Run, "--concurrency", "1"];
        await using var cli = RollcallProcess.Start(place.Folder, variables: null, run);

        // A few more than 400 requests, since canaries are among them.
        await Wait.UntilAsync(() => site.Count >= 420);
        var (ended, _) = await EndAsync(cli, SigTerm);

        Assert.Equal(143, ended.Code);
        var settled = Settled(place).Count;
        Assert.Equal(settled, site.Asked(place).Count);
        Assert.InRange(settled, 400, 600);
        AssertCheckpoint(place);

        Assert.Equal(0, (await RollcallProcess.RunAsync(place.Folder, run)).Code);

        Assert.Equal(Enumerable.Range(1, site.End).Select(n => $"{n}"), site.Asked(place));
        TestContext.Current.TestOutputHelper!.WriteLine($"interrupted after {settled} ids; the next request was for {site.Asked(place)[settled]}; {site.Asked(place).Count} requests in all");
        await site.AssertCollectedAsync(place);
    }

    [Fact]
    public async Task A_second_signal_gives_up_what_is_in_flight_and_a_site_that_hangs_does_not_hold_the_exit()
    {
        await using var site = await PlainSite.StartAsync(end: 60, latency: "600s");
        using var place = new Workplace();
        await using var cli = RollcallProcess.Start(place.Folder, variables: null, site.Run);
        await Wait.UntilAsync(() => site.Count >= 1);

        cli.Signal(SigTerm);
        await Wait.UntilAsync(() => cli.Error.Contains("Once more to give them up", StringComparison.Ordinal));
        var (ended, took) = await EndAsync(cli, SigTerm);

        Assert.Equal(143, ended.Code);
        Assert.True(took < TimeSpan.FromSeconds(5), $"{took}");
        Assert.Equal(0, place.Report().GetProperty("total").GetInt32());
        Assert.Equal(site.End, place.Report().GetProperty("unsettled").GetInt32());
        AssertCheckpoint(place);
    }

    [Fact]
    public async Task A_signal_while_a_run_ends_for_another_reason_keeps_the_next_run_of_the_command_from_beginning()
    {
        await using var site = await PlainSite.StartAsync(end: 20);
        using var place = new Workplace();
        var next = Path.Combine(place.Folder, "next.yaml");
        await File.WriteAllTextAsync(
            next, (await File.ReadAllTextAsync(Workplace.Registry("practice-plain"), TestContext.Current.CancellationToken)).Replace("registry: practice-plain", "registry: next", StringComparison.Ordinal),
            TestContext.Current.CancellationToken);
        site.Registry.SetFaults(new FaultRule { Kind = FaultKind.Timeout, Ids = ["2"] }, new FaultRule { Kind = FaultKind.BlockPage, After = 3 });
        await using var cli = RollcallProcess.Start(
            place.Folder, new Dictionary<string, string> { ["ROLLCALL_PATIENCE"] = "1s" },
            [.. site.Run.Append(next), "--graceful-shutdown-timeout", "8s", "--json"]);

        // It is blocked and out of patience, and waits for the answer that hangs.
        await Wait.UntilAsync(() => cli.HasEnded || IsDraining(place));
        var (ended, _) = await EndAsync(cli, SigInt);

        Assert.True(ended.Code == 130, ended.Error);
        var document = JsonDocument.Parse(ended.Out).RootElement;
        Assert.Equal([5], document.GetProperty("runs").EnumerateArray().Select(r => r.GetProperty("exit_code").GetInt32()));
        Assert.Equal("next", Assert.Single(document.GetProperty("not_begun").EnumerateArray()).GetString());
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task A_browser_that_hangs_does_not_hold_the_exit()
    {
        await using var site = await PracticeSite.StartAsync(
            new PracticeOptions { CourtTimings = new CourtTimings { Fade = 0, UpdateAfter = 0 } }, TestContext.Current.CancellationToken);
        using var place = new Workplace();
        string[] run = ["run", Workplace.Registry("practice-court"), "--base-url", site.Address.ToString(), "--year", "2020", "--end", "200", "--concurrency", "2"];
        await using var cli = RollcallProcess.Start(place.Folder, variables: null, [.. run, "--graceful-shutdown-timeout", "10s"]);
        await Wait.UntilAsync(() => cli.HasEnded || site.Requests.Read(new RequestFilter { Registry = "court", Kind = RequestKind.Search }).Count > 10);
        var browser = Descendants(cli.Id).Where(p => CommandLine(p).Contains("headless", StringComparison.Ordinal) || CommandLine(p).Contains("chrom", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(browser);
        browser.ForEach(p => _ = Kill(p, SigStop));
        try
        {
            var (ended, took) = await EndAsync(cli, SigTerm);

            Assert.True(ended.Code == 143, ended.Error);
            Assert.True(took < TimeSpan.FromSeconds(10), $"{took}\n{ended.Error}");
            Assert.Equal("sigterm", place.Report().GetProperty("stop_reason").GetString());
            AssertCheckpoint(place);
            TestContext.Current.TestOutputHelper!.WriteLine($"with every process of Chromium stopped the exit took {took.TotalSeconds:0.0} s of 10");
        }
        finally
        {
            browser.Where(p => Directory.Exists($"/proc/{p}")).ToList().ForEach(p => _ = Kill(p, SigKill));
        }

        Assert.Equal(0, (await RollcallProcess.RunAsync(place.Folder, run)).Code);
    }

    [Fact]
    public async Task A_disk_that_hangs_does_not_hold_the_exit()
    {
        await using var site = await PlainSite.StartAsync(end: 400, latency: "0.05s");
        using var place = new Workplace();
        await using var cli = RollcallProcess.Start(place.Folder, variables: null, [.. site.Run, "--graceful-shutdown-timeout", "8s"]);
        await Wait.UntilAsync(() => cli.HasEnded || place.Records().Count > 10);

        // Whoever opens one of these to write waits until somebody reads: the next save of each worker hangs, and so do checkpoints, live file and report.
        var year = Directory.EnumerateDirectories(Path.Combine(place.Output, "json")).Single();
        await HangAsync(cli, Enumerable.Range(0, 8).Select(slot => Path.Combine(year, TemporaryName(slot))));
        var run = Path.GetFileNameWithoutExtension(Directory.EnumerateFiles(place.Output, "audit_*.ndjson").Single())["audit_".Length..];
        await HangAsync(cli, [Path.Combine(place.Output, $".{run}.report.tmp")]);
        await site.StandsStillAsync();
        var (ended, took) = await EndAsync(cli, SigTerm);

        Assert.True(ended.Code == 143, ended.Error);
        Assert.True(took < TimeSpan.FromSeconds(8), $"{took}\n{ended.Error}");
        Assert.Contains("batch.run.left_behind", ended.Error, StringComparison.Ordinal);
        Assert.Contains("does not answer", ended.Error, StringComparison.Ordinal);
        Assert.Contains("sigterm (exit code 143)", ended.Error, StringComparison.Ordinal);
        AssertCheckpoint(place);
        TestContext.Current.TestOutputHelper!.WriteLine($"with a disk that hangs in the middle of every save the exit took {took.TotalSeconds:0.0} s of 8");

        Directory.EnumerateFiles(place.Output, "*.tmp", SearchOption.AllDirectories).ToList().ForEach(File.Delete);
        Assert.Equal(0, (await RollcallProcess.RunAsync(place.Folder, site.Run)).Code);
        await site.AssertCollectedAsync(place);
    }

    [Fact]
    public async Task The_other_launcher_runs_a_registry_in_the_same_way()
    {
        await using var site = await PlainSite.StartAsync(end: 20);
        using var place = new Workplace();
        var launcher = Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(Workplace.Registry("practice-plain")))!, "fct-scraper");

        await using var cli = RollcallProcess.StartProgram(launcher, place.Folder, variables: null, ["--batch", "--config", .. site.Run.Skip(1)]);
        var ended = await cli.EndAsync();

        Assert.True(ended.Code == 0, ended.Error);
        Assert.Equal(site.End, place.Report().GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task A_second_process_in_the_same_partition_is_refused_and_the_first_goes_on()
    {
        await using var site = await PlainSite.StartAsync(end: 60, latency: "600s");
        using var place = new Workplace();
        await using var first = RollcallProcess.Start(place.Folder, variables: null, site.Run);
        await Wait.UntilAsync(() => site.Count >= 1);

        var second = await RollcallProcess.RunAsync(place.Folder, site.Run);

        Assert.True(second.Code == 2, second.Error);
        Assert.False(first.HasEnded);
    }

    private static async Task<(Ended Ended, TimeSpan Took)> EndAsync(RollcallProcess cli, int signal)
    {
        var begun = Stopwatch.GetTimestamp();
        cli.Signal(signal);
        var ended = await cli.EndAsync();
        return (ended, Stopwatch.GetElapsedTime(begun));
    }

    private static bool IsDraining(Workplace place) => Directory.Exists(place.Output)
        && Directory.EnumerateFiles(place.Output, "live-*.json").Any(f => Read(f).Contains("\"draining\"", StringComparison.Ordinal));

    private static HashSet<string> Settled(Workplace place) => [.. place.IdsWith("success").Concat(place.IdsWith("no_record"))];

    private static void AssertCheckpoint(Workplace place) =>
        Assert.NotEmpty(Directory.EnumerateFiles(Path.Combine(place.Output, "checkpoints"), "checkpoint-*.json", SearchOption.AllDirectories));

    /// <summary>Puts a pipe that nobody reads in the place of a file that is about to be written; where the file is there, when it is gone.</summary>
    private static async Task HangAsync(RollcallProcess cli, IEnumerable<string> paths)
    {
        foreach (var path in paths)
        {
            await Wait.UntilAsync(() => cli.HasEnded || MakePipe(path, 0b110_110_110) == 0);
        }
    }

    /// <summary>The name of a record that is not whole yet: docs/records.md; the partition is part of it.</summary>
    private static string TemporaryName(int slot) =>
        $".rollcall-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("practice-plain\nall")), 0, 6)}-{slot}.tmp";

    private static IEnumerable<int> Descendants(int process)
    {
        var parents = Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(n => int.TryParse(n, out _)).Select(n => int.Parse(n!, CultureInfo.InvariantCulture))
            .ToDictionary(p => p, ParentOf);
        return parents.Keys.Where(p => IsBelow(p)).ToList();

        bool IsBelow(int p)
        {
            for (var at = p; parents.TryGetValue(at, out var parent) && parent > 0; at = parent)
            {
                if (parent == process)
                {
                    return true;
                }
            }

            return false;
        }
    }

    // The name in brackets may hold anything; the parent is the second word behind it.
    private static int ParentOf(int process) =>
        Read($"/proc/{process}/stat") is { Length: > 0 } stat ? int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture) : 0;

    private static string CommandLine(int process) => Read($"/proc/{process}/cmdline");

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return ""; // it ended meanwhile
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);

    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int MakePipe(string path, uint mode);
}
