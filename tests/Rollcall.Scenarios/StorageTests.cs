using System.Diagnostics;
using System.Runtime.Versioning;
using Rollcall.Ledger;
using Rollcall.Practice.Faults;
using Rollcall.Scenarios.Support;
using Rollcall.Tests.Support;

namespace Rollcall.Scenarios;

/// <summary>
/// The real command line on a real file system that gives out: full, read-only, closed to it, or without a file descriptor to open one with. It ends 7
/// with nothing half-written, and once mended the same command goes on.
/// </summary>
[Trait("Category", "Long")]
public sealed class StorageTests : IDisposable
{
    private const int SigKill = 9;


    private static readonly Dictionary<string, string> ShortWaits = new() { ["ROLLCALL_EXPORT_WRITE_BACKOFF_SECONDS"] = "0.1s" };

    private readonly SmallDisk _disk = new(kilobytes: 4096);

    public void Dispose() => _disk.Dispose();

    [Fact]
    public async Task A_disk_that_fills_up_ends_the_run_with_7_and_it_goes_on_when_there_is_room()
    {
        await using var site = await PlainSite.StartAsync(end: 150, latency: "0.02s");
        using var place = new Workplace(_disk.Path);
        await using var cli = RollcallProcess.Start(place.Folder, ShortWaits, site.Run);
        await Wait.UntilAsync(() => cli.HasEnded || site.Count > 40);
        var ballast = _disk.Fill();
        var ended = await cli.EndAsync();

        Assert.True(ended.Code == 7, $"ended {ended.Code}: {ended.Error}");
        Assert.Contains("disk_full (exit code 7)", ended.Error + ended.Out, StringComparison.Ordinal);
        Assert.Contains("Make room on the disk", ended.Error + ended.Out, StringComparison.Ordinal);
        Assert.Contains("The run in short: disk_full", ended.Error, StringComparison.Ordinal);
        AssertNothingHalfWritten(place);

        // Still full, also where the run has taken its temporary files away: it says so at once, and asks nothing.
        File.Delete(ballast);
        ballast = _disk.Fill();
        var asked = site.Count;
        var still = await RollcallProcess.RunAsync(place.Folder, site.Run);
        Assert.Equal(7, still.Code);
        Assert.Equal(asked, site.Count);

        File.Delete(ballast);
        var next = await RollcallProcess.RunAsync(place.Folder, site.Run);
        Assert.True(next.Code == 0, next.Error);
        await site.AssertCollectedAsync(place);
        Assert.InRange(site.Asked(place).Count, site.End, site.End + 4);
    }

    [Fact]
    public async Task Room_made_while_a_write_is_tried_again_lets_the_run_go_on()
    {
        await using var site = await PlainSite.StartAsync(end: 150, latency: "0.02s");
        using var place = new Workplace(_disk.Path);
        await using var cli = RollcallProcess.Start(place.Folder, variables: null, site.Run);
        await Wait.UntilAsync(() => cli.HasEnded || site.Count > 40);

        // A second is the wait before the first of three retries, of a record and of the journal.
        var ballast = _disk.Fill();
        await Task.Delay(TimeSpan.FromSeconds(0.5), TimeProvider.System, TestContext.Current.CancellationToken);
        File.Delete(ballast);
        var ended = await cli.EndAsync();

        Assert.True(ended.Code == 0, ended.Error);
        await site.AssertCollectedAsync(place);
    }

    [Fact]
    public async Task A_log_file_on_the_full_disk_does_not_hide_why_the_run_ended()
    {
        await using var site = await PlainSite.StartAsync(end: 150, latency: "0.02s");
        using var place = new Workplace(_disk.Path);
        var line = string.Join(' ', site.Run.Select(a => $"'{a}'"));
        await using var cli = RollcallProcess.StartProgram(
            "/bin/bash", place.Folder, ShortWaits, "-c", $"exec '{RollcallProcess.Program}' {line} > '{place.Folder}/run.log' 2> '{place.Folder}/errors.log'");
        await Wait.UntilAsync(() => cli.HasEnded || site.Count > 40);
        _disk.Fill();

        Assert.Equal(7, (await cli.EndAsync()).Code);
    }

    [Fact]
    public async Task A_disk_that_turns_read_only_ends_the_run_with_7_and_it_goes_on_when_it_is_writable()
    {
        await using var site = await PlainSite.StartAsync(end: 150, latency: "0.02s");
        using var place = new Workplace(_disk.Path);

        // While a journal is open for writing the kernel refuses to remount; a file system that meets an error turns read-only all the same. So: between two runs.
        Assert.Equal(0, (await RollcallProcess.RunAsync(place.Folder, site.RunTo(40))).Code);
        _disk.MakeReadOnly();
        var asked = site.Count;
        var ended = await RollcallProcess.RunAsync(place.Folder, site.Run);
        Assert.True(ended.Code == 7, ended.Error);
        Assert.Contains("Read-only file system", ended.Error, StringComparison.Ordinal);
        Assert.Contains("Make the output folder writable", ended.Error, StringComparison.Ordinal);
        Assert.Equal(asked, site.Count);

        _disk.MakeWritable();
        Assert.Equal(0, (await RollcallProcess.RunAsync(place.Folder, site.Run)).Code);
        await site.AssertCollectedAsync(place);
    }

