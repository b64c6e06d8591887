using System.Diagnostics.Tracing;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using Rollcall.Observing;

namespace Rollcall.Cli.Observing;

/// <summary>
/// Sends metrics and log events to an OpenTelemetry collector, as the standard <c>OTEL_*</c> variables say. One that does not answer costs a warning, once,
/// and what <see cref="EndPatience"/> grants at the end. The only type that knows OpenTelemetry, and used only when a collector is named.
/// </summary>
internal sealed partial class Collector : EventListener
{
    private const string ExporterEvents = "OpenTelemetry-Exporter-OpenTelemetryProtocol";

    private readonly MeterProvider _meters;
    private readonly ILogger _logger;
    private readonly string _address;
    private int _hasWarned;

    private Collector(IReadOnlyDictionary<string, string> variables, ILoggerFactory loggers)
    {
        _address = variables[CommandLog.CollectorVariable];
        _logger = loggers.CreateLogger<Collector>();
        _meters = Sdk.CreateMeterProviderBuilder()
            .ConfigureServices(services => services.AddSingleton(Configuration(variables)))
            .ConfigureResource(Describe)
            .AddMeter(RollcallMeter.Name)
            .AddOtlpExporter()
            .Build();
    }

    /// <summary>Begins to send metrics.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Collector Open(IReadOnlyDictionary<string, string> variables, ILoggerFactory loggers) => new(variables, loggers);

    /// <summary>Sends log events too.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void AddLogs(ILoggingBuilder logging, IReadOnlyDictionary<string, string> variables)
    {
        logging.Services.AddSingleton(Configuration(variables));
        logging.AddOpenTelemetry(options =>
        {
            options.IncludeScopes = true;
            options.IncludeFormattedMessage = true;
            options.SetResourceBuilder(Described());
            options.AddOtlpExporter();
        });
    }

    /// <summary>Sends what the instruments say now. May take long where the network hangs.</summary>
    public void Collect() => _meters.ForceFlush();

    /// <inheritdoc/>
    public override void Dispose()
    {
        _meters.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == ExporterEvents)
        {
            EnableEvents(eventSource, EventLevel.Warning);
        }
    }

    /// <inheritdoc/>
    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        // The base class listens before this one's constructor has run.
        if (_logger is { } logger && Interlocked.Exchange(ref _hasWarned, 1) == 0)
        {
            LogNotSent(logger, _address, string.Join(' ', eventData.Payload ?? []).ReplaceLineEndings(" ").Trim());
        }
    }

    private static IConfiguration Configuration(IReadOnlyDictionary<string, string> variables) =>
        new ConfigurationBuilder().AddInMemoryCollection(variables.Select(v => new KeyValuePair<string, string?>(v.Key, v.Value))).Build();

    private static ResourceBuilder Described()
    {
        var resource = ResourceBuilder.CreateEmpty();
        Describe(resource);
        return resource;
    }

    // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES come last: they win.
    private static void Describe(ResourceBuilder resource) => resource.Clear()
        .AddService("rollcall", serviceVersion: typeof(Collector).Assembly.GetName().Version?.ToString(3))
        .AddEnvironmentVariableDetector();

    [LoggerMessage(EventName = "batch.telemetry.not_sent", Level = LogLevel.Warning, Message = "the collector at {address} does not take what it is sent; the run goes on without it. It said: {error}")]
    private static partial void LogNotSent(ILogger logger, string address, string error);
}
