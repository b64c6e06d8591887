using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Rollcall.Dashboard.Schedules;

/// <summary>What is logged of the schedule.</summary>
internal static partial class ScheduleLog
{
    [LoggerMessage(EventId = 1011, EventName = "serve.schedule.started", Level = LogLevel.Information, Message = "Job {Job}, due {Due}, is started as process {Process}; missed before: {Missed}")]
    public static partial void Started(ILogger logger, string job, string due, string process, int missed);

    [LoggerMessage(EventId = 1012, EventName = "serve.schedule.ended", Level = LogLevel.Information, Message = "Job {Job}, due {Due}, {Outcome}")]
    public static partial void Ended(ILogger logger, string job, string due, string outcome, int? exitCode, string? stopReason, int? loadExitCode);

    [LoggerMessage(EventId = 1020, EventName = "serve.schedule.failed", Level = LogLevel.Warning, Message = "Job {Job}, due {Due}, was not got through: it {Outcome}")]
    public static partial void Failed(ILogger logger, string job, string due, string outcome, int? exitCode, string? stopReason, int? loadExitCode);

    [LoggerMessage(EventId = 1013, EventName = "serve.schedule.not_started", Level = LogLevel.Warning, Message = "Job {Job}, due {Due}, is not started: {Why}")]
    public static partial void NotStarted(ILogger logger, string job, string due, string why);

    [LoggerMessage(EventId = 1014, EventName = "serve.schedule.history_damaged", Level = LogLevel.Warning, Message = "{File} cannot be read and is begun anew; what was missed is not known: {Trouble}")]
    public static partial void HistoryDamaged(ILogger logger, string file, string trouble);

    [LoggerMessage(EventId = 1015, EventName = "serve.schedule.history_not_kept", Level = LogLevel.Warning, Message = "The schedule's history cannot be written: {Trouble}")]
    public static partial void HistoryNotKept(ILogger logger, string trouble);

    [LoggerMessage(EventId = 1016, EventName = "serve.schedule.over", Level = LogLevel.Information, Message = "Job {Job} has no times any more")]
    public static partial void Over(ILogger logger, string job);

    [LoggerMessage(EventId = 1017, EventName = "serve.schedule.broken", Level = LogLevel.Error, Message = "Job {Job} is not started any more until serve is started again")]
    public static partial void Broken(ILogger logger, Exception exception, string job);

    [LoggerMessage(EventId = 1018, EventName = "serve.schedule.defect", Level = LogLevel.Error, Message = "Job {Job}: what became of its start cannot be told")]
    public static partial void Defect(ILogger logger, Exception exception, string job);

    [LoggerMessage(EventId = 1019, EventName = "serve.schedule.clock_set_back", Level = LogLevel.Warning, Message = "Job {Job}: its times were dealt with up to {Considered}, which is to come; the clock was set back, and they count from {Now}")]
    public static partial void ClockSetBack(ILogger logger, string job, string considered, string now);

    /// <summary>A time as artefacts have it, for whatever reads the log.</summary>
    public static string At(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>How a start ended, in words.</summary>
    public static string Outcome(ScheduledStart start) =>
        (start.ExitCode is { } code ? $"ended with {code}{(start.StopReason is { } reason ? $" ({reason})" : "")}" : "ended, nobody knows how")
        + (start.LoadProcessId is null ? "" : start.LoadExitCode is { } load ? $", its load with {load}" : ", its load nobody knows how");
}
