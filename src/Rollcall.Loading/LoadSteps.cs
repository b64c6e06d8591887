namespace Rollcall.Loading;

/// <summary>The steps of a load at which tests make it die, in the order in which they are reached.</summary>
internal static class LoadSteps
{
    /// <summary>Tables and account are made.</summary>
    public const string Prepared = "load.prepared";

    /// <summary>The backup is made, the load entered.</summary>
    public const string Entered = "load.entered";

    /// <summary>A batch's transaction has begun.</summary>
    public const string Begun = "load.batch.begun";

    /// <summary>Its prior rows are known and its changes planned.</summary>
    public const string Planned = "load.batch.planned";

    /// <summary>Its rows are written.</summary>
    public const string Applied = "load.batch.applied";

    /// <summary>Its checks have passed.</summary>
    public const string Checked = "load.batch.checked";

    /// <summary>What it refused is in the quarantine file.</summary>
    public const string Quarantined = "load.batch.quarantined";

    /// <summary>Its changeset and the load's progress are written.</summary>
    public const string Recorded = "load.batch.recorded";

    /// <summary>It is committed.</summary>
    public const string Committed = "load.batch.committed";

    /// <summary>All batches are done, the load not yet closed.</summary>
    public const string Done = "load.done";

    /// <summary>The load is closed, its report not yet written.</summary>
    public const string Closed = "load.closed";

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<string> All =
        [Prepared, Entered, Begun, Planned, Applied, Checked, Quarantined, Recorded, Committed, Done, Closed];
}
