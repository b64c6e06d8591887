using Rollcall.Loading.Databases;
using Rollcall.Loading.Datasets;
using Rollcall.Loading.Mapping;

namespace Rollcall.Loading.Batches;

/// <summary>
/// Brings one batch into the database, within a transaction that others begin and commit: all of it, or what is good of it, or none. When
/// nobody can say which record is at fault the batch is cut in halves until the refused records are single. Not thread safe.
/// </summary>
internal sealed class BatchRunner(DatasetDefinition dataset, BatchAttempt attempt, BatchChecks checks, BatchRules rules)
{
    // A slow check is slow each time; a cold cache, code not compiled yet or a busy machine mostly once. Refusing good records for those would
    // refuse all that depend on them, too.
    private const int Tries = 3;

    /// <param name="records">The records, in the order of the source.</param>
    /// <param name="refusedKeys">What refused records of earlier batches would have brought; not changed.</param>
    /// <param name="mappingTook">How long reading the records took.</param>
    public BatchOutcome Run(IReadOnlyList<MappedRecord> records, RefusedKeys refusedKeys, TimeSpan mappingTook)
    {
        checks.StartBatch();
        var result = attempt.Try(records, refusedKeys, mappingTook);
        for (var tries = 1; tries < Tries && result is AttemptResult.TooSlow; tries++)
        {
            // The records are read by now.
            result = attempt.Try(records, refusedKeys, TimeSpan.Zero);
        }

        if (result is AttemptResult.Failed { Findings.Count: > 0 } failed && checks.LearnWhatWasThere(failed.Findings))
        {
            result = attempt.Try(records, refusedKeys, TimeSpan.Zero);
        }

        return result switch
        {
            AttemptResult.Applied applied => Whole(applied),
            AttemptResult.TooSlow slow => SetAside(
                records, slow.Plan, BatchEnd.TimedOut, slow.Times, _ => Reason.Of(RefusalRule.Timeout, TimeoutText(slow.Times))),
            AttemptResult.Refused refused => SetAside(
                records, refused.Plan, BatchEnd.Rejected, refused.Times, _ => Reason.Of(RefusalRule.BatchRejected, RejectedText(refused.Plan))),
            AttemptResult.Failed unknown when rules.OnFailure == OnFailure.SkipBatch => SetAside(
                records, unknown.Plan, BatchEnd.Rejected, unknown.Times, _ => unknown.Reasons[0] with { Rule = RefusalRule.BatchRejected }),
            AttemptResult.Failed unknown => new Bisection(dataset, attempt, refusedKeys).Run(unknown),
            _ => throw new InvalidOperationException($"An attempt ended as {result.GetType().Name}."),
        };
    }

    private static BatchOutcome Whole(AttemptResult.Applied applied) => new(
        applied.Plan.Refused.Count == 0 ? BatchEnd.Committed : BatchEnd.Isolated,
        applied.Changes,
        [.. applied.Plan.Refused.Select(r => (r.Key, r.Value.Reasons)).OrderBy(r => r.Key.Source.Number)],
        applied.Plan.Counts(),
        applied.Times);

    private static BatchOutcome SetAside(
        IReadOnlyList<MappedRecord> records, BatchPlan plan, BatchEnd end, BatchTimes times, Func<MappedRecord, Reason> otherwise) => new(
        end,
        [],
        [.. records.Select(r => (r, plan.Refused.TryGetValue(r, out var refusal) ? refusal.Reasons : [otherwise(r)]))],
        default,
        times);

    private string TimeoutText(BatchTimes times) =>
        $"validating its batch took more than {rules.ValidationTimeout.TotalMilliseconds:0} ms, {Tries} times in a row ({(times.Checkpoint + times.Validation).TotalMilliseconds:0} ms): mend what is slow, or raise batch_validation_timeout_ms";

    private static string RejectedText(BatchPlan plan)
    {
        var first = plan.Refused.MinBy(r => r.Key.Source.Number);
        return $"its batch was rejected for record {first.Key.Source.Number}: {first.Value.Reasons[0].Message}";
    }
}
