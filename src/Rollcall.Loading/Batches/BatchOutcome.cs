using System.Text.Json.Serialization;
using Rollcall.Loading.Databases;
using Rollcall.Loading.Mapping;

namespace Rollcall.Loading.Batches;

/// <summary>How a batch ended. The words are part of the report.</summary>
[JsonConverter(typeof(BatchEndConverter))]
public enum BatchEnd
{
    /// <summary>All its records were committed.</summary>
    Committed,

    /// <summary>Some records were refused, the others committed.</summary>
    Isolated,

    /// <summary>Rejected as a whole because of some records.</summary>
    Rejected,

    /// <summary>Rejected as a whole because validating it took longer than allowed.</summary>
    TimedOut,
}

/// <summary>What became of one batch, before its commit.</summary>
/// <param name="End">How it ended.</param>
/// <param name="Changes">The rows changed, each once.</param>
/// <param name="Refused">The records set aside, each with all its reasons, in the order of the source.</param>
/// <param name="Counts">What became of the others.</param>
/// <param name="Times">Where the time went.</param>
internal sealed record BatchOutcome(
    BatchEnd End,
    IReadOnlyList<RowChange> Changes,
    IReadOnlyList<(MappedRecord Record, IReadOnlyList<Reason> Reasons)> Refused,
    RecordCounts Counts,
    BatchTimes Times);

/// <summary>Records by what became of them.</summary>
internal readonly record struct RecordCounts(long Inserted, long Updated, long Unchanged)
{
    public static RecordCounts operator +(RecordCounts one, RecordCounts other) =>
        new(one.Inserted + other.Inserted, one.Updated + other.Updated, one.Unchanged + other.Unchanged);

    public static RecordCounts Add(RecordCounts left, RecordCounts right) => left + right;
}

/// <summary>Where a batch's time went.</summary>
/// <param name="Checkpoint">Fetching the prior rows.</param>
/// <param name="Validation">Reading the records, judging them, the dataset's checks.</param>
/// <param name="Apply">Writing the rows.</param>
internal readonly record struct BatchTimes(TimeSpan Checkpoint, TimeSpan Validation, TimeSpan Apply)
{
    public static BatchTimes operator +(BatchTimes one, BatchTimes other) =>
        new(one.Checkpoint + other.Checkpoint, one.Validation + other.Validation, one.Apply + other.Apply);

    public static BatchTimes Add(BatchTimes left, BatchTimes right) => left + right;
}
