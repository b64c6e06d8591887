using System.Diagnostics;
using System.Text.Json;
using Rollcall.Ledger;
using Rollcall.Reporting;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Reporting;

public sealed class LiveStatusTests : IDisposable
{
    private static readonly RunIdentity Run = new("run-1", "court", "2025", new DateTimeOffset(2025, 11, 22, 9, 0, 0, TimeSpan.Zero), IsResumed: false);

    private readonly TempFolder _folder = new();
    private readonly ManualTime _time = new();
    private long _done;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_run_publishes_what_it_does_every_second_and_takes_the_file_away_at_the_end()
    {
        var publisher = Start();
        await UntilAsync(() => LiveFiles.Read(_folder.Path, "run-1", _time) is LiveRead.Running);
        _done = 20;
        await TickAsync();
        await UntilAsync(() => Status().Succeeded == 20);
        var status = Status();
        Assert.Equal(("run-1", "court", "2025", Environment.ProcessId), (status.RunId, status.Registry, status.Partition, status.Pid));
        Assert.Equal((20d, 4d, _time.GetUtcNow()), (status.RatePerSecond, status.EtaSeconds, status.UpdatedAt));
        Assert.Equal([new LiveWorker("asking", "IMM-1-25", Run.StartedAt)], status.Workers);
        Assert.Equal(["run-1"], LiveFiles.RunsIn(_folder.Path));
        Assert.Equal(["live-run-1.json"], _folder.Files());

        await publisher.DisposeAsync();
        await publisher.DisposeAsync();
        Assert.Empty(_folder.Files());
        Assert.IsType<LiveRead.None>(LiveFiles.Read(_folder.Path, "run-1", _time));
        Assert.Empty(LiveFiles.RunsIn(_folder.At("nowhere")));
    }

    [Fact]
    public async Task The_file_is_flat_json_for_whoever_reads_it()
    {
        await using var publisher = Start();
        await UntilAsync(() => File.Exists(LiveFiles.PathOf(_folder.Path, "run-1")));
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(LiveFiles.PathOf(_folder.Path, "run-1"), TestContext.Current.CancellationToken));
        foreach (var name in new[] { "run_id", "updated_at", "pid", "rate_per_second", "eta_seconds", "phase", "succeeded", "remaining", "workers", "pace", "park", "browser_memory_bytes" })
        {
            Assert.True(json.RootElement.TryGetProperty(name, out _), name);
        }

