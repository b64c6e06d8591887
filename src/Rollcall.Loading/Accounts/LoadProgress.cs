using System.Text.Json.Serialization;

namespace Rollcall.Loading.Accounts;

/// <summary>
/// How far a load is. Stored in the transaction of each batch, so that it is never ahead of the data nor behind. Immutable.
/// </summary>
public sealed record LoadProgress
{
    /// <summary>Batches ended, in whatever way.</summary>
    public long Batches { get; init; }

    /// <summary>Of these, batches committed with all their records.</summary>
    public long BatchesSucceeded { get; init; }

    /// <summary>Of these, batches in which something was refused.</summary>
    public long BatchesFailed { get; init; }

    /// <summary>Records read.</summary>
    public long RecordsRead { get; init; }

    /// <summary>Records whose main row is new.</summary>
    public long RecordsInserted { get; init; }

    /// <summary>Records that changed rows that were there.</summary>
    public long RecordsUpdated { get; init; }

    /// <summary>Records that changed nothing.</summary>
    public long RecordsUnchanged { get; init; }

    /// <summary>Records set aside.</summary>
    public long RecordsQuarantined { get; init; }

    /// <summary>Records in the database: inserted, updated or found unchanged.</summary>
    [JsonIgnore]
    public long RecordsApplied => RecordsInserted + RecordsUpdated + RecordsUnchanged;

    /// <summary>Rows written, by table.</summary>
    public IReadOnlyDictionary<string, RowCounts> Rows { get; init; } = new Dictionary<string, RowCounts>();

    /// <summary>SHA-256 of the records read so far: whether the source is still the same.</summary>
    public string SourceHash { get; init; } = "";

    /// <summary>The length of the quarantine file: what lies behind it was written by a batch that never committed.</summary>
    public long QuarantineBytes { get; init; }

    /// <summary>The time spent, over all processes.</summary>
    public double Seconds { get; init; }

    /// <summary>The copy made before the load; null when there was nothing to copy.</summary>
    public string? Backup { get; init; }
}

/// <summary>Rows of one table written by a load.</summary>
public sealed record RowCounts(long Inserted, long Updated, long Deleted);
