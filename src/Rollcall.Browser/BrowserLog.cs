using Microsoft.Extensions.Logging;

namespace Rollcall.Browser;

/// <summary>What the browser's part logs.</summary>
internal static partial class BrowserLog
{
    [LoggerMessage(EventName = "batch.browser.start", Level = LogLevel.Information, Message = "Chromium {version} ({executable}) started in {duration_ms} ms, process {pid}")]
    public static partial void BrowserStarted(this ILogger logger, string executable, string version, int pid, long duration_ms);

    [LoggerMessage(EventName = "batch.browser.restart", Level = LogLevel.Information, Message = "the browser (process {pid}, {jobs} jobs, {age_seconds} s old, {memory_bytes} bytes) is replaced by another one: {reason}")]
    public static partial void BrowserReplaced(this ILogger logger, int pid, int jobs, long age_seconds, long memory_bytes, string reason);

    [LoggerMessage(EventName = "batch.browser.lost", Level = LogLevel.Warning, Message = "the browser (process {pid}, {jobs} jobs, {age_seconds} s old) is lost: {reason}; its processes are killed, and what was asked in it is asked again in another one")]
    public static partial void BrowserLost(this ILogger logger, int pid, int jobs, long age_seconds, string reason);

    [LoggerMessage(EventName = "batch.browser.kept", Level = LogLevel.Warning, Message = "the browser should be replaced ({reason}), but no other one starts: {error}")]
    public static partial void BrowserKept(this ILogger logger, string reason, string error);

    [LoggerMessage(EventName = "batch.browser.page_killed", Level = LogLevel.Warning, Message = "a page takes so much memory that the end of its job is not waited for: {memory_bytes} bytes in all, {available_bytes} left")]
    public static partial void PageKilled(this ILogger logger, long memory_bytes, long available_bytes);

    [LoggerMessage(EventName = "batch.browser.alone", Level = LogLevel.Warning, Message = "{case_id}: browsers died while it was asked for; it is asked for once more in a browser of its own")]
    public static partial void AskedAlone(this ILogger logger, string case_id);

    [LoggerMessage(EventName = "batch.browser.reaped", Level = LogLevel.Warning, Message = "an earlier run was killed and left {folder} and {processes} processes; they are gone now")]
    public static partial void Reaped(this ILogger logger, string folder, int processes);

    [LoggerMessage(EventName = "batch.page.init", Level = LogLevel.Information, Message = "session {session}: page made in {duration_ms} ms")]
    public static partial void PageMade(this ILogger logger, int session, long duration_ms);

    [LoggerMessage(EventName = "batch.page.step", Level = LogLevel.Information, Message = "session {session}: {step} done in {duration_ms} ms")]
    public static partial void StepDone(this ILogger logger, int session, string step, long duration_ms);

    [LoggerMessage(EventName = "batch.page.ready", Level = LogLevel.Information, Message = "session {session}: ready after {duration_ms} ms")]
    public static partial void PageReady(this ILogger logger, int session, long duration_ms);

    [LoggerMessage(EventName = "batch.page.failed", Level = LogLevel.Warning, Message = "session {session}: not ready after {duration_ms} ms: {error}")]
    public static partial void PageFailed(this ILogger logger, int session, long duration_ms, string error);

    [LoggerMessage(EventName = "batch.page.lost", Level = LogLevel.Warning, Message = "{case_id}: session {session} lost its page: {error}")]
    public static partial void PageLost(this ILogger logger, string case_id, int session, string error);

    [LoggerMessage(EventName = "batch.page.dropped", Level = LogLevel.Debug, Message = "session {session}: page given back in {duration_ms} ms; the next ask opens anew")]
    public static partial void PageDropped(this ILogger logger, int session, long duration_ms);

    [LoggerMessage(EventName = "batch.page.by_hand", Level = LogLevel.Warning, Message = "the page did not react to clicks made by script ({step}); from now on the browser's own mouse and keyboard are used")]
    public static partial void ByHand(this ILogger logger, string step);
}
