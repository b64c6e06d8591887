using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Rollcall.Browser;
using Rollcall.Browser.Chromium;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Browser;

/// <summary>Chromium as a process: how it is started, that it is shared, that nothing is left of it, that its death costs one ask.</summary>
[Collection(ChromiumFixture.Name)]
public sealed class ChromiumProcessTests
{
    private static readonly BrowserOptions Options = new() { StartTimeout = TimeSpan.FromSeconds(60), CloseTimeout = TimeSpan.FromSeconds(10) };

    private readonly RecordingLog _log = new();

    [Fact]
    public async Task The_real_command_line_has_playwrights_switches_and_ours_and_ours_come_last()
    {
        await using var supply = new BrowserSupply(Options, _log, TimeProvider.System);
        var lease = await supply.GetAsync(TestContext.Current.CancellationToken);

        var line = (await File.ReadAllTextAsync($"/proc/{lease.Tree.Browser()}/cmdline", TestContext.Current.CancellationToken)).Split('\0');

        var features = line.Where(s => s.StartsWith("--disable-features=", StringComparison.Ordinal)).ToList();
        Assert.Equal([features[0], features[0] + ",RenderDocument"], features);
        var settings = line.Where(s => s.StartsWith("--blink-settings=", StringComparison.Ordinal)).ToList();
        Assert.Equal([settings[0], settings[0] + ",imagesEnabled=false"], settings);
        Assert.Equal(Environment.IsPrivilegedProcess, line.Contains("--no-sandbox"));
        var folder = Assert.Single(line, s => s.StartsWith("--rollcall-folder=", StringComparison.Ordinal)).Split('=')[1];
        Assert.StartsWith(folder, Assert.Single(line, s => s.StartsWith("--user-data-dir=", StringComparison.Ordinal)).Split('=')[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sessions_that_start_together_share_one_start_and_nothing_is_left_in_the_end()
    {
        var supply = new BrowserSupply(Options, _log, TimeProvider.System);
        var leases = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => supply.GetAsync(TestContext.Current.CancellationToken)));
        var lease = Assert.Single(leases.Distinct());
        var folder = lease.Folder;
        Assert.InRange(lease.Tree.Alive().Count, 3, 30);
        Assert.InRange(lease.Tree.ProportionalBytes(), 50_000_000, 2_000_000_000);
        Assert.NotEmpty(Directory.EnumerateFileSystemEntries(folder));

        await supply.DisposeAsync();

        Assert.Empty(lease.Tree.Alive());
        Assert.False(Directory.Exists(folder));
        Assert.Matches(@"^Chromium [\d.]+ \(/.+\) started in [1-9]\d* ms, process [1-9]\d*$", Assert.Single(_log.Of("batch.browser.start")));
        await supply.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => supply.GetAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Driver_and_browser_are_out_of_reach_of_a_signal_to_our_process_group()
    {
        await using var supply = new BrowserSupply(Options, _log, TimeProvider.System);
        var lease = await supply.GetAsync(TestContext.Current.CancellationToken);

        var groups = lease.Tree.Alive().Select(id => Stat(id)).OfType<ProcessEntry>().Select(e => e.Group).ToHashSet();

        Assert.DoesNotContain(Stat(Environment.ProcessId)!.Value.Group, groups);
    }

    [Fact]
    public async Task A_browser_that_is_killed_is_replaced_and_cleared_away()
    {
        await using var supply = new BrowserSupply(Options, _log, TimeProvider.System);
        var first = await supply.GetAsync(TestContext.Current.CancellationToken);
        var gone = new TaskCompletionSource();
        first.Browser.Disconnected += (_, _) => gone.TrySetResult();

        Process.GetProcessById(first.Tree.Browser()!.Value).Kill();
        await gone.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        var second = await supply.GetAsync(TestContext.Current.CancellationToken);

        Assert.NotSame(first, second);
        await supply.DisposeAsync();
        Assert.Empty(first.Tree.Alive());
        Assert.Empty(second.Tree.Alive());
        Assert.False(Directory.Exists(first.Folder));
    }

    [Fact]
    public async Task A_browser_that_is_stopped_is_killed_when_it_does_not_close()
    {
        var supply = new BrowserSupply(Options with { CloseTimeout = TimeSpan.FromSeconds(2) }, _log, TimeProvider.System);
        var lease = await supply.GetAsync(TestContext.Current.CancellationToken);
        using var stop = Process.Start("kill", ["-STOP", $"{lease.Tree.Browser()}"]);
        await stop.WaitForExitAsync(TestContext.Current.CancellationToken);

        await supply.DisposeAsync();

        Assert.Empty(lease.Tree.Alive());
        Assert.False(Directory.Exists(lease.Folder));
    }

    [Fact]
    public async Task A_missing_browser_ends_the_run_and_says_what_to_do()
    {
        await using var supply = new BrowserSupply(Options with { ExecutablePath = "/nowhere/chromium" }, NullLogger.Instance, TimeProvider.System);

        var end = await Assert.ThrowsAsync<RollcallException>(() => supply.GetAsync(TestContext.Current.CancellationToken));

        Assert.Equal(ExitCode.Usage, end.ExitCode);
        Assert.Contains("/nowhere/chromium", end.Message, StringComparison.Ordinal);
        Assert.Contains("browser.executable", end.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_browser_does_not_start_and_leaves_nothing()
    {
        var before = Directory.GetDirectories(Path.GetTempPath(), LeaseFolder.Prefix + "*");
        await using var supply = new BrowserSupply(Options with { ExecutablePath = "/bin/false" }, NullLogger.Instance, TimeProvider.System);

        await Assert.ThrowsAnyAsync<Microsoft.Playwright.PlaywrightException>(() => supply.GetAsync(TestContext.Current.CancellationToken));

        Assert.Empty(Directory.GetDirectories(Path.GetTempPath(), $"{LeaseFolder.Prefix}{Environment.ProcessId}-*").Except(before));
    }

    private static ProcessEntry? Stat(int id) =>
        File.Exists($"/proc/{id}/stat") && ProcessEntry.TryParse(id, File.ReadAllText($"/proc/{id}/stat"), out var entry) ? entry : null;
}
