using Rollcall.Observing;

namespace Rollcall.Tests.Observing;

public sealed class PrometheusTextTests
{
    [Theory]
    [InlineData("batch.attempts", "{attempt}", "counter", "batch_attempts_total")]
    [InlineData("batch.done_total", "", "counter", "batch_done_total")]
    [InlineData("batch.run.parked_seconds", "s", "counter", "batch_run_parked_seconds_total")]
    [InlineData("batch.job.duration_seconds", "s", "histogram", "batch_job_duration_seconds")]
    [InlineData("batch.wait", "s", "gauge", "batch_wait_seconds")]
    [InlineData("batch.browser.memory_bytes", "By", "gauge", "batch_browser_memory_bytes")]
    [InlineData("batch.run.failure_rate", "1", "gauge", "batch_run_failure_rate_ratio")]
    [InlineData("2nd-try", "", "gauge", "_2nd_try")]
    public void A_name_is_the_one_that_a_collector_would_give_it(string name, string unit, string kind, string expected) =>
        Assert.Equal(expected, PrometheusText.NameOf(Some(name, kind, unit)));

    [Fact]
    public void A_metric_is_told_once_with_all_its_labels_beneath()
    {
        var text = PrometheusText.Render(
        [
            Some("batch.attempts", "counter", "{attempt}", 3, ("answer", "found")),
            Some("batch.run.remaining", "gauge", "{id}", 1.5),
            Some("batch.attempts", "counter", "{attempt}", 2, ("answer", "absent")),
        ]);

        Assert.Equal(
            """
            # HELP batch_attempts_total What batch.attempts says
            # TYPE batch_attempts_total counter
            batch_attempts_total{answer="found"} 3
            batch_attempts_total{answer="absent"} 2
            # HELP batch_run_remaining What batch.run.remaining says
            # TYPE batch_run_remaining gauge
            batch_run_remaining 1.5

            """,
            text);
    }

    [Fact]
    public void A_histogram_has_buckets_up_to_infinity_a_sum_and_a_count()
    {
        var text = PrometheusText.Render(
        [
            Some("batch.job.duration_seconds", "histogram", "s", null, ("answer", "found")) with
            {
                Histogram = new HistogramReading(5, 12.25, [new BucketReading(0.1, 2), new BucketReading(1, 4)]),
            },
        ]);

        Assert.Equal(
            [
                "batch_job_duration_seconds_bucket{answer=\"found\",le=\"0.1\"} 2",
                "batch_job_duration_seconds_bucket{answer=\"found\",le=\"1\"} 4",
                "batch_job_duration_seconds_bucket{answer=\"found\",le=\"+Inf\"} 5",
                "batch_job_duration_seconds_sum{answer=\"found\"} 12.25",
                "batch_job_duration_seconds_count{answer=\"found\"} 5",
            ],
            text.Split('\n', StringSplitOptions.RemoveEmptyEntries)[2..]);
    }

    [Fact]
    public void What_a_registry_is_called_cannot_break_out_of_its_place()
    {
        var text = PrometheusText.Render([Some("batch.x", "gauge", "", 1, ("registry-name", "a\"b\\c\nd")) with { Description = "one\\\ntwo" }]);

        Assert.Contains("# HELP batch_x one\\\\\\ntwo\n", text, StringComparison.Ordinal);
        Assert.Contains("batch_x{registry_name=\"a\\\"b\\\\c\\nd\"} 1\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_told_twice()
    {
        var twice = Some("batch.x", "gauge", "", 1, ("a", "1"));

        Assert.Single(PrometheusText.Render([twice, twice with { Value = 2 }]).Split('\n'), line => line.StartsWith("batch_x", StringComparison.Ordinal));
        Assert.Empty(PrometheusText.Render([]));
    }

    private static MetricReading Some(string name, string kind, string unit, double? value = 0, params (string Name, string Value)[] labels) => new()
    {
        Name = name,
        Kind = kind,
        Unit = unit,
        Description = $"What {name} says",
        Labels = labels.ToDictionary(l => l.Name, l => l.Value),
        Value = value,
    };
}
