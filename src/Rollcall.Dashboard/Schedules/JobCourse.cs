using Microsoft.Extensions.Logging;
using Rollcall.Dashboard.Processes;
using Rollcall.Ledger;
using Rollcall.Reporting;
using Rollcall.Settings;

namespace Rollcall.Dashboard.Schedules;

/// <summary>Goes by the times of one job: starts it, waits for its end, loads what it brought, and writes all of it down. For one caller.</summary>
internal sealed class JobCourse(ScheduledJob job, CronTimes times, ProcessLauncher launcher, ScheduleHistory history, string outputFolder, TimeProvider time, ILogger logger)
{
    /// <summary>No wait is longer: clocks are set, and machines sleep, while we do.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private Task _going = Task.CompletedTask;

    /// <summary>The job.</summary>
    public ScheduledJob Job => job;

    /// <summary>When it is due next; null when it is not any more.</summary>
    public DateTimeOffset? Next
    {
        get
        {
            var now = time.GetUtcNow();
            return ScheduleTurn.NextOf(times, history.Of(job.Name, now).Considered, now);
        }
    }

    /// <summary>Goes on until it is told to stop, or no time comes any more. Processes that were started go on whatever happens here.</summary>
    public async Task FollowAsync(CancellationToken stop)
    {
        // Not the newest alone: times that came while a start was going stand above it.
        _going = Task.WhenAll(history.Of(job.Name, time.GetUtcNow()).Starts.Where(s => s.IsGoing).Select(s => GuardAsync(TakeUpAsync(s, stop))));

        while (!stop.IsCancellationRequested)
        {
            var now = time.GetUtcNow();
            switch (ScheduleTurn.Of(times, job.Missed, DealtUntil(now), now))
            {
                case ScheduleTurn.Wait { Until: null }:
                    ScheduleLog.Over(logger, job.Name);
                    await _going;
                    return;
                case ScheduleTurn.Wait { Until: { } until }:
                    var wait = until - now;
                    await Task.Delay(wait < LongestWait ? wait : LongestWait, time, stop);
                    break;
                case ScheduleTurn.LeaveOut leave:
                    NotStarted(new ScheduledStart { Due = leave.Due, At = now, Missed = leave.Missed }, $"missed {leave.Missed}, and the job's rule is to leave them out");
                    break;
                case ScheduleTurn.Start start when _going.IsCompleted:
                    _going = GuardAsync(StartAsync(new ScheduledStart { Due = start.Due, At = now, Missed = start.Missed }, stop));
                    break;
                case ScheduleTurn.Start start:
                    NotStarted(new ScheduledStart { Due = start.Due, At = now, Missed = start.Missed }, ScheduledStart.StillGoing);
                    break;
            }
        }
    }

    private DateTimeOffset DealtUntil(DateTimeOffset now)
    {
        var considered = history.Of(job.Name, now).Considered;
        var dealt = ScheduleTurn.Dealt(considered, now);
        if (dealt != considered)
        {
            // Written down: taken anew at every look, now would never be behind a time that has come.
            ScheduleLog.ClockSetBack(logger, job.Name, ScheduleLog.At(considered), ScheduleLog.At(dealt));
            history.SetBack(job.Name, dealt);
        }

        return dealt;
    }

    // Nobody awaits a start before the next: a defect in it must be seen all the same, and must not keep the job from its times.
    private async Task GuardAsync(Task start)
    {
        try
        {
            await start;
        }
#pragma warning disable CA1031 // The job goes on; the log has the defect.
        catch (Exception ex) when (ex is not OperationCanceledException)
#pragma warning restore CA1031
        {
            ScheduleLog.Defect(logger, ex, job.Name);
        }
    }

    private ProcessOrder.Run OrderFor(DateTimeOffset due) => new(job.Registries)
    {
        Year = job.Year == ScheduledJob.CurrentYear ? $"{TimeZoneInfo.ConvertTime(due, times.Zone).Year}" : job.Year,
        Set = job.Set,
        Start = job.Start,
        End = job.End,
        MaxCases = job.MaxCases,
        Mode = job.Mode,
        BaseUrl = job.BaseUrl,
        RefreshOlderThan = job.RefreshOlderThan,
        Settings = job.Settings,
    };

    private async Task StartAsync(ScheduledStart entry, CancellationToken stop)
    {
        // Written first: killed between the two, a serve leaves a time that was dealt with and not started; the other way round it would start it twice.
        history.Add(job.Name, entry);
        ProcessStart process;
        try
        {
            process = launcher.Start(OrderFor(entry.Due), $"schedule: {job.Name}");
        }
        catch (RollcallException ex)
        {
            Update(entry with { NotStarted = $"{ex.Message} {ex.Remedy}" });
            return;
        }

        entry = entry with { ProcessId = process.Id };
        history.Update(job.Name, entry);
        ScheduleLog.Started(logger, job.Name, ScheduleLog.At(entry.Due), process.Id, entry.Missed);
        await AttendAsync(entry, process, stop);
    }

