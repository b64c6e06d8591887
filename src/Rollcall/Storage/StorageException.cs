namespace Rollcall.Storage;

/// <summary>The storage cannot be written and waiting did not help: the run ends 7 and can be resumed once it is mended.</summary>
public sealed class StorageException : RollcallException
{
    /// <param name="trouble">What is wrong; never <see cref="StorageTrouble.OfOneFile"/>, which does not end a run.</param>
    /// <param name="path">What could not be written.</param>
    /// <param name="cause">What the operating system said.</param>
    public StorageException(StorageTrouble trouble, string path, Exception cause)
        : base(ExitCode.StorageUnavailable, $"{path} could not be written: {Reason(cause)}", RemedyFor(trouble), cause)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(trouble, StorageTrouble.OfOneFile);
        Trouble = trouble;
    }

    /// <summary>What is wrong.</summary>
    public StorageTrouble Trouble { get; }

    private static string Reason(Exception? cause) => cause?.Message ?? "no reason given";

    private static string RemedyFor(StorageTrouble trouble) => trouble == StorageTrouble.DiskFull
        ? "Make room on the disk (or raise the quota), then run the same command again: it resumes."
        : "Make the output folder writable for this user (mount, permissions, open-file limit), then run the same command again: it resumes.";
}