        Assert.Equal("asking", json.RootElement.GetProperty("workers")[0].GetProperty("doing").GetString());
    }

    [Fact]
    public async Task A_reader_never_sees_half_a_file()
    {
        await using var publisher = Start();
        await UntilAsync(() => File.Exists(LiveFiles.PathOf(_folder.Path, "run-1")));
        using var stop = new CancellationTokenSource();
        var reads = 0;
        var reading = Task.Run(
            () =>
            {
                for (; !stop.IsCancellationRequested; Interlocked.Increment(ref reads))
                {
                    var read = LiveFiles.Read(_folder.Path, "run-1", _time);
                    Assert.True(read is LiveRead.Running or LiveRead.Silent, read.ToString());
                }
            },
            TestContext.Current.CancellationToken);
        for (var ticks = 0; ticks < 200 || Volatile.Read(ref reads) < 200; ticks++)
        {
            await TickAsync();
            Assert.False(reading.IsFaulted, reading.Exception?.ToString());
        }

        await stop.CancelAsync();
        await reading;
    }

    [Fact]
    public async Task Trouble_of_the_disk_is_passed_over_until_it_is_gone()
    {
        using var disk = new SmallDisk();
        var ballast = disk.Fill();
        await using var publisher = LivePublisher.Start(disk.Path, Run, Facts, _time);
        await TickAsync();
        Assert.IsType<LiveRead.None>(LiveFiles.Read(disk.Path, "run-1", _time));
        File.Delete(ballast);
        await TickAsync();
        await UntilAsync(() => LiveFiles.Read(disk.Path, "run-1", _time) is LiveRead.Running);
    }

    [Fact]
    public async Task Facts_that_cannot_be_told_are_logged_once_and_the_file_goes_on_when_they_can()
    {
        var log = new RecordingLog();
        var asked = 0;
        var publisher = LivePublisher.Start(
            _folder.Path, Run, () => Interlocked.Increment(ref asked) <= 2 ? throw new InvalidOperationException("a gauge") : Facts(), _time, log);
        await UntilAsync(() => Volatile.Read(ref asked) == 1);
        await TickAsync();
        await UntilAsync(() => Volatile.Read(ref asked) == 2);
        await TickAsync();
        await UntilAsync(() => LiveFiles.Read(_folder.Path, "run-1", _time) is LiveRead.Running);
        await publisher.DisposeAsync();

        Assert.Single(log.Of("batch.live.not_told"));
    }

    [Fact]
    public async Task A_killed_process_is_told_from_a_living_one_at_once()
    {
        using var process = Process.Start(new ProcessStartInfo("sleep", "60") { UseShellExecute = false })!;
        var mark = ProcessMark.Of(process.Id)!;
        Assert.True(ProcessMark.IsAlive(mark, process.Id));
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.False(ProcessMark.IsAlive(mark, process.Id));
    }

    [Fact]
    public void A_later_process_with_the_same_number_is_another()
    {
        var mark = ProcessMark.OfThisProcess;
        Assert.True(ProcessMark.IsAlive(mark, Environment.ProcessId));
        Assert.False(ProcessMark.IsAlive(mark + "0", Environment.ProcessId));
    }

    [Fact]
    public void Nothing_is_said_about_a_process_of_another_machine_or_container()
    {
        Assert.Null(ProcessMark.IsAlive("", 1));
        Assert.Null(ProcessMark.IsAlive("another-boot/pid:[1]/1/1", 1));
    }

    [Theory]
    [InlineData(true, 1, typeof(LiveRead.Running))]
    [InlineData(true, 11, typeof(LiveRead.Silent))]
    [InlineData(false, 1, typeof(LiveRead.Dead))]
    [InlineData(false, 11, typeof(LiveRead.Dead))]
    [InlineData(null, 1, typeof(LiveRead.Running))]
    [InlineData(null, 11, typeof(LiveRead.Dead))]
    public void A_run_is_judged_by_its_process_and_the_age_of_its_word(bool? alive, int seconds, Type expected)
    {
        var status = new LiveStatus(Facts(), Run, default, _time.GetUtcNow());
        Assert.IsType(expected, LiveFiles.Judge(status, TimeSpan.FromSeconds(seconds), alive));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{\"run_id\": \"run-1\"}")]
    public void A_file_that_is_no_status_is_damaged(string text)
    {
        File.WriteAllText(LiveFiles.PathOf(_folder.Path, "run-1"), text);
        Assert.IsType<LiveRead.Damaged>(LiveFiles.Read(_folder.Path, "run-1", _time));
    }

    private LivePublisher Start() => LivePublisher.Start(_folder.Path, Run, Facts, _time);

    private LiveFacts Facts() => new()
    {
        Phase = "sweeping",
        Succeeded = _done,
        Unavailable = 0,
        NoRecord = 0,
        Failed = 0,
        Retries = 0,
        Requests = 0,
        Skipped = 0,
        Remaining = 100 - _done,
        Workers = [new LiveWorker("asking", "IMM-1-25", Run.StartedAt)],
        Pace = new LivePace(1, 3, HeldUntil: null),
    };

    private LiveStatus Status() => Assert.IsType<LiveRead.Running>(LiveFiles.Read(_folder.Path, "run-1", _time)).Status;

    private async Task TickAsync()
    {
        await UntilAsync(() => _time.Waiting > 0);
        _time.Advance(TimeSpan.FromSeconds(1));
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        for (var begun = Stopwatch.StartNew(); !holds(); await Task.Yield())
        {
            Assert.True(begun.Elapsed < TimeSpan.FromSeconds(30), "what is waited for does not come");
        }
    }
}
