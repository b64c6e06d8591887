namespace Rollcall.Observing;

/// <summary>What an instrument says at a moment, for one set of labels. The JSON in live files is these properties in snake_case. Immutable.</summary>
public sealed record MetricReading
{
    /// <summary>The instrument's name: <c>batch.job.duration_seconds</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What kind it is, and so what its value means: <c>counter</c>, <c>gauge</c> or <c>histogram</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The unit as UCUM writes it: <c>s</c>, <c>By</c>, <c>1</c>, <c>{id}</c>; empty when there is none.</summary>
    public required string Unit { get; init; }

    /// <summary>What it measures, a sentence.</summary>
    public required string Description { get; init; }

    /// <summary>The labels and their values.</summary>
    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>The value: a counter's since the process began, a gauge's now; null for a histogram.</summary>
    public double? Value { get; init; }

    /// <summary>What was measured, by size; null for the other kinds.</summary>
    public HistogramReading? Histogram { get; init; }
}

/// <summary>The words of <see cref="MetricReading.Kind"/>.</summary>
public static class MetricKinds
{
    /// <summary>Only ever grows while the process lives.</summary>
    public const string Counter = "counter";

    /// <summary>Goes up and down.</summary>
    public const string Gauge = "gauge";

    /// <summary>How often which size was measured.</summary>
    public const string Histogram = "histogram";
}

/// <summary>What a histogram holds.</summary>
/// <param name="Count">How many were measured.</param>
/// <param name="Sum">All of them together.</param>
/// <param name="Buckets">How many were at most so large, each bucket holding those before it, in growing order. Those above the last bound are only in <paramref name="Count"/>.</param>
public sealed record HistogramReading(long Count, double Sum, IReadOnlyList<BucketReading> Buckets);

/// <summary>One bucket of a histogram.</summary>
/// <param name="AtMost">Its upper bound, itself included.</param>
/// <param name="Count">How many were measured that are not larger.</param>
public sealed record BucketReading(double AtMost, long Count);
