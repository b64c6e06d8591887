using Rollcall.Dashboard.Processes;
using Rollcall.Dashboard.Schedules;
using Rollcall.Settings;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Dashboard.Serving;

public sealed class SchedulePageTests
{
    [Fact]
    public async Task Without_a_schedule_the_page_says_how_to_have_one()
    {
        await using var served = await Served.StartAsync();

        Assert.Contains("Nothing is scheduled", await served.GetAsync("/schedule"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_is_shown_with_its_next_time_and_what_became_of_those_before()
    {
        using var folder = new TempFolder();
        var log = new RecordingLog();
        using var history = ScheduleHistory.Open(folder.Path, log);
        var job = new ScheduledJob { Name = "nightly", Cron = "30 2 * * *", TimeZone = TimeZoneInfo.Utc, Registries = ["<b>court</b>.yaml"], Load = "cases.yaml" };
        var time = new ManualTime();
        var launcher = new ProcessLauncher(new CliProgram("/bin/false", []), new LaunchPlace(folder.Path, SettingsFile: null, []), time, log);
        using var runner = new ScheduleRunner([job], launcher, folder.Path, history, time, log);
        history.Of("nightly", time.GetUtcNow());
        history.Add("nightly", new ScheduledStart { Due = At(23), At = At(23), ProcessId = "p", EndedAt = At(23), ExitCode = 3, StopReason = "completed_with_failures", RunIds = ["r-1"], LoadProcessId = "l", LoadExitCode = 0, LoadEndedAt = At(23) });
        history.Add("nightly", new ScheduledStart { Due = At(24), At = At(24), NotStarted = "<script>alert(1)</script> is working on it" });
        history.Add("nightly", new ScheduledStart { Due = At(25), At = At(25), NotStarted = ScheduledStart.StillGoing });
        history.Add("nightly", new ScheduledStart { Due = At(26), At = At(26), NotStarted = ScheduledStart.StillGoing });
        await using var served = await Served.StartAsync(options => options with { Schedule = runner });

        var page = await served.GetAsync("/schedule");

        Assert.Contains("2025-11-23 02:30:00 UTC", page, StringComparison.Ordinal);
        Assert.Contains("completed with failures", page, StringComparison.Ordinal);
        Assert.Contains("href=\"/runs/r-1\"", page, StringComparison.Ordinal);
        Assert.Contains("ended with 0", page, StringComparison.Ordinal);
        Assert.Contains("the start before it is still going</bdi> (2 times)", page, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(1)", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>court", page, StringComparison.Ordinal);
    }

    private static DateTimeOffset At(int day) => new(2025, 11, day, 2, 30, 0, TimeSpan.Zero);
}
