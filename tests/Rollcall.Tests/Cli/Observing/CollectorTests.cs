using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json;
using Rollcall.Practice;
using Rollcall.Practice.Registries;
using Rollcall.Tests.Observing;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Cli.Observing;

/// <summary>A collector gets what a run says, and one that is dead costs no run.</summary>
[Collection(Alone.Name)]
public sealed class CollectorTests : IDisposable
{
    private readonly CliBench _cli = new();

    public CollectorTests()
    {
        _cli.Variables["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
        _cli.Variables["OTEL_METRIC_EXPORT_INTERVAL"] = "200";
    }

    public void Dispose() => _cli.Dispose();

    /// <summary>That it is every metric and event there is, SignalTests shows: it takes more than one run.</summary>
    [Fact]
    public async Task A_collector_receives_all_that_is_measured_and_logged_of_a_run()
    {
        await using var collector = await CollectorStub.StartAsync();
        collector.Name(_cli.Variables, everyMilliseconds: 200);
        using var heard = new MetricRecorder("collected");

        Assert.Equal(0, await heard.ListenAsync(() => RunAsync(collector.Address, "collected")));

        var measured = SignalDocsTests.Rows("| metric | kind").Select(r => r[0].Trim('`')).Where(m => heard.Of(m) is not null).ToList();
        Assert.Contains("batch.run.failure_rate", measured);

        // Those of other tests' runs in this process come too.
        Assert.Empty(measured.Except(collector.Metrics.Select(m => m.Name)));
        Assert.Equal(["Rollcall"], collector.Meters);
        var logged = _cli.Error.Split('\n').Where(l => l.StartsWith('{')).Select(l => JsonDocument.Parse(l).RootElement.GetProperty("event").GetString()!).Distinct().ToList();
        Assert.Contains("batch.checkpoint.written", logged);
        Assert.All(logged, name => Assert.True(collector.HasEvent(name), name));

        // ExportLogsServiceRequest, log record: attributes 6, key 1.
        Assert.All(collector.Records, r => Assert.Contains("run_id", Protobuf.Messages(r, 6).Select(a => Protobuf.Text(a, 1))));
        Assert.DoesNotContain("batch.telemetry.not_sent", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_collector_that_refused_once_still_gets_the_last_readings_of_the_next_run()
    {
        await using var collector = await CollectorStub.StartAsync(refusals: 1);
        collector.Name(_cli.Variables, everyMilliseconds: 600_000);

        Assert.Equal(0, await RunAsync(collector.Address, "first", "second"));

        Assert.Contains("batch.telemetry.not_sent", _cli.Error, StringComparison.Ordinal);

        // A gauge: a counter's sum would come with whatever is sent later.
        Assert.True(collector.Has("batch.run.failure_rate", "second"));
    }

    [Fact]
    public async Task A_collector_that_is_not_there_costs_one_warning()
    {
        using var taken = new TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var nobody = new Uri($"http://{taken.LocalEndpoint}");
        taken.Stop();

        Assert.Equal(0, await RunAsync(nobody, "lonely"));

        Assert.Single(_cli.Error.Split('\n'), l => l.Contains("batch.telemetry.not_sent", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_collector_that_never_answers_costs_one_wait_however_many_runs_there_are()
    {
        await using var silent = new RawServer((_, _, stop) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop));

        // Once for nothing: what the runtime compiles for the first exporter is no wait for the collector.
        await TimeAsync(silent.Address);
        var with = await TimeAsync(silent.Address);
        var without = await TimeAsync(collector: null);

        // Two seconds for all of it. One wait at the end of each of the four runs and two at the end of the command were 16 seconds, and each is 10 by the exporter's own limit.
        Assert.InRange(with - without, TimeSpan.FromSeconds(-60), TimeSpan.FromSeconds(6));

        async Task<TimeSpan> TimeAsync(Uri? collector)
        {
            var begun = Stopwatch.GetTimestamp();
            Assert.Equal(0, await RunAsync(collector, "one", "two", "three", "four"));
            return Stopwatch.GetElapsedTime(begun);
        }
    }

    private async Task<int> RunAsync(Uri? collector, params string[] registries)
    {
        _cli.Variables["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"{collector}";
        await using var site = await PracticeSite.StartAsync(
            new PracticeOptions { Synthetic = new Numbering { Mark = 60 } }, TestContext.Current.CancellationToken);
        var plain = await File.ReadAllTextAsync(CliBench.Plain, TestContext.Current.CancellationToken);
        var files = registries.Select(r => _cli.Write(r + ".yaml", plain.Replace("registry: practice-plain", $"registry: {r}", StringComparison.Ordinal))).ToList();
        return await _cli.RunAsync(["run", .. files, "--base-url", $"{site.Address}", "--end", "50", "--fresh", "--recollect", "--output", _cli.Output]);
    }
}
