using System.Diagnostics.Metrics;

namespace Rollcall.Observing;

/// <summary>What one instrument measured, for each set of labels. Thread safe.</summary>
internal sealed class InstrumentSum
{
    private readonly Instrument _instrument;
    private readonly string _kind;
    private readonly IReadOnlyList<double> _bounds;
    private readonly Lock _gate = new();

    // A handful: labels are few words by rule, so looking through them beats hashing.
    private readonly List<Series> _series = [];

    public InstrumentSum(Instrument instrument)
    {
        _instrument = instrument;
        _kind = KindOf(instrument);
        _bounds = instrument switch
        {
            Histogram<double> { Advice.HistogramBucketBoundaries: { } bounds } => bounds,
            Histogram<long> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds.Select(b => (double)b)],
            _ => [],
        };
    }

    public string Name => _instrument.Name;

    public void Add(double value, ReadOnlySpan<KeyValuePair<string, object?>> labels)
    {
        lock (_gate)
        {
            var series = Of(labels);
            series.Count++;

            // What is observed is told as a whole each time it is asked for; everything else adds up.
            series.Sum = _instrument.IsObservable || _kind == MetricKinds.Gauge ? value : series.Sum + value;
            for (var i = 0; i < _bounds.Count; i++)
            {
                if (value <= _bounds[i])
                {
                    series.Buckets[i]++;
                    break;
                }
            }
        }
    }

    /// <summary>What is observed tells all its labels anew; those it no longer tells are gone.</summary>
    public void BeginReading()
    {
        if (_instrument.IsObservable)
        {
            lock (_gate)
            {
                _series.Clear();
            }
        }
    }

    public IReadOnlyList<MetricReading> Read()
    {
        lock (_gate)
        {
            return [.. _series.Select(Read)];
        }
    }

    private static string KindOf(Instrument instrument) => instrument switch
    {
        Histogram<long> or Histogram<int> or Histogram<double> => MetricKinds.Histogram,
        Counter<long> or Counter<int> or Counter<double> => MetricKinds.Counter,
        ObservableCounter<long> or ObservableCounter<int> or ObservableCounter<double> => MetricKinds.Counter,
        _ => MetricKinds.Gauge,
    };

    private MetricReading Read(Series series)
    {
        long soFar = 0;
        var isHistogram = _kind == MetricKinds.Histogram;
        return new MetricReading
        {
            Name = _instrument.Name,
            Kind = _kind,
            Unit = _instrument.Unit ?? "",
            Description = _instrument.Description ?? "",
            Labels = series.Labels.ToDictionary(l => l.Key, l => l.Value?.ToString() ?? "", StringComparer.Ordinal),
            Value = isHistogram ? null : series.Sum,
            Histogram = isHistogram ? new HistogramReading(series.Count, series.Sum, [.. _bounds.Select((b, i) => new BucketReading(b, soFar += series.Buckets[i]))]) : null,
        };
    }

    private Series Of(ReadOnlySpan<KeyValuePair<string, object?>> labels)
    {
        foreach (var series in _series)
        {
            if (AreSame(labels, series.Labels))
            {
                return series;
            }
        }

        var added = new Series(labels.ToArray(), new long[_bounds.Count]);
        _series.Add(added);
        return added;
    }

    // By hand: comparing the pairs as such boxes them, for every measurement.
    private static bool AreSame(ReadOnlySpan<KeyValuePair<string, object?>> labels, KeyValuePair<string, object?>[] known)
    {
        if (labels.Length != known.Length)
        {
            return false;
        }

        for (var i = 0; i < known.Length; i++)
        {
            if (labels[i].Key != known[i].Key || !Equals(labels[i].Value, known[i].Value))
            {
                return false;
            }
        }

        return true;
    }

    private sealed class Series(KeyValuePair<string, object?>[] labels, long[] buckets)
    {
        public KeyValuePair<string, object?>[] Labels { get; } = labels;

        public long[] Buckets { get; } = buckets;

        public long Count { get; set; }

        public double Sum { get; set; }
    }
}
