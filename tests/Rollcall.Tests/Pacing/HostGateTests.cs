using Rollcall.Pacing;
using Rollcall.Settings;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Pacing;

public sealed class HostGateTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Between_two_requests_lies_a_wait_within_the_bounds_whatever_the_concurrency()
    {
        using var gate = Gate(1, 3);
        var begun = _time.GetUtcNow();
        var sent = new List<double>();
        var waiting = Enumerable.Range(0, 40).Select(async _ =>
        {
            await gate.WaitAsync(TestContext.Current.CancellationToken);
            lock (sent)
            {
                sent.Add((_time.GetUtcNow() - begun).TotalSeconds);
            }
        }).ToArray();

        await _time.RunUntilAsync(Task.WhenAll(waiting));

        var waits = sent.Zip(sent.Skip(1), (a, b) => b - a).ToList();
        Assert.Equal(39, waits.Count);
        Assert.All(waits, wait => Assert.InRange(wait, 1, 3));
        Assert.True(waits.Max() - waits.Min() > 0.5, "the waits do not vary");
    }

    [Fact]
    public async Task While_the_site_asks_to_be_left_alone_nothing_goes_out()
    {
        using var gate = Gate(0, 0);
        await gate.WaitAsync(TestContext.Current.CancellationToken);
        gate.Hold(TimeSpan.FromSeconds(20));
        gate.Hold(TimeSpan.FromSeconds(5));

        var next = gate.WaitAsync(TestContext.Current.CancellationToken).AsTask();
        _time.Advance(TimeSpan.FromSeconds(19.9));
        Assert.False(next.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        await next;
    }

    [Fact]
    public async Task A_hold_also_delays_those_who_wait_already()
    {
        using var gate = Gate(1, 1);
        await gate.WaitAsync(TestContext.Current.CancellationToken);
        var next = gate.WaitAsync(TestContext.Current.CancellationToken).AsTask();
        gate.Hold(TimeSpan.FromSeconds(10));

        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.False(next.IsCompleted);
        await _time.RunUntilAsync(next);
        Assert.Equal(new DateTimeOffset(2025, 11, 22, 10, 0, 10, TimeSpan.Zero), _time.GetUtcNow());
    }

    [Fact]
    public async Task Who_is_cancelled_while_waiting_lets_the_next_one_go()
    {
        using var gate = Gate(1, 1);
        await gate.WaitAsync(TestContext.Current.CancellationToken);
        using var cancelled = new CancellationTokenSource();
        var first = gate.WaitAsync(cancelled.Token).AsTask();
        var second = gate.WaitAsync(TestContext.Current.CancellationToken).AsTask();

        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await _time.RunUntilAsync(second);
    }

    [Fact]
    public async Task Throttling_slows_the_pace_down_and_answers_bring_it_back()
    {
        using var gate = Gate(1, 1);
        var begun = _time.GetUtcNow();
        async Task<double> Next()
        {
            var before = _time.GetUtcNow();
            await _time.RunUntilAsync(gate.WaitAsync(TestContext.Current.CancellationToken).AsTask());
            return (_time.GetUtcNow() - before).TotalSeconds;
        }

        await Next();
        gate.Failed(TimeSpan.Zero, throttled: true);
        await Next();
        Assert.Equal(1.5, await Next(), 3);
        gate.Failed(TimeSpan.Zero, throttled: false);
        Assert.Equal(1.5, await Next(), 3);
        for (var i = 0; i < 200; i++)
        {
            gate.Answered(TimeSpan.Zero);
        }

        await Next();
        Assert.Equal(1, await Next(), 3);
    }

    [Fact]
    public async Task The_pace_can_follow_the_sites_latency_and_failures_never_make_it_faster()
    {
        using var gate = new HostGate(SettingLayers.Defaults with { DelayMin = TimeSpan.Zero, DelayMax = TimeSpan.Zero, PaceByLatency = 2 }, _time, new Random(3));
        async Task<double> Next()
        {
            var before = _time.GetUtcNow();
            await _time.RunUntilAsync(gate.WaitAsync(TestContext.Current.CancellationToken).AsTask());
            return (_time.GetUtcNow() - before).TotalSeconds;
        }

        gate.Answered(TimeSpan.FromSeconds(4));
        await Next();
        Assert.Equal(4, await Next(), 3);
        gate.Failed(TimeSpan.FromMilliseconds(1), throttled: false);
        Assert.Equal(4, await Next(), 3);
        gate.Failed(TimeSpan.FromSeconds(5), throttled: false);
        await Next();
        Assert.Equal(10, await Next(), 3);
        for (var i = 0; i < 20; i++)
        {
            gate.Answered(TimeSpan.FromSeconds(0.5));
        }

        await Next();
        Assert.Equal(1, await Next(), 2);
    }

    [Fact]
    public async Task A_crawl_delay_keeps_requests_apart()
    {
        using var gate = Gate(0, 1);
        gate.KeepApart(TimeSpan.FromSeconds(7));
        var begun = _time.GetUtcNow();

        await _time.RunUntilAsync(gate.WaitAsync(TestContext.Current.CancellationToken).AsTask());
        await _time.RunUntilAsync(gate.WaitAsync(TestContext.Current.CancellationToken).AsTask());

        Assert.Equal(14, (_time.GetUtcNow() - begun).TotalSeconds);
    }

    [Fact]
    public async Task Gates_that_share_a_folder_share_the_pace_and_the_hold_of_a_host_and_of_no_other()
    {
        using var folder = new TempFolder();
        using var one = Shared(folder.Path, "http://site.test");
        using var two = Shared(folder.Path, "http://site.test/elsewhere");
        using var other = Shared(folder.Path, "http://site.test:8080");

        await one.WaitAsync(TestContext.Current.CancellationToken);
        var second = two.WaitAsync(TestContext.Current.CancellationToken).AsTask();
        Assert.False(second.IsCompleted);
        Assert.True(other.WaitAsync(TestContext.Current.CancellationToken).AsTask().IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(2));
        await second;

        two.Hold(TimeSpan.FromMinutes(1));
        var third = one.WaitAsync(TestContext.Current.CancellationToken).AsTask();
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.False(third.IsCompleted);
        await _time.RunUntilAsync(third);
    }

    [Fact]
    public void A_folder_that_cannot_be_used_leaves_each_process_its_own_pace()
    {
        using var folder = new TempFolder();
        var file = System.IO.Path.Combine(folder.Path, "file");
        File.WriteAllText(file, "");

        using var gate = Shared(System.IO.Path.Combine(file, "below"), "http://site.test");

        Assert.False(gate.IsShared);
        Assert.True(gate.WaitAsync(TestContext.Current.CancellationToken).AsTask().IsCompleted);
    }

    [Fact]
    public async Task A_hold_beyond_patience_that_was_not_ours_is_told_before_anybody_waits_it_out()
    {
        using var folder = new TempFolder();
        using (var earlier = Shared(folder.Path, "http://site.test"))
        {
            earlier.Hold(TimeSpan.FromDays(20));
        }

        using var gate = Shared(folder.Path, "http://site.test");
        var until = gate.HeldUntil;
        Assert.Equal(_time.GetUtcNow() + TimeSpan.FromDays(20), until);
        var refused = await Assert.ThrowsAsync<RollcallException>(() => gate.WaitAsync(TestContext.Current.CancellationToken).AsTask());
        Assert.Equal(ExitCode.SiteUnavailable, refused.ExitCode);

        using var enough = new CancellationTokenSource();
        DateTimeOffset? told = null;
        gate.HeldTooLong = at =>
        {
            told = at;
            enough.Cancel();
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gate.WaitAsync(enough.Token).AsTask());
        Assert.Equal(until, told);
    }

    [Fact]
    public async Task What_the_site_asks_of_this_process_and_what_patience_has_time_for_is_waited_out()
    {
        using var folder = new TempFolder();
        using var other = Shared(folder.Path, "http://site.test");
        using var gate = Shared(folder.Path, "http://site.test");

        other.Hold(TimeSpan.FromMinutes(29));
        await _time.RunUntilAsync(gate.WaitAsync(TestContext.Current.CancellationToken).AsTask());
        gate.Hold(TimeSpan.FromHours(5));
        await _time.RunUntilAsync(gate.WaitAsync(TestContext.Current.CancellationToken).AsTask());

        Assert.Equal(new DateTimeOffset(2025, 11, 22, 15, 29, 0, TimeSpan.Zero), _time.GetUtcNow());
    }

    [Fact]
    public void A_pace_file_is_taken_away_when_it_is_old_and_holds_nobody_up()
    {
        using var folder = new TempFolder();
        using (var held = Shared(folder.Path, "http://held.test"))
        using (var idle = Shared(folder.Path, "http://idle.test"))
        {
            held.Hold(TimeSpan.FromDays(5));
            idle.Hold(TimeSpan.FromHours(1));
        }

        _time.Advance(TimeSpan.FromDays(2));
        foreach (var file in Directory.EnumerateFiles(folder.Path))
        {
            File.SetLastWriteTimeUtc(file, (_time.GetUtcNow() - TimeSpan.FromDays(2)).UtcDateTime);
        }

        using var other = Shared(folder.Path, "http://other.test");

        var left = Directory.EnumerateFiles(folder.Path).Select(System.IO.Path.GetFileName).ToList();
        Assert.Equal(2, left.Count);
        Assert.DoesNotContain(left, name => name!.Contains("idle", StringComparison.Ordinal));
        using var again = Shared(folder.Path, "http://held.test");
        Assert.Equal(new DateTimeOffset(2025, 11, 27, 10, 0, 0, TimeSpan.Zero), again.HeldUntil);
    }

    [Fact]
    public async Task A_file_that_was_lost_and_comes_back_makes_nothing_faster()
    {
        using var folder = new TempFolder();
        using var gate = Shared(folder.Path, "http://site.test");
        await gate.WaitAsync(TestContext.Current.CancellationToken);
        File.Delete(Assert.Single(Directory.EnumerateFiles(folder.Path)));

        Assert.False(gate.WaitAsync(TestContext.Current.CancellationToken).AsTask().IsCompleted);
    }

    [Fact]
    public void The_next_folder_is_used_where_one_cannot_be()
    {
        using var folder = new TempFolder();
        var file = System.IO.Path.Combine(folder.Path, "file");
        File.WriteAllText(file, "");
        var next = System.IO.Path.Combine(folder.Path, "next");

        using var gate = new HostGate(SettingLayers.Defaults, _time, new Random(3), new Uri("http://site.test"), [System.IO.Path.Combine(file, "below"), next]);

        Assert.True(gate.IsShared);
        Assert.Single(Directory.EnumerateFiles(next));
    }

    [Fact]
    public void Where_everybody_may_write_everybody_may_write_a_pace_file_and_elsewhere_not()
    {
        using var folder = new TempFolder();
        var (own, all) = (Directory.CreateDirectory(System.IO.Path.Combine(folder.Path, "own")).FullName, ForAll(folder));

        using var one = Shared(own, "http://site.test");
        using var two = Shared(all, "http://site.test");

        Assert.True(one.IsShared && two.IsShared);
        Assert.False(EverybodyMayWrite(Assert.Single(Directory.EnumerateFiles(own))));
        Assert.True(EverybodyMayWrite(Assert.Single(Directory.EnumerateFiles(all))));
    }

    [Theory]
    [InlineData("link")]
    [InlineData("link that leads nowhere")]
    [InlineData("longer file")]
    [InlineData("folder")]
    public void What_somebody_put_where_the_pace_file_should_be_is_not_written_to(string what)
    {
        using var folder = new TempFolder();
        var all = ForAll(folder);
        using (var before = Shared(all, "http://site.test"))
        {
            Assert.True(before.IsShared);
        }

        var path = Assert.Single(Directory.EnumerateFiles(all));
        var precious = System.IO.Path.Combine(folder.Path, "precious");
        File.Delete(path);
        switch (what)
        {
            case "link":
                File.WriteAllText(precious, "sixteen letters!");
                File.CreateSymbolicLink(path, precious);
                break;
            case "link that leads nowhere":
                File.CreateSymbolicLink(path, precious);
                break;
            case "longer file":
                File.WriteAllText(path, "more than sixteen letters");
                break;
            default:
                Directory.CreateDirectory(path);
                break;
        }

        using var gate = Shared(all, "http://site.test");
        gate.Hold(TimeSpan.FromMinutes(1));

        Assert.False(gate.IsShared);
        Assert.Equal(what == "link", File.Exists(precious));
        Assert.Equal(what == "link" ? "sixteen letters!" : "", what == "link" ? File.ReadAllText(precious) : "");
        Assert.Equal(what == "longer file" ? "more than sixteen letters" : "", what == "longer file" ? File.ReadAllText(path) : "");
    }

    private static bool EverybodyMayWrite(string path) => !OperatingSystem.IsWindows() && File.GetUnixFileMode(path).HasFlag(UnixFileMode.OtherWrite);

    private static string ForAll(TempFolder folder)
    {
        var all = Directory.CreateDirectory(System.IO.Path.Combine(folder.Path, "all")).FullName;
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(all, (UnixFileMode)0b1_111_111_111);
        }

        return all;
    }

    private HostGate Shared(string folder, string site) => new(
        SettingLayers.Defaults with { DelayMin = TimeSpan.FromSeconds(2), DelayMax = TimeSpan.FromSeconds(2) }, _time, new Random(3), new Uri(site), [folder]);

    private HostGate Gate(double min, double max) => new(
        SettingLayers.Defaults with { DelayMin = TimeSpan.FromSeconds(min), DelayMax = TimeSpan.FromSeconds(max) }, _time, new Random(3));
}
