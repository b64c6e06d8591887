using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Rollcall.Tests.Support;

/// <summary>As much of an OpenTelemetry collector as keeps what it is sent. Thread safe.</summary>
internal sealed class CollectorStub : IAsyncDisposable
{
    private readonly ConcurrentQueue<(string Path, byte[] Body)> _received = new();
    private readonly TestSite _site;

    private CollectorStub(TestSite site, ConcurrentQueue<(string Path, byte[] Body)> received) => (_site, _received) = (site, received);

    public Uri Address => _site.Address;

    /// <summary>Name and unit of every metric. ExportMetricsServiceRequest: resource_metrics 1, scope_metrics 2, metrics 2, name 1 and unit 3.</summary>
    public IReadOnlyCollection<(string Name, string Unit)> Metrics =>
        Bodies("/v1/metrics").SelectMany(b => Protobuf.Messages(b, 1, 2, 2)).Select(m => (Protobuf.Text(m, 1), Protobuf.Text(m, 3))).ToHashSet();

    /// <summary>Every log record. ExportLogsServiceRequest: resource_logs 1, scope_logs 2, log_records 2.</summary>
    public IReadOnlyList<byte[]> Records => [.. Bodies("/v1/logs").SelectMany(b => Protobuf.Messages(b, 1, 2, 2))];

    /// <summary>Starts one.</summary>
    /// <param name="refusals">How many requests with metrics are refused before one is taken.</param>
    public static async Task<CollectorStub> StartAsync(int refusals = 0)
    {
        var received = new ConcurrentQueue<(string Path, byte[] Body)>();
        var site = await TestSite.StartAsync(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            if (context.Request.Path == "/v1/metrics" && Interlocked.Decrement(ref refusals) >= 0)
            {
                context.Response.StatusCode = StatusCodes.Status400BadRequest;
                return;
            }

            received.Enqueue((context.Request.Path, body.ToArray()));
        });
        return new CollectorStub(site, received);
    }

    /// <summary>Sends what a command says to it, every so many milliseconds and at the end.</summary>
    public void Name(IDictionary<string, string> variables, int everyMilliseconds)
    {
        variables["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"{Address}";
        variables["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
        variables["OTEL_METRIC_EXPORT_INTERVAL"] = $"{everyMilliseconds}";
    }

    /// <summary>Whether a log record names an event.</summary>
    public bool HasEvent(string name) => Records.Any(r => Encoding.UTF8.GetString(r).Contains(name, StringComparison.Ordinal));

    /// <summary>The names of the meters. ExportMetricsServiceRequest: scope 1 of scope_metrics, name 1.</summary>
    public IEnumerable<string> Meters => Bodies("/v1/metrics").SelectMany(b => Protobuf.Messages(b, 1, 2, 1)).Select(scope => Protobuf.Text(scope, 1)).Distinct();

    /// <summary>Whether a metric came with a label of that value.</summary>
    public bool Has(string metric, string label) => Bodies("/v1/metrics").SelectMany(b => Protobuf.Messages(b, 1, 2, 2))
        .Any(m => Protobuf.Text(m, 1) == metric && Encoding.UTF8.GetString(m).Contains(label, StringComparison.Ordinal));

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    private List<byte[]> Bodies(string path) => [.. _received.Where(r => r.Path == path).Select(r => r.Body)];
}
