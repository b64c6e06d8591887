using Microsoft.Extensions.Logging;
using Rollcall.Dashboard.Schedules;
using Rollcall.Settings;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Dashboard.Schedules;

public sealed class ScheduleRunnerTests : IAsyncDisposable
{
    private const string Quick = "echo '{\"run_id\":\"r1\",\"exit_code\":0,\"stop_reason\":\"completed\"}'";
    private const string UntilGo = "until [ -e FOLDER/go ] || [ ! -d FOLDER ]; do sleep 0.05; done; " + Quick;

    private readonly Scheduling _schedule = new();

    [Fact]
    public async Task A_job_is_started_when_its_time_comes_and_not_before()
    {
        await _schedule.StartAsync(Scheduling.Nightly(), Quick);

        await _schedule.PassAsync(new TimeSpan(14, 29, 59));
        Assert.Empty(_schedule.Starts());
        Assert.Equal(Due(6), _schedule.Runner.Jobs[0].Next);

        await _schedule.PassAsync(TimeSpan.FromSeconds(1));
        await _schedule.SeenAsync("ended");
        var start = Assert.Single(_schedule.Starts());
        Assert.Equal((Due(6), 0, 0, "completed", "r1"), (start.Due, start.Missed, start.ExitCode, start.StopReason, Assert.Single(start.RunIds)));
        Assert.Equal(Due(7), _schedule.Runner.Jobs[0].Next);
    }

    [Fact]
    public async Task What_is_still_going_is_not_started_twice()
    {
        await _schedule.StartAsync(Scheduling.Nightly(), UntilGo);

        await _schedule.PassAsync(TimeSpan.FromDays(3));

        Assert.Equal(
            [(Due(8), "the start before it is still going", 2), (Due(6), null, 1)],
            _schedule.Starts().Select(s => (s.Due, s.NotStarted, s.Times)));
        Assert.Single(Directory.GetFiles(Path.Combine(_schedule.Output, "processes"), "*.out"));

        _schedule.Go();
        await _schedule.SeenAsync("ended");
        await _schedule.PassAsync(TimeSpan.FromDays(1));
        await _schedule.SeenAsync("ended", times: 2);
        Assert.Equal((Due(9), 0), (_schedule.Starts()[0].Due, _schedule.Starts()[0].ExitCode));
    }

    [Theory]
    [InlineData(0, "ended", LogLevel.Information)]
    [InlineData(3, "ended", LogLevel.Information)]
    [InlineData(4, "failed", LogLevel.Warning)]
    [InlineData(6, "failed", LogLevel.Warning)]
    public async Task A_start_that_was_not_got_through_is_a_warning(int code, string name, LogLevel level)
    {
        await _schedule.StartAsync(Scheduling.Nightly(), $"echo '{{\"run_id\":\"r1\"}}'; exit {code}");

        await _schedule.PassAsync(TimeSpan.FromDays(1));
        await _schedule.SeenAsync(name);

        var line = Assert.Single(_schedule.Log.Lines, l => l.Event is "serve.schedule.ended" or "serve.schedule.failed");
        Assert.Equal(("serve.schedule." + name, level), (line.Event, line.Level));
    }

    [Fact]
    public async Task A_time_that_comes_twice_starts_its_job_once()
    {
        _schedule.Time.Advance(new DateTimeOffset(2026, 11, 1, 4, 0, 0, TimeSpan.Zero) - _schedule.Time.GetUtcNow());
        await _schedule.StartAsync(Scheduling.Nightly("30 1 * * *") with { TimeZone = TimeZoneInfo.FindSystemTimeZoneById("America/Toronto") }, Quick);

        await _schedule.PassAsync(TimeSpan.FromMinutes(90));
        await _schedule.SeenAsync("ended");
        await _schedule.PassAsync(TimeSpan.FromHours(3));

        Assert.Equal([new DateTimeOffset(2026, 11, 1, 5, 30, 0, TimeSpan.Zero)], _schedule.Starts().Select(s => s.Due));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(7)]
    public async Task A_start_that_could_not_begin_says_why(int code)
    {
        await _schedule.StartAsync(Scheduling.Nightly(), $"printf 'rollcall: court, partition all, is being worked on by process 7\\n  Wait for it.\\n' >&2; exit {code}");

        await _schedule.PassAsync(TimeSpan.FromDays(1));
        await _schedule.SeenAsync("not_started");

        var start = Assert.Single(_schedule.Starts());
        Assert.Equal(("court, partition all, is being worked on by process 7; Wait for it.", code), (start.NotStarted, start.ExitCode));
    }

    [Fact]
    public async Task What_was_missed_while_nobody_was_there_is_made_up_for_once()
    {
        await _schedule.StartAsync(Scheduling.Nightly(), Quick);
        await _schedule.StopAsync();
        _schedule.Time.Advance(TimeSpan.FromDays(4));

        await _schedule.StartAsync(Scheduling.Nightly(), Quick);
        await _schedule.SeenAsync("ended");

        var start = Assert.Single(_schedule.Starts());
        Assert.Equal((Due(9), 4, 0), (start.Due, start.Missed, start.ExitCode));
    }

