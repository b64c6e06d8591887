using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Rollcall.Cli;
using Rollcall.Cli.Observing;
using Rollcall.Ledger;
using Rollcall.Observing;
using Rollcall.Reporting;
using Rollcall.Settings;
using Rollcall.Sweeping;

namespace Rollcall.Bench.Sweeping;

/// <summary>The same sweep, watched as the command is watched by default, or by nobody.</summary>
internal static class Watched
{
    /// <summary>No line is made, nothing is measured.</summary>
    public static Task ByNobodyAsync(Uri site, string folder, int ids, int workers) =>
        BareSweep.RunAsync(new SweepOrder(site, folder, ids, workers), NullLogger.Instance, BareSweep.OpenFilesAsync);

    /// <summary>
    /// Every event as a JSON line to a file that stands for stderr, line by line, and to the log files; every instrument, and its readings in the live file every second.
    /// </summary>
    public static async Task ByAllAsync(Uri site, string folder, int ids, int workers)
    {
        var time = TimeProvider.System;
        await using var error = new StreamWriter(Path.Combine(folder, "stderr.log"), append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true };
        var environment = new CliEnvironment(
            TextWriter.Null, error, IsTerminal: false, new Dictionary<string, string>(StringComparer.Ordinal), time, new Random(1));
        using var log = new CommandLog(environment, quiet: false, json: true, _ => { });
        log.Open(SettingLayers.Defaults with { OutputDir = folder });
        using var metrics = new RunMetrics("practice-plain", "all", time);
        using var readings = metrics.Collect();
        LivePublisher? live = null;
        try
        {
            await BareSweep.RunAsync(new SweepOrder(site, folder, ids, workers), log.Loggers.CreateLogger("Rollcall.Sweeping"), async (asked, logger) =>
            {
                var ledger = new ObservedLedger(await BareSweep.OpenFilesAsync(asked with { Metrics = metrics }, logger), metrics);
                metrics.Watch(() => new RunSight { Settled = ledger.View.Totals.Total, Failed = ledger.View.Totals.Failed, Mark = ledger.View.HighestSeen });
                live = LivePublisher.Start(folder, ledger.Run, () => Facts(ledger.View.Totals, readings), time);
                return ledger;
            });
        }
        finally
        {
            if (live is not null)
            {
                await live.DisposeAsync();
            }
        }
    }

    private static LiveFacts Facts(RunTotals totals, MeterReadings readings) => new()
    {
        Phase = "sweeping",
        Succeeded = totals.Succeeded,
        Unavailable = totals.Unavailable,
        NoRecord = totals.NoRecord,
        Failed = totals.Failed,
        Retries = totals.Retries,
        Requests = totals.Requests,
        Skipped = 0,
        Remaining = null,
        Workers = [],
        Pace = new LivePace(0, 0, HeldUntil: null),
        Metrics = readings.Read(),
    };
}
