using System.Diagnostics.Metrics;
using Rollcall.Loading.Batches;
using Rollcall.Observing;

namespace Rollcall.Loading;

/// <summary>What an operator would watch of loads, on the meter <c>Rollcall</c>. Thread safe.</summary>
internal sealed class LoadMetrics : IDisposable
{
    private readonly Meter _meter = RollcallMeter.Create();
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _batch;
    private readonly Histogram<double> _checkpoint;
    private readonly Histogram<double> _validation;
    private readonly Counter<long> _batches;
    private readonly Counter<long> _records;

    public LoadMetrics()
    {
        _duration = _meter.CreateHistogram<double>("batch.load.duration_seconds", "s", "Time of a load, from its opening to its closing");
        _batch = _meter.CreateHistogram<double>("batch.load.batch_duration_seconds", "s", "Time of one batch, commit included");
        _checkpoint = _meter.CreateHistogram<double>("batch.load.checkpoint_seconds", "s", "Time to fetch a batch's prior rows");
        _validation = _meter.CreateHistogram<double>("batch.load.validation_seconds", "s", "Time to validate a batch");
        _batches = _meter.CreateCounter<long>("batch.load.batches", "{batch}", "Batches by outcome");
        _records = _meter.CreateCounter<long>("batch.load.records", "{record}", "Records by what became of them");
    }

    public void BatchEnded(string dataset, BatchOutcome outcome, TimeSpan took)
    {
        var tag = new KeyValuePair<string, object?>("dataset", dataset);
        _batch.Record(took.TotalSeconds, tag);
        _checkpoint.Record(outcome.Times.Checkpoint.TotalSeconds, tag);
        _validation.Record(outcome.Times.Validation.TotalSeconds, tag);
        _batches.Add(1, tag, new KeyValuePair<string, object?>("outcome", Accounts.LoadAccount.Word(outcome.End)));
        AddRecords(outcome.Counts.Inserted, tag, "inserted");
        AddRecords(outcome.Counts.Updated, tag, "updated");
        AddRecords(outcome.Counts.Unchanged, tag, "unchanged");
        AddRecords(outcome.Refused.Count, tag, "quarantined");
    }

    public void LoadEnded(string dataset, TimeSpan took) =>
        _duration.Record(took.TotalSeconds, new KeyValuePair<string, object?>("dataset", dataset));

    public void Dispose() => _meter.Dispose();

    private void AddRecords(long count, KeyValuePair<string, object?> dataset, string outcome)
    {
        if (count > 0)
        {
            _records.Add(count, dataset, new KeyValuePair<string, object?>("outcome", outcome));
        }
    }
}