    /// <summary>Goes on with what an earlier <c>serve</c> started.</summary>
    private async Task TakeUpAsync(ScheduledStart entry, CancellationToken stop)
    {
        if (entry.ProcessId is null)
        {
            Update(entry with { NotStarted = "serve ended at that moment" });
        }
        else if (launcher.Find(entry.LoadProcessId ?? entry.ProcessId) is not { } process)
        {
            // Somebody took its files away: what became of it nobody knows.
            var now = time.GetUtcNow();
            Update(entry with { EndedAt = entry.EndedAt ?? now, LoadEndedAt = entry.LoadProcessId is null ? null : now });
        }
        else if (entry.LoadProcessId is not null)
        {
            await AttendLoadAsync(entry, process, stop);
        }
        else
        {
            await AttendAsync(entry, process, stop);
        }
    }

    private async Task AttendAsync(ScheduledStart entry, ProcessStart process, CancellationToken stop)
    {
        var ended = await launcher.WaitAsync(process, stop);
        entry = entry with { RunIds = ended.WasKilled ? BegunBy(process) : ended.RunIds, EndedAt = time.GetUtcNow(), ExitCode = ended.ExitCode, StopReason = ended.StopReason };
        if (ended.HasBegunNothing)
        {
            Update(entry with { NotStarted = WhyRefused(ended) });
            return;
        }

        history.Update(job.Name, entry);
        if (job.Load is { } dataset && ToLoad() is { Count: > 0 } runs)
        {
            entry = entry with { LoadRunIds = [.. runs.Select(r => r.RunId)], LoadedUntil = runs.Max(r => r.End) };
            try
            {
                process = launcher.Start(new ProcessOrder.Load(dataset, [.. entry.LoadRunIds]) { Settings = job.Settings }, $"schedule: {job.Name}");
            }
            catch (RollcallException ex)
            {
                Update(entry with { LoadProcessId = "", LoadExitCode = (int)ex.ExitCode, LoadEndedAt = time.GetUtcNow() });
                return;
            }

            entry = entry with { LoadProcessId = process.Id };
            history.Update(job.Name, entry);
            await AttendLoadAsync(entry, process, stop);
            return;
        }

        Update(entry);
    }

    private async Task AttendLoadAsync(ScheduledStart entry, ProcessStart process, CancellationToken stop)
    {
        var ended = await launcher.WaitAsync(process, stop);
        Update(entry with { LoadExitCode = ended.ExitCode, LoadEndedAt = time.GetUtcNow() });
    }

    /// <summary>What a killed command, which could not say it, had begun: some of it may be through.</summary>
    private IReadOnlyList<string> BegunBy(ProcessStart process)
    {
        var files = job.Registries.Select(Path.GetFullPath).ToHashSet(StringComparer.Ordinal);
        try
        {
            return
            [
                .. LedgerReader.Journals(outputFolder, logger).Select(j => j.Header)
                    .Where(h => h.StartedAt >= process.StartedAt && h.Origin is { } origin && files.Contains(origin.DefinitionFile)).Select(h => h.RunId).Reverse(),
            ];
        }
        catch (RollcallException)
        {
            // The folder cannot be read: the next start meets that, and says it.
            return [];
        }
    }

    /// <summary>
    /// The job's runs that are through by now, have records, and have got on since a load took them, the oldest first. By each run's own report: its command may have had
    /// others that did not get through, and somebody may have taken it up since. A load that did not go through hands its runs on, so none is forgotten with its entry.
    /// </summary>
    private List<RunReport> ToLoad()
    {
        var starts = history.Of(job.Name, time.GetUtcNow()).Starts;
        return
        [
            .. starts.Reverse().SelectMany(s => s.LoadRunIds.Concat(s.RunIds)).Distinct()
                .Select(run => ReportFiles.TryRead(ReportFiles.SummaryOf(outputFolder, run), out var report, out _) ? report : null).OfType<RunReport>()
                .Where(report => report.Succeeded > 0 && StopReasons.TryParse(report.StopReason, out var stop) && stop.Finishes())
                .Where(report => !starts.Any(s => s.IsLoaded && s.LoadRunIds.Contains(report.RunId) && report.End <= s.LoadedUntil)),
        ];
    }

    // As the command said it, its name left out.
    private static string WhyRefused(ProcessState.Ended ended)
    {
        var said = string.Join("; ", ended.LastLines.Select(l => l.Trim()));
        return said.Length == 0 ? "it was refused" : said.StartsWith("rollcall: ", StringComparison.Ordinal) ? said["rollcall: ".Length..] : said;
    }

    private void NotStarted(ScheduledStart entry, string why)
    {
        history.Add(job.Name, entry with { NotStarted = why });
        ScheduleLog.NotStarted(logger, job.Name, ScheduleLog.At(entry.Due), why);
    }

    private void Update(ScheduledStart entry)
    {
        history.Update(job.Name, entry);
        if (entry.NotStarted is { } why)
        {
            ScheduleLog.NotStarted(logger, job.Name, ScheduleLog.At(entry.Due), why);
        }
        else if (entry.IsWell)
        {
            ScheduleLog.Ended(logger, job.Name, ScheduleLog.At(entry.Due), ScheduleLog.Outcome(entry), entry.ExitCode, entry.StopReason, entry.LoadExitCode);
        }
        else
        {
            ScheduleLog.Failed(logger, job.Name, ScheduleLog.At(entry.Due), ScheduleLog.Outcome(entry), entry.ExitCode, entry.StopReason, entry.LoadExitCode);
        }
    }
}