    [Fact]
    public async Task A_job_that_skips_what_was_missed_goes_on_at_its_next_time()
    {
        var job = Scheduling.Nightly() with { Missed = MissedRule.Skip };
        await _schedule.StartAsync(job, Quick);
        await _schedule.StopAsync();
        _schedule.Time.Advance(TimeSpan.FromDays(4));

        await _schedule.StartAsync(job, Quick);
        Assert.Equal((Due(9), 4, "missed 4, and the job's rule is to leave them out"), Of(Assert.Single(_schedule.Starts())));

        await _schedule.PassAsync(TimeSpan.FromDays(1));
        await _schedule.SeenAsync("ended");
        Assert.Equal((Due(10), 0, null), Of(_schedule.Starts()[0]));

        static (DateTimeOffset, int, string?) Of(ScheduledStart start) => (start.Due, start.Missed, start.NotStarted);
    }

    [Fact]
    public async Task A_history_from_a_clock_that_was_years_ahead_silences_no_job()
    {
        Directory.CreateDirectory(_schedule.Output);
        await File.WriteAllTextAsync(
            Path.Combine(_schedule.Output, "schedule.json"),
            """{ "schema_version": 1, "jobs": [ { "name": "nightly", "considered": "2031-06-01T00:00:00.000Z", "starts": [] } ] }""",
            TestContext.Current.CancellationToken);

        await _schedule.StartAsync(Scheduling.Nightly(), Quick);
        Assert.Equal(Due(6), _schedule.Runner.Jobs[0].Next);
        await _schedule.PassAsync(TimeSpan.FromDays(1));
        await _schedule.SeenAsync("ended");

        Assert.Equal((Due(6), 0), (_schedule.Starts()[0].Due, _schedule.Starts()[0].ExitCode));
        Assert.Contains("2031-06-01", Assert.Single(_schedule.Log.Of("serve.schedule.clock_set_back")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_earlier_serve_started_is_recognised_and_not_started_twice()
    {
        await _schedule.StartAsync(Scheduling.Nightly(), UntilGo);
        await _schedule.PassAsync(TimeSpan.FromDays(2));
        Assert.Equal("the start before it is still going", _schedule.Starts()[0].NotStarted);
        await _schedule.StopAsync();

        await _schedule.StartAsync(Scheduling.Nightly(), UntilGo);
        await _schedule.PassAsync(TimeSpan.FromDays(1));
        Assert.Equal(("the start before it is still going", 2), (_schedule.Starts()[0].NotStarted, _schedule.Starts()[0].Times));
        Assert.Single(Directory.GetFiles(Path.Combine(_schedule.Output, "processes"), "*.out"));

        // Somebody else is its parent by now: its end is seen at the next look.
        _schedule.Go();
        while (_schedule.Log.Of("serve.schedule.ended").Count == 0)
        {
            await _schedule.PassAsync(TimeSpan.FromSeconds(2));
        }

        Assert.Equal((0, "completed"), (_schedule.Starts()[1].ExitCode, _schedule.Starts()[1].StopReason));
    }

    [Fact]
    public async Task The_current_year_is_that_of_the_jobs_time_zone()
    {
        var job = Scheduling.Nightly("30 22 31 12 *") with { TimeZone = TimeZoneInfo.FindSystemTimeZoneById("America/Toronto"), Year = ScheduledJob.CurrentYear };
        await _schedule.StartAsync(job, "echo \"$@\" | grep -o -e '--year=[0-9]*' >> FOLDER/noted; " + Quick);

        // Half past ten in the evening there is another year in UTC.
        _schedule.Time.Advance(new DateTimeOffset(2027, 1, 1, 3, 29, 59, TimeSpan.Zero) - _schedule.Time.GetUtcNow());
        await _schedule.PassAsync(TimeSpan.FromSeconds(1));
        await _schedule.SeenAsync("ended");

        Assert.Equal(["--year=2026"], _schedule.Noted);
    }

    [Fact]
    public async Task One_serve_at_a_time_goes_by_the_schedule_of_a_folder()
    {
        await _schedule.StartAsync(Scheduling.Nightly(), Quick);

        var refused = Assert.Throws<RollcallException>(() => ScheduleHistory.Open(_schedule.Output, new RecordingLog()));

        Assert.Equal(ExitCode.Usage, refused.ExitCode);
        Assert.Contains("another serve", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_history_that_cannot_be_read_is_begun_anew_and_said_so()
    {
        Directory.CreateDirectory(_schedule.Output);
        await File.WriteAllTextAsync(Path.Combine(_schedule.Output, "schedule.json"), "{ \"schema_version\": 1, \"jobs\": [", TestContext.Current.CancellationToken);

        await _schedule.StartAsync(Scheduling.Nightly(), Quick);

        Assert.Single(_schedule.Log.Of("serve.schedule.history_damaged"));
        Assert.Empty(_schedule.Starts());
    }

    [Fact]
    public async Task A_program_that_cannot_be_started_is_in_the_history_and_the_next_time_is_kept()
    {
        await _schedule.StartAsync(Scheduling.Nightly(), new Rollcall.Dashboard.Processes.CliProgram("/nowhere/rollcall-cli", []));

        await _schedule.PassAsync(TimeSpan.FromDays(2));

        Assert.Equal(2, _schedule.Starts().Count);
        Assert.All(_schedule.Starts(), s => Assert.Contains("no process can be started", s.NotStarted, StringComparison.Ordinal));
    }

    public ValueTask DisposeAsync() => _schedule.DisposeAsync();

    private static DateTimeOffset Due(int day) => new(2026, 1, day, 2, 30, 0, TimeSpan.Zero);
}
