using System.Text;
using Rollcall.Observing;
using Rollcall.Storage;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Observing;

public sealed class RunMetricsTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly RunMetrics _metrics;
    private readonly MeterReadings _readings;

    public RunMetricsTests()
    {
        _metrics = new RunMetrics("court", "2025", _time);
        _readings = _metrics.Collect();
    }

    public void Dispose()
    {
        _readings.Dispose();
        _metrics.Dispose();
    }

    [Fact]
    public void Counters_add_up_for_each_set_of_labels()
    {
        _metrics.Attempted("found", null, TimeSpan.FromSeconds(1), requests: 2);
        _metrics.Attempted("found", null, TimeSpan.FromSeconds(1), requests: 1);
        _metrics.Attempted("fault", "timeout", TimeSpan.FromSeconds(30), requests: 1);
        _metrics.CanaryAsked(truthful: true, requests: 1);

        Assert.Equal((2d, 1d), (Value("batch.attempts", ("answer", "found")), Value("batch.attempts", ("answer", "fault"), ("error_class", "timeout"))));
        Assert.Equal((4d, 1d), (Value("batch.requests", ("purpose", "id")), Value("batch.requests", ("purpose", "canary"))));
        Assert.All(_readings.Read(), r => Assert.Equal(("court", "2025"), (r.Labels["registry"], r.Labels["partition"])));
    }

    [Fact]
    public void A_histogram_counts_into_the_first_bucket_that_holds_it_and_all_above()
    {
        _metrics.Settled("success", retries: 0);
        _metrics.Settled("success", retries: 2);
        _metrics.Settled("success", retries: 99);

        var reading = Reading("batch.job.retry_count", ("outcome", "success"))!;
        Assert.Equal((3L, 101d), (reading.Histogram!.Count, reading.Histogram.Sum));
        Assert.Equal([(0, 1), (1, 1), (2, 2), (3, 2), (5, 2), (10, 2), (20, 2)], reading.Histogram.Buckets.Select(b => ((int)b.AtMost, (int)b.Count)));
        Assert.Null(reading.Value);
    }

    [Fact]
    public void Waiting_for_the_site_adds_up_over_several_waits()
    {
        _metrics.Parked("blocked");
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal((1d, 20d), (Value("batch.run.parked"), Value("batch.run.parked_seconds")));
        _metrics.Reopened();
        _time.Advance(TimeSpan.FromSeconds(100));
        _metrics.Parked("unreachable");
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal((1d, 25d), (Value("batch.run.parked"), Value("batch.run.parked_seconds")));
        Assert.Equal((1d, 1d), (Value("batch.run.parks", ("reason", "blocked")), Value("batch.run.parks", ("reason", "unreachable"))));
    }

    [Fact]
    public void Ages_count_from_the_last_time_or_from_the_start()
    {
        _time.Advance(TimeSpan.FromSeconds(7));
        Assert.Equal((7d, 7d, 7d), (Value("batch.run.progress_age_seconds"), Value("batch.checkpoint.age_seconds"), Value("batch.run.duration_seconds")));
        _metrics.Settled("no_record", retries: 0);
        _time.Advance(TimeSpan.FromSeconds(2));
        _metrics.CheckpointWritten(TimeSpan.FromMilliseconds(3));
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal((3d, 1d, 10d), (Value("batch.run.progress_age_seconds"), Value("batch.checkpoint.age_seconds"), Value("batch.run.duration_seconds")));
    }

    [Fact]
    public void What_is_not_known_is_not_shown_and_what_is_gone_is_not_shown_any_more()
    {
        Assert.Null(Value("batch.run.mark"));
        Assert.Null(Value("batch.browser.memory_bytes"));
        _metrics.Watch(() => new RunSight { Settled = 4, Failed = 1, Mark = 9, Workers = ["idle", "asking", "idle"], Browser = new BrowserSight(500, 3, 1, 2) });
        Assert.Equal((0.25, 9d, 500d), (Value("batch.run.failure_rate"), Value("batch.run.mark"), Value("batch.browser.memory_bytes")));
        Assert.Equal((2d, 1d), (Value("batch.run.workers", ("doing", "idle")), Value("batch.run.workers", ("doing", "asking"))));
        Assert.Equal((3d, 1d, 2d), (Value("batch.browser.starts"), Value("batch.browser.restarts", ("why", "replaced")), Value("batch.browser.restarts", ("why", "lost"))));
        _metrics.Watch(() => new RunSight { Settled = 4, Failed = 1, Workers = ["idle"] });

        Assert.Null(Value("batch.run.workers", ("doing", "asking")));
    }

    [Fact]
    public void Another_meter_of_the_same_name_is_not_listened_to()
    {
        using var other = new RunMetrics("other", "all", _time);
        other.Probed(3);

        Assert.DoesNotContain(_readings.Read(), r => r.Labels["registry"] == "other");
    }

    [Fact]
    public void Readings_survive_the_way_through_a_file()
    {
        _metrics.Attempted("found", null, TimeSpan.FromMilliseconds(30), requests: 1);
        _metrics.Settled("success", retries: 1);
        var readings = _readings.Read();

        var json = ReadableJson.Write(readings);

        Assert.Equal(PrometheusText.Render(readings), PrometheusText.Render(ReadableJson.Read<List<MetricReading>>(json)));
        Assert.Contains("\"at_most\"", Encoding.UTF8.GetString(json), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Measuring_from_many_threads_loses_nothing()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(n => Task.Run(() =>
        {
            for (var i = 0; i < 1_000; i++)
            {
                _metrics.Attempted(n % 2 == 0 ? "found" : "absent", null, TimeSpan.FromMilliseconds(i), requests: 1);
            }
        })));

        Assert.Equal((8_000d, 4_000d), (Value("batch.requests", ("purpose", "id")), Value("batch.attempts", ("answer", "found"))));
        Assert.Equal(4_000, Reading("batch.job.duration_seconds", ("answer", "absent"))!.Histogram!.Count);
    }

    [Fact]
    public void Measuring_with_labels_seen_before_allocates_nothing()
    {
        Measure();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            Measure();
        }

        // Boxing a pair of labels once for each measurement would be 40,000 at least.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4_000);

        void Measure() => _metrics.Voided(1);
    }

    private double? Value(string name, params (string Name, string Value)[] labels) => Reading(name, labels)?.Value;

    private MetricReading? Reading(string name, params (string Name, string Value)[] labels) =>
        _readings.Read().SingleOrDefault(r => r.Name == name && r.Labels.Count == labels.Length + 2 && labels.All(l => r.Labels.GetValueOrDefault(l.Name) == l.Value));
}
