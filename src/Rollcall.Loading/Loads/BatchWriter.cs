using Microsoft.Extensions.Logging;
using Rollcall.Loading.Accounts;
using Rollcall.Loading.Batches;
using Rollcall.Loading.Databases;
using Rollcall.Loading.Datasets;

namespace Rollcall.Loading.Loads;

/// <summary>
/// Brings batches into the database one after the other, each with its changeset and the load's progress in one transaction. Not thread safe.
/// </summary>
internal sealed class BatchWriter
{
    private readonly DatasetDefinition _dataset;
    private readonly DatabaseSession _database;
    private readonly LoadAccount _account;
    private readonly LoadSurroundings _around;
    private readonly LoadMetrics _metrics;
    private readonly BatchRunner _runner;
    private readonly bool _commitsEach;

    public BatchWriter(DatasetDefinition dataset, DatabaseSession database, LoadAccount account, LoadOptions options, LoadSurroundings around, LoadMetrics metrics)
    {
        _dataset = dataset;
        _database = database;
        _account = account;
        _around = around;
        _metrics = metrics;
        _commitsEach = options is { EnableBatchProcessing: true, DryRun: false };
        // Everything or nothing: the rest of a batch is still applied, so that the records behind it are judged by what they would find.
        var onFailure = options.EnableBatchProcessing ? options.OnFailure : OnFailure.Isolate;
        var rules = new BatchRules(onFailure, options.BatchValidationTimeout);
        var checks = new BatchChecks(dataset, database);
        _runner = new BatchRunner(
            dataset, new BatchAttempt(dataset, database, checks, rules, around.Time, around.KillPoints), checks, rules);
    }

    public TimeTally Checkpoint { get; } = new();

    public TimeTally Validation { get; } = new();

    public TimeTally Apply { get; } = new();

    public TimeTally Commit { get; } = new();

    /// <summary>Brings in one batch; its transaction is begun here unless one holds all batches.</summary>
    /// <param name="quarantine">Where refused records go; null for nowhere.</param>
    /// <returns>How the load stands behind it.</returns>
    public LoadEntry Write(LoadEntry entry, FeedBatch batch, Quarantine? quarantine, BatchErrors errors)
    {
        var started = _around.Time.GetTimestamp();
        var number = entry.Progress.Batches + 1;
        if (_commitsEach)
        {
            _database.BeginBatch(_dataset);
        }

        _around.KillPoints.Reach(LoadSteps.Begun);
        var outcome = _runner.Run(batch.Records, errors.Keys, batch.MappingTook);
        var ran = _around.Time.GetTimestamp();
        errors.Add(number, outcome);
        // First the file, then the commit: a crash between leaves lines that the next start cuts off, never a record in neither place.
        quarantine?.Append(number, outcome.Refused);
        _around.KillPoints.Reach(LoadSteps.Quarantined);
        var seconds = entry.Progress.Seconds + _around.Time.GetElapsedTime(started).TotalSeconds;
        entry = entry with { Progress = Tally.Add(entry.Progress, batch, outcome, quarantine?.Length ?? 0, seconds) };
        _account.Record(entry.LoadId, number, outcome.Changes);
        _account.Update(entry);
        _around.KillPoints.Reach(LoadSteps.Recorded);
        if (_commitsEach)
        {
            _database.Commit();
        }

        _around.KillPoints.Reach(LoadSteps.Committed);
        Note(entry, number, batch, outcome, _around.Time.GetElapsedTime(started), _around.Time.GetElapsedTime(ran));
        return entry;
    }

    private void Note(LoadEntry entry, long number, FeedBatch batch, BatchOutcome outcome, TimeSpan took, TimeSpan commit)
    {
        Checkpoint.Add(outcome.Times.Checkpoint);
        Validation.Add(outcome.Times.Validation);
        Apply.Add(outcome.Times.Apply);
        Commit.Add(commit);
        _metrics.BatchEnded(_dataset.Name, outcome, took);
        var counts = outcome.Counts;
        if (outcome.Refused.Count == 0)
        {
            _around.Log.Committed(entry.LoadId, number, counts.Inserted, counts.Updated, counts.Unchanged, took.TotalMilliseconds);
            return;
        }

        var (record, reasons) = outcome.Refused[0];
        _around.Log.RolledBack(
            entry.LoadId, number, LoadAccount.Word(outcome.End), outcome.Refused.Count, batch.Records.Count, record.Source.Number, record.KeyText, reasons[0].Message);
    }
}