    [Fact]
    [SupportedOSPlatform("linux")]
    public async Task Folders_that_lose_their_permissions_end_the_run_with_7_and_it_goes_on_when_they_are_back()
    {
        await using var site = await PlainSite.StartAsync(end: 150, latency: "0.02s");
        using var place = new Workplace(_disk.Path);
        await using var cli = StartBoundByPermissions(place, site.Run);
        await Wait.UntilAsync(() => cli.HasEnded || site.Count > 40);
        var folders = Directory.EnumerateDirectories(place.Output, "*", SearchOption.AllDirectories).Append(place.Output).ToList();
        folders.ForEach(f => File.SetUnixFileMode(f, UnixFileMode.UserRead | UnixFileMode.UserExecute));
        var ended = await cli.EndAsync();
        folders.ForEach(f => File.SetUnixFileMode(f, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));

        Assert.True(ended.Code == 7, $"ended {ended.Code}: {ended.Error}");
        Assert.Contains("not_writable (exit code 7)", ended.Error + ended.Out, StringComparison.Ordinal);
        Assert.Contains("permissions", ended.Error + ended.Out, StringComparison.Ordinal);
        AssertNothingHalfWritten(place);

        Assert.Equal(0, (await RollcallProcess.RunAsync(place.Folder, site.Run)).Code);
        await site.AssertCollectedAsync(place);
    }

    [Fact]
    public async Task A_process_without_file_descriptors_ends_the_run_with_7_and_it_goes_on_with_more()
    {
        await using var site = await PlainSite.StartAsync(end: 150, latency: "0.02s");
        using var place = new Workplace(_disk.Path);
        await using var cli = RollcallProcess.Start(place.Folder, ShortWaits, site.Run);
        await Wait.UntilAsync(() => cli.HasEnded || site.Count > 40);
        Run("prlimit", "--pid", $"{cli.Id}", "--nofile=3:");
        var ended = await cli.EndAsync();

        // Each thread that the runtime starts takes a pipe. Where it gets none it may abort by itself (134, "Out of memory."), at any moment, the one before the run
        // says why it ends included. Nothing is lost by that either.
        var said = ended.Error + ended.Out;
        Assert.True(
            ended.Code == 7
                ? said.Contains("Too many open files", StringComparison.Ordinal) && said.Contains("open-file limit", StringComparison.Ordinal)
                : ended.Code == 134 && said.Contains("Out of memory", StringComparison.Ordinal),
            $"ended {ended.Code}: {said}");
        AssertNothingHalfWritten(place);

        Assert.Equal(0, (await RollcallProcess.RunAsync(place.Folder, site.Run)).Code);
        await site.AssertCollectedAsync(place);
    }

