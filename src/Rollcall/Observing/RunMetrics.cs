using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Rollcall.Observing;

/// <summary>
/// What an operator would watch of a run, behind verbs: what happened is told once, here, and the instruments follow. Every measurement carries the
/// registry and the partition, none an id. Thread safe. docs/observability.md has the table of instruments.
/// </summary>
internal sealed class RunMetrics : IDisposable
{
    private static readonly InstrumentAdvice<double> JobTimes = new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300] };
    private static readonly InstrumentAdvice<double> WriteTimes = new() { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5] };
    private static readonly InstrumentAdvice<long> RetryCounts = new() { HistogramBucketBoundaries = [0, 1, 2, 3, 5, 10, 20] };

    private readonly Meter _meter = RollcallMeter.Create();
    private readonly RunGauges _gauges;
    private readonly Histogram<double> _job;
    private readonly Histogram<long> _retries;
    private readonly Histogram<double> _checkpoint;
    private readonly Counter<long> _attempts;
    private readonly Counter<long> _requests;
    private readonly Counter<long> _probes;
    private readonly Counter<long> _settled;
    private readonly Counter<long> _canaries;
    private readonly Counter<long> _voided;
    private readonly Counter<long> _parks;
    private readonly Counter<long> _checkpointFailures;
    private readonly KeyValuePair<string, object?> _registry;
    private readonly KeyValuePair<string, object?> _partition;
    private readonly ConcurrentDictionary<(string Name, string Value, string? Class), KeyValuePair<string, object?>[]> _labels = new();

    /// <param name="registry">The registry's name.</param>
    /// <param name="partition">The partition's name.</param>
    /// <param name="time">The clock.</param>
    public RunMetrics(string registry, string partition, TimeProvider time)
    {
        _registry = new("registry", registry);
        _partition = new("partition", partition);
        _gauges = new RunGauges(_meter, [_registry, _partition], time);
        _job = _meter.CreateHistogram("batch.job.duration_seconds", "s", "Time of one attempt at an id, by what was answered", advice: JobTimes);
        _retries = _meter.CreateHistogram("batch.job.retry_count", "{retry}", "Attempts after the first that an id took to its outcome", advice: RetryCounts);
        _checkpoint = _meter.CreateHistogram("batch.checkpoint.duration_seconds", "s", "Time to write a checkpoint", advice: WriteTimes);
        _attempts = _meter.CreateCounter<long>("batch.attempts", "{attempt}", "Attempts at ids, by what was answered and, for failures, why");
        _requests = _meter.CreateCounter<long>("batch.requests", "{request}", "Requests sent to the site, by what for");
        _probes = _meter.CreateCounter<long>("batch.probe.requests", "{request}", "Of the requests, those of searches for the mark, which a budget limits");
        _settled = _meter.CreateCounter<long>("batch.ids.settled", "{id}", "Ids given an outcome");
        _canaries = _meter.CreateCounter<long>("batch.canaries", "{canary}", "Canaries asked, by whether the site told the truth");
        _voided = _meter.CreateCounter<long>("batch.ids.voided", "{id}", "Absences taken back because a canary failed");
        _parks = _meter.CreateCounter<long>("batch.run.parks", "{park}", "How often the workers had to wait for the site, by why");
        _checkpointFailures = _meter.CreateCounter<long>("batch.checkpoint.failures", "{checkpoint}", "Checkpoints that could not be written");
    }

    /// <summary>An id was asked.</summary>
    /// <param name="answer">What was answered, a word.</param>
    /// <param name="errorClass">The class of failure; null for an answer that settles.</param>
    /// <param name="took">How long it took.</param>
    /// <param name="requests">Requests sent for it.</param>
    public void Attempted(string answer, string? errorClass, TimeSpan took, int requests)
    {
        _job.Record(took.TotalSeconds, Labels("answer", answer));
        _attempts.Add(1, Labels("answer", answer, errorClass));
        _requests.Add(requests, Labels("purpose", "id"));
    }

    /// <summary>An id got its outcome.</summary>
    /// <param name="outcome">The outcome, a word; <c>unavailable</c> for a success without a record.</param>
    /// <param name="retries">Attempts after its first.</param>
    public void Settled(string outcome, int retries)
    {
        _retries.Record(retries, Labels("outcome", outcome));
        _settled.Add(1, Labels("outcome", outcome));
        _gauges.Progressed();
    }

    /// <summary>A canary was asked.</summary>
    public void CanaryAsked(bool truthful, int requests)
    {
        _canaries.Add(1, Labels("truthful", truthful ? "true" : "false"));
        _requests.Add(requests, Labels("purpose", "canary"));
    }

    /// <summary>A listing was read.</summary>
    public void ListingRead(int requests)
    {
        _requests.Add(requests, Labels("purpose", "listing"));
        _gauges.Progressed();
    }

    /// <summary>The search for the mark asked a number; its requests are told with its attempts too.</summary>
    public void Probed(int requests) => _probes.Add(requests, _registry, _partition);

    /// <summary>Absences were taken back.</summary>
    public void Voided(long ids) => _voided.Add(ids, _registry, _partition);

    /// <summary>The workers wait for the site.</summary>
    /// <param name="reason">Why, a word.</param>
    public void Parked(string reason)
    {
        _parks.Add(1, Labels("reason", reason));
        _gauges.Parked();
    }

    /// <summary>The workers go on.</summary>
    public void Reopened() => _gauges.Reopened();

    /// <summary>A checkpoint was written.</summary>
    public void CheckpointWritten(TimeSpan took)
    {
        _checkpoint.Record(took.TotalSeconds, _registry, _partition);
        _gauges.Checkpointed();
    }

    /// <summary>A checkpoint could not be written.</summary>
    public void CheckpointFailed() => _checkpointFailures.Add(1, _registry, _partition);

    /// <summary>Lets the gauges see the run from now on.</summary>
    /// <param name="look">Called from any thread, when somebody collects.</param>
    public void Watch(Func<RunSight> look) => _gauges.Watch(look);

    /// <summary>Begins to add up what is measured from now on.</summary>
    public MeterReadings Collect() => new(_meter);

    /// <summary>Nothing is measured any more, and collectors forget the instruments.</summary>
    public void Dispose() => _meter.Dispose();

    private KeyValuePair<string, object?>[] Labels(string name, string value, string? errorClass = null) =>
        _labels.GetOrAdd((name, value, errorClass), static (key, own) => key.Class is null
            ? [own.Registry, own.Partition, new(key.Name, key.Value)]
            : [own.Registry, own.Partition, new(key.Name, key.Value), new("error_class", key.Class)], (Registry: _registry, Partition: _partition));
}
