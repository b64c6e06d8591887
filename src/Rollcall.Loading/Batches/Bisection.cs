using Rollcall.Loading.Databases;
using Rollcall.Loading.Datasets;
using Rollcall.Loading.Mapping;

namespace Rollcall.Loading.Batches;

/// <summary>
/// Finds the records that a check or the database objects to by cutting a batch in halves, and applies the others, each exactly once, in
/// the batch's one transaction. For one bad record among n it takes about 2 log2(n) attempts. Not thread safe.
/// </summary>
internal sealed class Bisection(DatasetDefinition dataset, BatchAttempt attempt, RefusedKeys refusedBefore)
{
    private readonly RefusedKeys _refusedKeys = new(refusedBefore);
    private readonly Dictionary<MappedRecord, IReadOnlyList<Reason>> _refused = [];
    private readonly ChangeFold _changes = new();
    private RecordCounts _counts;
    private BatchTimes _times;

    /// <param name="whole">The failed attempt at the whole batch.</param>
    public BatchOutcome Run(AttemptResult.Failed whole)
    {
        Note(whole);
        Split(DependencyOrder.Of(whole.Plan.Pass), whole);
        return new BatchOutcome(
            BatchEnd.Isolated,
            _changes.Fold(dataset),
            [.. _refused.Select(r => (r.Key, r.Value)).OrderBy(r => r.Key.Source.Number)],
            _counts,
            _times);
    }

    private void Split(IReadOnlyList<MappedRecord> records, AttemptResult failure)
    {
        if (records.Count == 1)
        {
            var reasons = failure is AttemptResult.Failed failed ? failed.Reasons : [Reason.Of(RefusalRule.Timeout, "judging it alone took too long")];
            Refuse(records[0], reasons);
            return;
        }

        var half = records.Count / 2;
        Try([.. records.Take(half)]);
        Try([.. records.Skip(half)]);
    }

    private void Try(IReadOnlyList<MappedRecord> records)
    {
        var result = attempt.Try(records, _refusedKeys, TimeSpan.Zero);
        Note(result);
        if (result is AttemptResult.Applied applied)
        {
            _changes.Add(applied.Changes);
            _counts += applied.Plan.Counts();
            return;
        }

        var open = records.Where(r => !_refused.ContainsKey(r)).ToList();
        if (open.Count > 0)
        {
            Split(open, result);
        }
    }

    // What a plan refuses has its reasons already, whatever became of the others.
    private void Note(AttemptResult result)
    {
        _times += result.Times;
        foreach (var (record, reasons) in result.Plan.Refused)
        {
            Refuse(record, reasons);
        }
    }

    private void Refuse(MappedRecord record, IReadOnlyList<Reason> reasons)
    {
        _refused[record] = reasons;
        _refusedKeys.Add(record);
    }
}
