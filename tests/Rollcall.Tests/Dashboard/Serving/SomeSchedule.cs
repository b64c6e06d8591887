using Rollcall.Dashboard.Processes;
using Rollcall.Dashboard.Schedules;
using Rollcall.Settings;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Dashboard.Serving;

/// <summary>A schedule with a job that has been due, in all ways that can end, and one that has not.</summary>
internal sealed class SomeSchedule : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ScheduleHistory _history;

    public SomeSchedule()
    {
        var log = new RecordingLog();
        var time = new ManualTime();
        _history = ScheduleHistory.Open(_folder.Path, log);
        var nightly = new ScheduledJob { Name = "nightly", Cron = "30 2 * * *", TimeZone = TimeZoneInfo.FindSystemTimeZoneById("America/Toronto"), Registries = ["<b>court</b>.yaml"], Load = "cases.yaml" };
        var weekly = new ScheduledJob { Name = "weekly-with-a-name-as-long-as-names-of-jobs-may-be-and-no-more", Cron = "0 6 * * SUN", TimeZone = TimeZoneInfo.Utc, Registries = ["a.yaml", "b.yaml"], Year = ScheduledJob.CurrentYear, Missed = MissedRule.Skip };
        var launcher = new ProcessLauncher(new CliProgram("/bin/false", []), new LaunchPlace(_folder.Path, SettingsFile: null, []), time, log);
        Runner = new ScheduleRunner([nightly, weekly], launcher, _folder.Path, _history, time, log);
        _history.Of("nightly", time.GetUtcNow());
        Add(Ended(21, 0, "completed") with { LoadProcessId = "l", LoadExitCode = 9, LoadEndedAt = At(21) });
        Add(Ended(22, 5, "unreachable") with { Missed = 3 });
        Add(Ended(23, 3, "completed_with_failures") with { RunIds = ["20251123T023001Z-practice-json", "20251123T023104Z-practice-webforms"], LoadProcessId = "l", LoadExitCode = 0, LoadEndedAt = At(23) });
        Add(new ScheduledStart { Due = At(24), At = At(24), NotStarted = "<script>alert(1)</script> is working on it" });
        Add(new ScheduledStart { Due = At(25), At = At(25), NotStarted = ScheduledStart.StillGoing });
        Add(new ScheduledStart { Due = At(26), At = At(26), NotStarted = ScheduledStart.StillGoing });
    }

    public ScheduleRunner Runner { get; }

    public void Dispose()
    {
        Runner.Dispose();
        _history.Dispose();
        _folder.Dispose();
    }

    private static ScheduledStart Ended(int day, int code, string reason) => new() { Due = At(day), At = At(day), ProcessId = "p", EndedAt = At(day), ExitCode = code, StopReason = reason, RunIds = [$"202511{day}T023001Z-court"] };

    private static DateTimeOffset At(int day) => new(2025, 11, day, 2, 30, 0, TimeSpan.Zero);

    private void Add(ScheduledStart start) => _history.Add("nightly", start);
}
