namespace Rollcall.Records;

/// <summary>The steps of saving a record at which tests make a run die (<see cref="Faults.KillPoints"/>).</summary>
public static class RecordSteps
{
    /// <summary>The record is written and flushed under its temporary name.</summary>
    public const string Written = "record.written";

    /// <summary>It has its name; the ledger does not know of it yet.</summary>
    public const string Named = "record.named";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Written, Named];
}
