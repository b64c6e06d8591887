using Microsoft.Extensions.Logging;

namespace Rollcall.Browser;

/// <summary>What the browser's part logs.</summary>
internal static partial class BrowserLog
{
    [LoggerMessage(EventName = "batch.browser.start", Level = LogLevel.Information, Message = "Chromium {version} ({executable}) started in {duration_ms} ms, process {pid}")]
    public static partial void BrowserStarted(this ILogger logger, string executable, string version, int pid, long duration_ms);

    [LoggerMessage(EventName = "batch.browser.given_up", Level = LogLevel.Warning, Message = "the browser is given up: {reason}; another one is started when it is needed")]
    public static partial void BrowserGivenUp(this ILogger logger, string reason);

    [LoggerMessage(EventName = "batch.page.init", Level = LogLevel.Information, Message = "session {session}: page made in {duration_ms} ms")]
    public static partial void PageMade(this ILogger logger, int session, long duration_ms);

    [LoggerMessage(EventName = "batch.page.step", Level = LogLevel.Information, Message = "session {session}: {step} done in {duration_ms} ms")]
    public static partial void StepDone(this ILogger logger, int session, string step, long duration_ms);

    [LoggerMessage(EventName = "batch.page.ready", Level = LogLevel.Information, Message = "session {session}: ready after {duration_ms} ms")]
    public static partial void PageReady(this ILogger logger, int session, long duration_ms);

    [LoggerMessage(EventName = "batch.page.failed", Level = LogLevel.Warning, Message = "session {session}: not ready after {duration_ms} ms: {error}")]
    public static partial void PageFailed(this ILogger logger, int session, long duration_ms, string error);

    [LoggerMessage(EventName = "batch.page.dropped", Level = LogLevel.Debug, Message = "session {session}: page given back in {duration_ms} ms; the next ask opens anew")]
    public static partial void PageDropped(this ILogger logger, int session, long duration_ms);

    [LoggerMessage(EventName = "batch.page.by_hand", Level = LogLevel.Warning, Message = "the page did not react to clicks made by script ({step}); from now on the browser's own mouse and keyboard are used")]
    public static partial void ByHand(this ILogger logger, string step);
}
