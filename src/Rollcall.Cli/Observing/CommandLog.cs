using Microsoft.Extensions.Logging;
using Rollcall.Settings;

namespace Rollcall.Cli.Observing;

/// <summary>
/// Where the log events and metrics of one command go: stderr (JSON lines, or plain warnings while a person watches), files under <c>output_dir/logs</c>, and
/// a collector when one is named. Thread safe. Disposing of it takes bounded time.
/// </summary>
internal sealed class CommandLog : IDisposable
{
    private readonly LogFile _file;
    private readonly Collector? _collector;
    private readonly EndPatience _patience;

    /// <param name="environment">Whether a person watches, and which collector is named.</param>
    /// <param name="quiet">Whether stderr takes warnings only.</param>
    /// <param name="json">Whether stderr takes JSON lines; null for by who watches.</param>
    /// <param name="notice">Shows a person a line.</param>
    public CommandLog(CliEnvironment environment, bool quiet, bool? json, Action<string> notice)
    {
        _file = new LogFile(environment.Time);
        _patience = new EndPatience(environment.Time);
        var file = new LogOutput(LogLevel.Information, _file.Write);
        var isJson = json ?? !environment.IsTerminal;
        var isCollected = environment.Variables.TryGetValue(CollectorVariable, out var collector) && collector.Length > 0;
        Loggers = LoggerFactory.Create(logging =>
        {
            // The web server's own words, of the dashboard and of the practice site, are nobody's account of a run.
            // A form from before the dashboard's last start is no error of ours: its sender is told.
            logging.SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft", LogLevel.Error).AddFilter("Microsoft.AspNetCore.Antiforgery", LogLevel.Critical);
            if (isJson)
            {
                var error = TextWriter.Synchronized(environment.Error);
                logging.AddProvider(new JsonLog(environment.Time, new LogOutput(quiet ? LogLevel.Warning : LogLevel.Information, error.WriteLine), file));
            }
            else
            {
                logging.AddProvider(new JsonLog(environment.Time, file)).AddProvider(new PlainLog(notice, LogLevel.Warning));
            }

            if (isCollected)
            {
                Collector.AddLogs(logging, environment.Variables);
            }
        });
        _collector = isCollected ? Collector.Open(environment.Variables, Loggers) : null;
    }

    /// <summary>Names the collector, as all programs with OpenTelemetry do; without it nothing of OpenTelemetry is even loaded.</summary>
    public const string CollectorVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Where events go.</summary>
    public ILoggerFactory Loggers { get; }

    /// <summary>Sends the collector what the instruments say now; null when there is none.</summary>
    public Action? CollectMetrics => _collector is null ? null : () => _patience.WaitFor(_collector.Collect);

    /// <summary>From now on events go into the log files of these settings too.</summary>
    public void Open(RunSettings settings)
    {
        _patience.Begin(settings.GracefulShutdownTimeout);
        _file.Open(settings);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_collector is null)
        {
            Loggers.Dispose();
        }
        else
        {
            // In this order: what the exporter of log events has to say of its own end is nobody's trouble.
            _patience.WaitFor(() =>
            {
                _collector.Dispose();
                Loggers.Dispose();
            });
        }

        _file.End(_patience.Left);
        _file.Dispose();
    }
}
