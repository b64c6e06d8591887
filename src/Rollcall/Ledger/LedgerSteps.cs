namespace Rollcall.Ledger;

/// <summary>The steps of the ledger at which tests make a run die (<see cref="Faults.KillPoints"/>), in the order in which a run first reaches them.</summary>
public static class LedgerSteps
{
    /// <summary>A new run's journal is written, but has not its name yet: the one before is the newest.</summary>
    public const string JournalMade = "journal.made";

    /// <summary>It has its name.</summary>
    public const string JournalNamed = "journal.named";

    /// <summary>A batch of lines is handed to the kernel, not yet flushed to disk: nobody was told of it.</summary>
    public const string JournalWritten = "journal.written";

    /// <summary>It is on disk; still nobody was told.</summary>
    public const string JournalFlushed = "journal.flushed";

    /// <summary>A checkpoint is written, but has not its name yet.</summary>
    public const string CheckpointMade = "checkpoint.made";

    /// <summary>It has its name; those beyond the ones to keep are still there.</summary>
    public const string CheckpointNamed = "checkpoint.named";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [JournalMade, JournalNamed, JournalWritten, JournalFlushed, CheckpointMade, CheckpointNamed];
}
