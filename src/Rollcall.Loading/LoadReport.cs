using System.Text.Json;
using Rollcall.Loading.Accounts;
using Rollcall.Loading.Batches;
using Rollcall.Loading.Mapping;

namespace Rollcall.Loading;

/// <summary>What a load did, over all its processes: the content of <c>load-&lt;id&gt;.json</c>. Immutable.</summary>
public sealed record LoadReport
{
    /// <summary>The load's id.</summary>
    public required string Load { get; init; }

    /// <summary>The dataset's name.</summary>
    public required string Dataset { get; init; }

    /// <summary>The database, without secrets.</summary>
    public required string Database { get; init; }

    /// <summary>The sources as the user named them; for an undo, the load it took back.</summary>
    public required string Source { get; init; }

    /// <summary>How it stands.</summary>
    public required LoadStatus Status { get; init; }

    /// <summary>When it began, ISO 8601.</summary>
    public required string StartedAt { get; init; }

    /// <summary>When it ended, or this part of it did, ISO 8601.</summary>
    public required string EndedAt { get; init; }

    /// <summary>The time from opening to closing, backup and waiting for the sources included, over all processes.</summary>
    public required double DurationSeconds { get; init; }

    /// <summary>Whether an unfinished load was taken up again.</summary>
    public bool Resumed { get; init; }

    /// <summary>Whether it was a rehearsal: nothing is in the database.</summary>
    public bool DryRun { get; init; }

    /// <summary>Batches ended, in whatever way.</summary>
    public long BatchCount { get; init; }

    /// <summary>Of these, batches committed with all their records.</summary>
    public long BatchesSucceeded { get; init; }

    /// <summary>Of these, batches in which something was refused.</summary>
    public long BatchesFailed { get; init; }

    /// <summary>The first thousand of the batches that failed.</summary>
    public IReadOnlyList<BatchError> BatchErrors { get; init; } = [];

    /// <summary>Records read.</summary>
    public long RecordsRead { get; init; }

    /// <summary>Records in the database: inserted, updated or found unchanged.</summary>
    public long RecordsApplied { get; init; }

    /// <summary>Records whose main row is new.</summary>
    public long RecordsInserted { get; init; }

    /// <summary>Records that changed rows that were there.</summary>
    public long RecordsUpdated { get; init; }

    /// <summary>Records that changed nothing.</summary>
    public long RecordsUnchanged { get; init; }

    /// <summary>Records set aside.</summary>
    public long RecordsQuarantined { get; init; }

    /// <summary>Rows written, by table.</summary>
    public IReadOnlyDictionary<string, RowCounts> Rows { get; init; } = new Dictionary<string, RowCounts>();

    /// <summary>What the validation of the whole found; empty when all is well.</summary>
    public IReadOnlyList<string> Findings { get; init; } = [];

    /// <summary>What a user should know about the tables, such as triggers.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Where the refused records are; null when there are none.</summary>
    public string? QuarantineFile { get; init; }

    /// <summary>The copy made before; null when there was nothing to copy.</summary>
    public string? Backup { get; init; }

    /// <summary>The undo that took a strict load back; null when none did.</summary>
    public string? UndoneBy { get; init; }

    /// <summary>Where the time went, in this process.</summary>
    public LoadTimes Times { get; init; } = new();

    /// <summary>Why it ended: <c>completed</c>, <c>records_quarantined</c>, <c>whole_not_valid</c>, <c>max_quarantine</c>, <c>sigint</c>, <c>disk_full</c>, ….</summary>
    public required string StopReason { get; init; }

    /// <summary>The code the process ends with.</summary>
    public required int ExitCode { get; init; }

    /// <summary>What stopped it, and what to do; null when nothing did.</summary>
    public string? Error { get; init; }

    /// <summary>As <c>load-&lt;id&gt;.json</c> has it.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, LoadJson.Readable.LoadReport);
}

/// <summary>A batch in which something was refused.</summary>
/// <param name="Batch">Its number, from 1.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="RecordsRefused">How many of its records were set aside.</param>
/// <param name="Records">The first twenty of them.</param>
public sealed record BatchError(long Batch, BatchEnd Outcome, long RecordsRefused, IReadOnlyList<RefusedRecord> Records);

/// <summary>A refused record.</summary>
/// <param name="Record">Its place among the records of the load, from 1.</param>
/// <param name="Source">The file it came from.</param>
/// <param name="Line">The line it began on.</param>
/// <param name="Key">Its key; null when not even that could be read.</param>
/// <param name="Reasons">Every reason.</param>
public sealed record RefusedRecord(long Record, string Source, long Line, string? Key, IReadOnlyList<Reason> Reasons);

/// <summary>Where a load's time went, in one process.</summary>
public sealed record LoadTimes
{
    /// <summary>Making the backup.</summary>
    public double BackupSeconds { get; init; }

    /// <summary>Fetching the prior rows, per batch.</summary>
    public PartTime Checkpoint { get; init; } = new(0, 0);

    /// <summary>Reading the records, judging them and the dataset's checks, per batch.</summary>
    public PartTime Validation { get; init; } = new(0, 0);

    /// <summary>Writing the rows, per batch.</summary>
    public PartTime Apply { get; init; } = new(0, 0);

    /// <summary>Writing changeset, progress and quarantine and the commit, per batch.</summary>
    public PartTime Commit { get; init; } = new(0, 0);

    /// <summary>The validation of the whole.</summary>
    public double WholeSeconds { get; init; }
}

/// <summary>The time of one part of a batch's work, in milliseconds.</summary>
public sealed record PartTime(double MeanMs, double MaxMs);
