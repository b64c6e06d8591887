using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Rollcall.Dashboard.Processes;
using Rollcall.Dashboard.Schedules;
using Rollcall.Settings;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Dashboard.Schedules;

/// <summary>A schedule on a manual clock, with real processes. A runner can be stopped and started again, as <c>serve</c> is.</summary>
internal sealed class Scheduling : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TempFolder _folder = new();
    private ScheduleRunner? _runner;
    private ScheduleHistory? _history;

    public ManualTime Time { get; } = new(new DateTimeOffset(2026, 1, 5, 12, 0, 0, TimeSpan.Zero));

    public RecordingLog Log { get; } = new();

    public string Output => _folder.At("output");

    public ScheduleRunner Runner => _runner!;

    /// <summary>What became of a job's times, the newest first.</summary>
    public IReadOnlyList<ScheduledStart> Starts(string job = "nightly") => _history is { } open ? open.Of(job, Time.GetUtcNow()).Starts : ScheduleHistory.Look(Output, Log).Single(j => j.Name == job).Starts;

    public static ScheduledJob Nightly(string cron = "30 2 * * *") => new() { Name = "nightly", Cron = cron, TimeZone = TimeZoneInfo.Utc, Registries = ["court.yaml"] };

    /// <summary>Starts a runner whose processes are a script.</summary>
    public Task StartAsync(ScheduledJob job, string script) => StartAsync(job, new CliProgram("/bin/sh", ["-c", script.Replace("FOLDER", _folder.Path, StringComparison.Ordinal), "rollcall"]));

    /// <summary>Starts a runner.</summary>
    public async Task StartAsync(ScheduledJob job, CliProgram program)
    {
        _history = ScheduleHistory.Open(Output, Log);
        var launcher = new ProcessLauncher(program, new LaunchPlace(Output, SettingsFile: null, []), Time, Log);
        _runner = new ScheduleRunner([job], launcher, Output, _history, Time, Log);
        await _runner.StartAsync(TestContext.Current.CancellationToken);
        await SettledAsync();
    }

    /// <summary>Stops the runner; its processes go on.</summary>
    public async Task StopAsync()
    {
        if (_runner is not null)
        {
            await _runner.StopAsync(CancellationToken.None);
            _runner.Dispose();
            _history!.Dispose();
            (_runner, _history) = (null, null);
        }
    }

    /// <summary>Lets time pass, and the runner see each moment at which it wakes.</summary>
    public async Task PassAsync(TimeSpan by)
    {
        var until = Time.GetUtcNow() + by;
        while (Time.GetUtcNow() < until)
        {
            await SettledAsync();
            var left = until - Time.GetUtcNow();
            Time.Advance(Time.NextDue is { } due && due < left ? due : left);
        }

        await SettledAsync();
    }

    /// <summary>Waits for an event, on the real clock.</summary>
    public Task SeenAsync(string name, int times = 1) => Log.SeenAsync("serve.schedule." + name, times);

    /// <summary>Lets the scripts that wait for it go on.</summary>
    public void Go() => File.WriteAllText(_folder.At("go"), "");

    /// <summary>A file that the scripts know as FOLDER/name.</summary>
    public string At(string name) => _folder.At(name);

    /// <summary>What the scripts noted down, a line each.</summary>
    public IReadOnlyList<string> Noted => [.. File.ReadAllLines(_folder.At("noted")).Select(line => line.Trim())];

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await StartedProcesses.EndAsync(Output, untilWritten: true);
        _folder.Dispose();
    }

    // The runner waits again, or is over.
    private async Task SettledAsync()
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (_runner is not null && Time.NextDue is not { Ticks: > 0 } && Log.Of("serve.schedule.over").Count == 0)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < Patience, "the runner does not come to its wait");
            await Task.Yield();
        }
    }
}
