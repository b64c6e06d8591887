using System.Diagnostics.Metrics;

namespace Rollcall.Observing;

/// <summary>The instruments of a run that are looked at when somebody collects. Thread safe.</summary>
internal sealed class RunGauges
{
    private readonly Meter _meter;
    private readonly KeyValuePair<string, object?>[] _labels;
    private readonly TimeProvider _time;
    private readonly long _begun;
    private readonly Lock _gate = new();
    private Func<RunSight> _look = static () => new RunSight { Settled = 0, Failed = 0 };

    // Guarded by the gate.
    private long _progressedAt;
    private long _checkpointedAt;
    private long? _parkedAt;
    private TimeSpan _parkedBefore;

    public RunGauges(Meter meter, KeyValuePair<string, object?>[] labels, TimeProvider time)
    {
        (_meter, _labels, _time) = (meter, labels, time);
        _begun = _progressedAt = _checkpointedAt = time.GetTimestamp();
        Gauge("batch.run.duration_seconds", "s", "How long this process has worked on the run", () => Since(_begun));
        Gauge("batch.run.failure_rate", "1", "Share of the run's ids with an outcome that failed", () => _look() is { Settled: > 0 } run ? (double)run.Failed / run.Settled : 0);
        Gauge("batch.run.remaining", "{id}", "Ids still to ask; missing while it is not known how far the walk goes", () => _look().Remaining());
        Gauge("batch.run.progress_age_seconds", "s", "Time since an id last got an outcome, or since the start", () => Since(Guarded(ref _progressedAt)));
        Gauge("batch.run.parked", "1", "1 while the workers wait for the site, else 0", () => IsParked ? 1 : 0);
        Gauge("batch.run.mark", "{number}", "The highest number known to exist; missing when none is", () => _look().Mark);
        Gauge("batch.checkpoint.age_seconds", "s", "Time since the last checkpoint, or since the start", () => Since(Guarded(ref _checkpointedAt)));
        Gauge("batch.pace.held_seconds", "s", "For how long the site still asks to be left alone", () => _look().Held.TotalSeconds);
        Gauge("batch.browser.memory_bytes", "By", "Memory of all processes of the run's browsers; missing without a browser", () => _look().Browser?.MemoryBytes);
        meter.CreateObservableGauge(
            "batch.run.workers", () => _look().Workers.GroupBy(w => w).Select(w => Of(w.Count(), "doing", w.Key)), "{worker}", "Workers by what they do");
        meter.CreateObservableCounter("batch.run.parked_seconds", () => new Measurement<double>(ParkedFor.TotalSeconds, _labels), "s", "Time that the workers have waited for the site");
        meter.CreateObservableCounter(
            "batch.browser.starts", () => Browsers(b => [new Measurement<long>(b.Started, _labels)]), "{browser}", "Browsers started; missing without a browser");
        meter.CreateObservableCounter(
            "batch.browser.restarts", () => Browsers(b => [Of(b.Replaced, "why", "replaced"), Of(b.Lost, "why", "lost")]), "{browser}", "Browsers whose place another one takes: replaced in good time, or lost; missing without a browser");
    }

    private bool IsParked
    {
        get
        {
            lock (_gate)
            {
                return _parkedAt is not null;
            }
        }
    }

    private TimeSpan ParkedFor
    {
        get
        {
            lock (_gate)
            {
                return _parkedBefore + (_parkedAt is { } at ? _time.GetElapsedTime(at) : TimeSpan.Zero);
            }
        }
    }

    public void Watch(Func<RunSight> look) => Volatile.Write(ref _look, look);

    public void Progressed()
    {
        lock (_gate)
        {
            _progressedAt = _time.GetTimestamp();
        }
    }

    public void Checkpointed()
    {
        lock (_gate)
        {
            _checkpointedAt = _time.GetTimestamp();
        }
    }

    public void Parked()
    {
        lock (_gate)
        {
            _parkedAt ??= _time.GetTimestamp();
        }
    }

    public void Reopened()
    {
        lock (_gate)
        {
            _parkedBefore = ParkedFor;
            _parkedAt = null;
        }
    }

    private void Gauge(string name, string unit, string description, Func<double?> value) =>
        _meter.CreateObservableGauge(name, () => value() is { } known ? [new Measurement<double>(known, _labels)] : Array.Empty<Measurement<double>>(), unit, description);

    private IEnumerable<Measurement<long>> Browsers(Func<BrowserSight, Measurement<long>[]> measure) => _look().Browser is { } browsers ? measure(browsers) : [];

    private Measurement<long> Of(long value, string label, string word) => new(value, [.. _labels, new(label, word)]);

    private long Guarded(ref long moment)
    {
        lock (_gate)
        {
            return moment;
        }
    }

    private double Since(long moment) => _time.GetElapsedTime(moment).TotalSeconds;
}
