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
        Work(whole);
        return new BatchOutcome(
            BatchEnd.Isolated,
            _changes.Fold(dataset),
            [.. _refused.Select(r => (r.Key, r.Value)).OrderBy(r => r.Key.Source.Number)],
            _counts,
            _times);
    }

    // First the records that were planned together: none of them clashes with another, so they may be cut apart. Then those that were
    // kept out because they clash with one that turned out to be bad.
    private void Work(AttemptResult failure)
    {
        var plan = failure.Plan;
        Split(DependencyOrder.Of(plan.Pass), failure);
        var again = new List<MappedRecord>();
        foreach (var (record, refusal) in plan.Refused.OrderBy(r => r.Key.Source.Number))
        {
            if (plan.Pass.Records.Count > 0 && refusal.Clashes.Count > 0 && refusal.Clashes.All(_refused.ContainsKey))
            {
                again.Add(record);
            }
            else
            {
                Refuse(record, refusal.Reasons);
            }
        }

        if (again.Count > 0 && !TryApply(again, out var result))
        {
            Work(result);
        }
    }

    private void Split(IReadOnlyList<MappedRecord> records, AttemptResult failure)
    {
        if (records.Count < 2)
        {
            foreach (var record in records)
            {
                var refusal = failure.Plan.Refused.GetValueOrDefault(record);
                Refuse(record, refusal?.Reasons ?? (failure as AttemptResult.Failed)?.Reasons ?? [Reason.Of(RefusalRule.Timeout, "judging it alone took too long")]);
            }

            return;
        }

        var half = records.Count / 2;
        foreach (var part in new[] { records.Take(half).ToList(), records.Skip(half).ToList() })
        {
            if (!TryApply(part, out var result))
            {
                Split(part, result);
            }
        }
    }

    private bool TryApply(IReadOnlyList<MappedRecord> records, out AttemptResult result)
    {
        result = attempt.Try(records, _refusedKeys, TimeSpan.Zero);
        Note(result);
        if (result is not AttemptResult.Applied applied)
        {
            return false;
        }

        _changes.Add(applied.Changes);
        _counts += applied.Plan.Counts();
        foreach (var (record, refusal) in applied.Plan.Refused)
        {
            Refuse(record, refusal.Reasons);
        }

        return true;
    }

    private void Note(AttemptResult result) => _times += result.Times;

    private void Refuse(MappedRecord record, IReadOnlyList<Reason> reasons)
    {
        _refused[record] = reasons;
        _refusedKeys.Add(record);
    }
}