    [Fact]
    public async Task A_record_whose_hundred_names_are_taken_fails_and_the_run_goes_on()
    {
        await using var site = await PlainSite.StartAsync(end: 40, holes: 0);
        using var place = new Workplace(_disk.Path);
        var now = TimeProvider.System.GetUtcNow();
        foreach (var day in new[] { now, now.AddDays(1) })
        {
            var year = Directory.CreateDirectory(Path.Combine(place.Output, "json", $"{day:yyyy}")).FullName;
            foreach (var suffix in Enumerable.Range(0, 101))
            {
                await File.WriteAllTextAsync(Path.Combine(year, $"7-{day:yyyyMMdd}{(suffix == 0 ? "" : $"-{suffix}")}.json"), "somebody else's", TestContext.Current.CancellationToken);
            }
        }

        var ended = await RollcallProcess.RunAsync(place.Folder, site.Run);

        Assert.True(ended.Code == 3, ended.Error);
        var error = Assert.Single(place.Report().GetProperty("errors").EnumerateArray());
        Assert.Equal(("storage", "7"), (error.GetProperty("class").GetString(), error.GetProperty("first_id").GetString()));
        Assert.Contains("--force-overwrite", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(site.End - 1, place.Report().GetProperty("succeeded").GetInt32());

        Directory.EnumerateFiles(place.Output, "7-*.json", SearchOption.AllDirectories).ToList().ForEach(File.Delete);
        Assert.Equal(0, (await RollcallProcess.RunAsync(place.Folder, "retry", "last", "--class", "storage")).Code);
        await site.AssertCollectedAsync(place);
    }

    [Fact]
    public async Task A_name_that_the_file_system_refuses_fails_its_id_alone()
    {
        // Four of thirteen: so few failures are not yet a reason to end the run. A path may have 4,095 bytes. In this folder those of ids with one digit have so many; with two they have one more.
        await using var site = await PlainSite.StartAsync(end: 13, holes: 0);
        using var top = new Workplace();
        var prefix = new string('X', 80);
        var (last, name) = (4095, $"/output/json/2025/{prefix}-7-20251122.json");
        var folder = top.Folder;
        while (folder.Length + name.Length < last)
        {
            folder += "/" + new string('d', Math.Min(200, last - folder.Length - name.Length - 1));
        }

        Directory.CreateDirectory(folder);
        using var place = new Workplace(folder);
        var definition = Path.Combine(top.Folder, "long.yaml");
        await File.WriteAllTextAsync(
            definition,
            (await File.ReadAllTextAsync(Workplace.Registry("practice-plain"), TestContext.Current.CancellationToken)).Replace("pattern: \"{number}\"", $"pattern: \"{prefix}-{{number}}\"", StringComparison.Ordinal),
            TestContext.Current.CancellationToken);

        var ended = await RollcallProcess.RunAsync(top.Folder, ["run", definition, .. site.RunTo(13).Skip(2), "--output", place.Output]);

        Assert.True(ended.Code == 3, ended.Error);
        var report = place.Report();
        Assert.Equal((9, 4), (report.GetProperty("succeeded").GetInt32(), report.GetProperty("failed").GetInt32()));
        Assert.Equal("storage", Assert.Single(report.GetProperty("errors").EnumerateArray()).GetProperty("class").GetString());
    }

    /// <summary>Disk trouble, site trouble and kills, two at a time, in an order that chance chooses; the seed is in the name.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Two_faults_at_once_lose_nothing(int seed)
    {
        var random = new Random(seed);
        await using var site = await PlainSite.StartAsync(end: 300, latency: "0.005-0.02s");
        using var place = new Workplace(_disk.Path);
        var variables = new Dictionary<string, string>(ShortWaits) { ["ROLLCALL_RETRY_BACKOFF"] = "0.05s", ["ROLLCALL_SAFE_STOP_FAILURES"] = "off" };
        var codes = new List<int>();
        for (var round = 0; round < (Amount.Of(taste: 8, full: 60)); round++)
        {
            // All of a round is drawn before it begins: how often something is looked at must not change what the seed gives.
            var (diskFull, siteDown, kill) = random.Next(3) switch { 0 => (true, true, false), 1 => (true, false, true), _ => (false, true, true) };
            var (asks, fault, wait) = (random.Next(0, 15), random.Next(2) == 0 ? FaultKind.Status500 : FaultKind.Reset, TimeSpan.FromMilliseconds(random.Next(0, 300)));
            var before = site.Count;
            await using var cli = RollcallProcess.Start(place.Folder, variables, site.Run);
            await Wait.UntilAsync(() => cli.HasEnded || site.Count > before + asks);
            if (siteDown)
            {
                site.Registry.SetFaults(new FaultRule { Kind = fault, Rate = 1 });
            }

            var ballast = diskFull ? _disk.Fill() : null;
            await Task.Delay(wait, TimeProvider.System, TestContext.Current.CancellationToken);
            if (kill)
            {
                cli.Signal(SigKill);
            }
            else
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, TestContext.Current.CancellationToken);
                site.Registry.SetFaults();
            }

            codes.Add((await cli.EndAsync()).Code);
            site.Registry.SetFaults();
            if (ballast is not null)
            {
                File.Delete(ballast);
            }
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}: ended {string.Join(", ", codes)}");
        Assert.Contains((int)ExitCode.StorageUnavailable, codes);

        // Ids that failed while the site was down are asked by the next run.
        var ended = await RollcallProcess.RunAsync(place.Folder, site.Run);
        Assert.True(ended.Code is 0 or 3, ended.Error);
        ended = ended.Code == 0 ? ended : await RollcallProcess.RunAsync(place.Folder, site.Run);
        Assert.True(ended.Code == 0, ended.Error);
        await site.AssertCollectedAsync(place);
    }

    /// <summary>No file under a final name that is not whole; temporary ones may stay where not even a name could be taken away.</summary>
    private static void AssertNothingHalfWritten(Workplace place)
    {
        foreach (var file in Directory.EnumerateFiles(place.Output, "*.json", SearchOption.AllDirectories))
        {
            using var whole = System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(file));
        }

        Assert.All(JournalFile.Open(Directory.EnumerateFiles(place.Output, "audit_*.ndjson").Single()).Lines(), l => Assert.IsType<JournalLine.Entry>(l));
    }

    /// <summary>Root ignores permission bits, unless it gives up the capability to; anybody else is bound by them anyway.</summary>
    private static RollcallProcess StartBoundByPermissions(Workplace place, string[] run) => Environment.IsPrivilegedProcess
        ? RollcallProcess.StartProgram("/usr/bin/setpriv", place.Folder, ShortWaits, ["--bounding-set=-dac_override,-dac_read_search,-fowner", RollcallProcess.Program, .. run])
        : RollcallProcess.Start(place.Folder, ShortWaits, run);

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
        var complaint = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {complaint}");
    }
}
