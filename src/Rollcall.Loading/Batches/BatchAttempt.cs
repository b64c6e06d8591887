using Rollcall.Faults;
using Rollcall.Loading.Databases;
using Rollcall.Loading.Datasets;
using Rollcall.Loading.Mapping;

namespace Rollcall.Loading.Batches;

/// <summary>How one attempt at some records went. A closed set.</summary>
internal abstract record AttemptResult(BatchPlan Plan, BatchTimes Times)
{
    /// <summary>The records that the plan accepts are applied, checked, and not yet committed.</summary>
    public sealed record Applied(BatchPlan Plan, IReadOnlyList<RowChange> Changes, BatchTimes Times) : AttemptResult(Plan, Times);

    /// <summary>Some record at least is wrong, and nobody knows which. Nothing is applied.</summary>
    public sealed record Failed(BatchPlan Plan, IReadOnlyList<Reason> Reasons, BatchTimes Times) : AttemptResult(Plan, Times)
    {
        /// <summary>What the checks found; empty when the database refused.</summary>
        public IReadOnlyList<Finding> Findings { get; init; } = [];
    }

    /// <summary>The plan refuses records, and the rule is to apply all or none. Nothing is applied.</summary>
    public sealed record Refused(BatchPlan Plan, BatchTimes Times) : AttemptResult(Plan, Times);

    /// <summary>Judging took too long. Nothing is applied.</summary>
    public sealed record TooSlow(BatchPlan Plan, BatchTimes Times) : AttemptResult(Plan, Times);
}

/// <summary>Plans, applies and checks records within the batch's transaction. Not thread safe.</summary>
internal sealed class BatchAttempt(
    DatasetDefinition dataset, DatabaseSession database, BatchChecks checks, BatchRules rules, TimeProvider time, KillPoints killPoints)
{
    private readonly BatchPlanner _planner = new(dataset, database, time);

    /// <param name="records">The records, in the order of the source.</param>
    /// <param name="refusedKeys">What refused records would have brought.</param>
    /// <param name="spent">The validation time they have cost before.</param>
    public AttemptResult Try(IReadOnlyList<MappedRecord> records, RefusedKeys refusedKeys, TimeSpan spent)
    {
        var plan = _planner.Plan(records, refusedKeys);
        var times = new BatchTimes(plan.CheckpointTook, spent + plan.JudgingTook, TimeSpan.Zero);
        killPoints.Reach(LoadSteps.Planned);
        if (times.Checkpoint + times.Validation > rules.ValidationTimeout)
        {
            return new AttemptResult.TooSlow(plan, times);
        }

        if (plan.Refused.Count > 0 && rules.OnFailure == OnFailure.SkipBatch)
        {
            return new AttemptResult.Refused(plan, times);
        }

        database.Mark();
        var result = Apply(plan, times);
        if (result is AttemptResult.Applied)
        {
            database.KeepSinceMark();
        }
        else
        {
            database.BackToMark();
        }

        return result;
    }

    private AttemptResult Apply(BatchPlan plan, BatchTimes times)
    {
        var changes = plan.Pass.Draft.Changes();
        var started = time.GetTimestamp();
        var refusal = changes.Count > 0 ? database.Apply(dataset, changes) : null;
        times += new BatchTimes(TimeSpan.Zero, TimeSpan.Zero, time.GetElapsedTime(started));
        killPoints.Reach(LoadSteps.Applied);
        if (refusal is not null)
        {
            return new AttemptResult.Failed(plan, [Reason.Of(RefusalRule.Database, $"the database refuses: {refusal.Message}")], times);
        }

        started = time.GetTimestamp();
        IReadOnlyList<Finding> findings;
        try
        {
            findings = checks.Judge(changes, rules.ValidationTimeout - times.Checkpoint - times.Validation, time);
        }
        catch (BudgetSpentException)
        {
            return new AttemptResult.TooSlow(plan, times);
        }

        times += new BatchTimes(TimeSpan.Zero, time.GetElapsedTime(started), TimeSpan.Zero);
        killPoints.Reach(LoadSteps.Checked);
        if (times.Checkpoint + times.Validation > rules.ValidationTimeout)
        {
            return new AttemptResult.TooSlow(plan, times);
        }

        return findings.Count > 0
            ? new AttemptResult.Failed(plan, [.. findings.Take(20).Select(f => f.ToReason())], times) { Findings = findings }
            : new AttemptResult.Applied(plan, changes, times);
    }
}
