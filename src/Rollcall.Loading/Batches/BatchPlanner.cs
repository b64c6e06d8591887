using Rollcall.Loading.Databases;
using Rollcall.Loading.Datasets;
using Rollcall.Loading.Mapping;

namespace Rollcall.Loading.Batches;

/// <summary>
/// Finds out which records of a batch can be loaded together, what that would do to which rows, and every reason against the others.
/// Reads the database (within the batch's transaction), writes nothing.
/// </summary>
internal sealed class BatchPlanner(DatasetDefinition dataset, DatabaseSession database, TimeProvider time)
{
    /// <summary>Plans the records that can be loaded; the rest is refused with all its reasons.</summary>
    /// <param name="records">The records, in the order of the source.</param>
    /// <param name="refusedKeys">What earlier records of the load would have brought and did not; not changed.</param>
    public BatchPlan Plan(IReadOnlyList<MappedRecord> records, RefusedKeys refusedKeys)
    {
        var started = time.GetTimestamp();
        var checkpoint = new Checkpoint(dataset, database, time);
        var refused = new Dictionary<MappedRecord, Refusal>();
        var accepted = new List<MappedRecord>(records.Count);
        var known = new RefusedKeys(refusedKeys);
        foreach (var record in records)
        {
            if (record.Reasons.Count == 0)
            {
                accepted.Add(record);
            }
            else
            {
                known.Add(record);
            }
        }

        PlanPass pass;
        while (true)
        {
            pass = new PlanPass(dataset, checkpoint, accepted, known);
            pass.Run();
            if (pass.Reasons.Count == 0)
            {
                break;
            }

            foreach (var (record, refusal) in ToRefuse(pass))
            {
                refused.Add(record, refusal);
                known.Add(record);
            }

            accepted = [.. accepted.Where(r => !refused.ContainsKey(r))];
        }

        foreach (var record in records.Where(r => r.Reasons.Count > 0))
        {
            refused.Add(record, new Refusal([.. record.Reasons, .. LateReasons.Of(record, pass)], []));
        }

        return new BatchPlan(pass, refused, checkpoint.Took, time.GetElapsedTime(started) - checkpoint.Took);
    }

    // A record that clashes with another stays in while the other is refused: without it there may be nothing wrong.
    private static List<(MappedRecord Record, Refusal Refusal)> ToRefuse(PlanPass pass)
    {
        var certain = pass.Reasons.Where(r => r.Value.Exists(x => x.Because is null || !pass.Reasons.ContainsKey(x.Because))).ToList();
        return [.. (certain.Count > 0 ? certain : [.. pass.Reasons]).Select(r => (r.Key, RefusalOf(r.Value)))];
    }

    private static Refusal RefusalOf(List<(Reason Reason, MappedRecord? Because)> reasons) => new(
        [.. reasons.Select(r => r.Reason)],
        reasons.Exists(r => r.Because is null) ? [] : [.. reasons.Select(r => r.Because!)]);
}

/// <summary>Why a record is not in a plan.</summary>
/// <param name="Reasons">Every reason.</param>
/// <param name="Clashes">The records it clashes with, when nothing else is wrong with it: were they not there, it could be.</param>
internal sealed record Refusal(IReadOnlyList<Reason> Reasons, IReadOnlyList<MappedRecord> Clashes);

/// <summary>What a batch would do.</summary>
/// <param name="Pass">The pass without any objection.</param>
/// <param name="Refused">The records that are not in it, each with all its reasons.</param>
/// <param name="CheckpointTook">How long fetching the prior rows took.</param>
/// <param name="JudgingTook">How long the rest took.</param>
internal sealed record BatchPlan(
    PlanPass Pass, IReadOnlyDictionary<MappedRecord, Refusal> Refused, TimeSpan CheckpointTook, TimeSpan JudgingTook)
{
    /// <summary>The accepted records by what becomes of them.</summary>
    public RecordCounts Counts()
    {
        var changed = Pass.Draft.Dataset.Tables
            .SelectMany(t => Pass.Draft.RowsOf(t))
            .Where(r => r.IsChanged)
            .SelectMany(r => r.Owners)
            .ToHashSet();
        var inserted = Pass.Records.Count(r => !Pass.Skipped.Contains(r) && r.Main?.Planned?.Before is null);
        var updated = changed.Count - Pass.Records.Count(r => changed.Contains(r) && r.Main?.Planned?.Before is null);
        return new RecordCounts(inserted, updated, Pass.Records.Count - inserted - updated);
    }
}
