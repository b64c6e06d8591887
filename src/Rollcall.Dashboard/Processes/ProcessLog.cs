using Microsoft.Extensions.Logging;

namespace Rollcall.Dashboard.Processes;

/// <summary>What is logged of started processes.</summary>
internal static partial class ProcessLog
{
    [LoggerMessage(EventId = 1001, EventName = "serve.process.started", Level = LogLevel.Information, Message = "Process {Start} (pid {Pid}) started by {StartedBy}: {Arguments}")]
    public static partial void Started(ILogger logger, string start, int pid, string startedBy, string arguments);

    [LoggerMessage(EventId = 1002, EventName = "serve.process.ended", Level = LogLevel.Information, Message = "Process {Start} (pid {Pid}) ended with {ExitCode}")]
    public static partial void Ended(ILogger logger, string start, int pid, int? exitCode);

    [LoggerMessage(EventId = 1003, EventName = "serve.process.not_kept", Level = LogLevel.Warning, Message = "What process {Start} does could not be written down: {Trouble}")]
    public static partial void NotKept(ILogger logger, string start, string trouble);

    [LoggerMessage(EventId = 1004, EventName = "serve.process.told_to_end", Level = LogLevel.Information, Message = "Run {RunId} (pid {Pid}) was told to end")]
    public static partial void ToldToEnd(ILogger logger, string runId, int pid);
}
