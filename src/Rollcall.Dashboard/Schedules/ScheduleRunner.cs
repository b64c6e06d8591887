using System.Collections.Immutable;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Rollcall.Dashboard.Processes;
using Rollcall.Definitions;
using Rollcall.Settings;

namespace Rollcall.Dashboard.Schedules;

/// <summary>A job as the dashboard shows it. Immutable.</summary>
/// <param name="Job">The job.</param>
/// <param name="TimeZone">Whose clock its times are read from.</param>
/// <param name="Next">When it is due next, UTC; null when it is not any more.</param>
/// <param name="Starts">What became of its latest times, the newest first.</param>
public sealed record JobView(ScheduledJob Job, TimeZoneInfo TimeZone, DateTimeOffset? Next, IReadOnlyList<ScheduledStart> Starts);

/// <summary>
/// Goes by the schedule while <c>serve</c> is up: a job whose time has come is started as a process of its own, unless its start before is still going; times that came
/// while nobody was there are dealt with by the job's rule. Its end ends no process. Thread safe.
/// </summary>
public sealed class ScheduleRunner : BackgroundService
{
    private readonly ImmutableArray<(JobCourse Course, CronTimes Times)> _jobs;
    private readonly ScheduleHistory _history;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    /// <param name="jobs">The jobs, as <see cref="SettingsFile"/> read them with <see cref="ComplaintAboutCron"/>.</param>
    /// <param name="launcher">Starts them.</param>
    /// <param name="outputFolder">The output folder.</param>
    /// <param name="history">What became of them; disposed by its owner, after this.</param>
    /// <param name="time">The clock; jobs without a time zone go by its local one.</param>
    /// <param name="logger">Told of starts, ends, and of what is not started and why.</param>
    public ScheduleRunner(ImmutableArray<ScheduledJob> jobs, ProcessLauncher launcher, string outputFolder, ScheduleHistory history, TimeProvider time, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(time);
        (_history, _time, _logger) = (history, time, logger);
        _jobs = [.. jobs.Select(job => (job, Times: new CronTimes(job.Cron, job.TimeZone ?? time.LocalTimeZone)))
            .Select(j => (new JobCourse(j.job, j.Times, launcher, history, outputFolder, time, logger), j.Times))];
    }

    /// <summary>The jobs, in the order of the file.</summary>
    public IReadOnlyList<JobView> Jobs =>
        [.. _jobs.Select(j => new JobView(j.Course.Job, j.Times.Zone, j.Course.Next, _history.Of(j.Course.Job.Name, _time.GetUtcNow()).Starts))];

    /// <summary>What is wrong with a cron expression, for <see cref="SettingsFile.Open"/>; null when nothing is.</summary>
    public static Complaint? ComplaintAboutCron(string expression) => CronTimes.ComplaintAbout(expression);

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(_jobs.Select(j => FollowAsync(j.Course, stoppingToken)));

    private async Task FollowAsync(JobCourse course, CancellationToken stop)
    {
        try
        {
            await course.FollowAsync(stop);
        }
#pragma warning disable CA1031 // A defect in one job's course must end neither the dashboard nor the other jobs; that it ended is in the log.
        catch (Exception ex) when (ex is not OperationCanceledException)
#pragma warning restore CA1031
        {
            ScheduleLog.Broken(_logger, ex, course.Job.Name);
        }
    }
}
