using Microsoft.Extensions.Logging;

namespace Rollcall.Cli.Notifying;

/// <summary>What is logged of notices.</summary>
internal static partial class NotifyLog
{
    [LoggerMessage(EventId = 1101, EventName = "batch.notify.sent", Level = LogLevel.Information, Message = "The {Who} was told of the stop")]
    public static partial void Sent(ILogger logger, string? runId, string? stopReason, string who);

    [LoggerMessage(EventId = 1102, EventName = "batch.notify.failed", Level = LogLevel.Warning, Message = "The {Who} could not be told of the stop: {Trouble}")]
    public static partial void Failed(ILogger logger, string? runId, string? stopReason, string who, string trouble);
}
