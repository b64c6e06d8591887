using Rollcall.Ledger;
using Rollcall.Reporting;
using Rollcall.Storage;

namespace Rollcall.Tests.Support;

/// <summary>Live files for tests.</summary>
internal static class SomeLive
{
    /// <summary>What a run in mid-sweep says of itself.</summary>
    public static LiveFacts Facts() => new()
    {
        Phase = "sweeping",
        Succeeded = 1,
        Unavailable = 0,
        NoRecord = 0,
        Failed = 0,
        Retries = 0,
        Requests = 1,
        Skipped = 0,
        Remaining = 8,
        Workers = [],
        Pace = new LivePace(1, 3, null),
    };

    /// <summary>Leaves a live file whose process is gone: another boot's.</summary>
    public static Task LeaveDeadAsync(string folder, RunIdentity run)
    {
        var said = new LiveStatus(Facts(), run, default, TimeProvider.System.GetUtcNow()) with { Process = ProcessMark.OfThisProcess + "9" };
        return File.WriteAllBytesAsync(LiveFiles.PathOf(folder, run.RunId), ReadableJson.Write(said), TestContext.Current.CancellationToken);
    }
}
