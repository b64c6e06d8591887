using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Rollcall.Practice;
using Rollcall.Practice.Registries;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Cli.Observing;

/// <summary>A collector gets what a run says, and one that is dead costs no run.</summary>
public sealed class CollectorTests : IDisposable
{
    private readonly CliBench _cli = new();
    private readonly ConcurrentQueue<(string Path, byte[] Body)> _received = new();

    public CollectorTests()
    {
        _cli.Variables["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
        _cli.Variables["OTEL_METRIC_EXPORT_INTERVAL"] = "200";
    }

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task A_collector_receives_every_metric_and_event_of_a_run()
    {
        await using var collector = await TestSite.StartAsync(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            _received.Enqueue((context.Request.Path, body.ToArray()));
        });

        Assert.Equal(0, await RunAsync(collector.Address));

        // ExportMetricsServiceRequest: resource_metrics 1, scope_metrics 2, metrics 2, name 1 and unit 3.
        var metrics = Bodies("/v1/metrics").SelectMany(b => Protobuf.Messages(b, 1, 2, 2)).Select(m => (Protobuf.Text(m, 1), Protobuf.Text(m, 3))).Distinct().ToList();
        Assert.Contains(("batch.run.duration_seconds", "s"), metrics);
        Assert.Contains(("batch.job.duration_seconds", "s"), metrics);
        Assert.Contains(("batch.job.retry_count", "{retry}"), metrics);
        Assert.Contains(("batch.run.failure_rate", "1"), metrics);
        Assert.Contains(("batch.attempts", "{attempt}"), metrics);
        Assert.Contains(("batch.run.remaining", "{id}"), metrics);
        Assert.Equal(["Rollcall"], Bodies("/v1/metrics").SelectMany(b => Protobuf.Messages(b, 1, 2, 1)).Select(scope => Protobuf.Text(scope, 1)).Distinct());

        // ExportLogsServiceRequest: resource_logs 1, scope_logs 2, log_records 2, attributes 6, key 1.
        var records = Bodies("/v1/logs").SelectMany(b => Protobuf.Messages(b, 1, 2, 2)).ToList();
        foreach (var name in new[] { "batch.run.start", "batch.job.start", "batch.job.end", "batch.run.end", "batch.checkpoint.written" })
        {
            Assert.Contains(records, r => Encoding.UTF8.GetString(r).Contains(name, StringComparison.Ordinal));
        }

        Assert.All(records, r => Assert.Contains("run_id", Protobuf.Messages(r, 6).Select(a => Protobuf.Text(a, 1))));
        Assert.DoesNotContain("batch.telemetry.not_sent", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_collector_that_is_not_there_costs_one_warning()
    {
        using var taken = new TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var nobody = new Uri($"http://{taken.LocalEndpoint}");
        taken.Stop();

        Assert.Equal(0, await RunAsync(nobody));

        Assert.Single(_cli.Error.Split('\n'), l => l.Contains("batch.telemetry.not_sent", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_collector_that_never_answers_holds_no_run_up_for_long()
    {
        await using var silent = new RawServer((_, _, stop) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop));
        var begun = Stopwatch.GetTimestamp();

        Assert.Equal(0, await RunAsync(silent.Address));

        // Left to itself the exporter waits ten seconds, for each of the two it sends, and tries again for a minute.
        Assert.InRange(Stopwatch.GetElapsedTime(begun), TimeSpan.Zero, TimeSpan.FromSeconds(40));
    }

    private async Task<int> RunAsync(Uri collector)
    {
        _cli.Variables["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"{collector}";
        await using var site = await PracticeSite.StartAsync(
            new PracticeOptions { Synthetic = new Numbering { Mark = 60 } }, TestContext.Current.CancellationToken);
        return await _cli.RunAsync("run", CliBench.Plain, "--base-url", $"{site.Address}", "--end", "50", "--output", _cli.Output);
    }

    private List<byte[]> Bodies(string path) => [.. _received.Where(r => r.Path == path).Select(r => r.Body)];
}
