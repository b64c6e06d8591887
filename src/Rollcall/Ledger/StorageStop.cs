using Rollcall.Storage;

namespace Rollcall.Ledger;

/// <summary>Storage trouble as the reason a run stops for.</summary>
public static class StorageStop
{
    /// <summary>The stop reason of a trouble.</summary>
    public static StopReason Reason(this StorageTrouble trouble) => trouble == StorageTrouble.DiskFull ? StopReason.DiskFull : StopReason.NotWritable;

    /// <summary>The exception for an account that cannot be written: exit code 7.</summary>
    internal static StorageException For(string path, Exception cause)
    {
        // A journal, a checkpoint or the lock is not one file among many: what concerns it alone concerns the run.
        var trouble = StorageTroubles.Of(cause);
        return new StorageException(trouble == StorageTrouble.OfOneFile ? StorageTrouble.NotWritable : trouble, path, cause);
    }
}
