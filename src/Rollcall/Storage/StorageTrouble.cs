namespace Rollcall.Storage;

/// <summary>What a failed write means for the run: a closed set.</summary>
public enum StorageTrouble
{
    /// <summary>This file cannot be written, others can: its name is too long or refused, or it is too large.</summary>
    OfOneFile,

    /// <summary>No room: the disk or the quota is full.</summary>
    DiskFull,

    /// <summary>Nothing can be written: read-only, permission lost, folder gone, out of file descriptors, a failing device.</summary>
    NotWritable,
}

/// <summary>Tells from what the operating system says which <see cref="StorageTrouble"/> it is. Thread safe.</summary>
public static class StorageTroubles
{
    // Linux numbers (include/uapi/asm-generic/errno.h); .NET puts the raw number into IOException.HResult.
    private const int InvalidArgument = 22;
    private const int FileTooLarge = 27;
    private const int NoSpace = 28;
    private const int NameTooLong = 36;
    private const int IllegalByteSequence = 84;
    private const int QuotaExceeded = 122;

    /// <summary>Whether an exception is the storage's doing at all.</summary>
    public static bool Is(Exception exception) => exception is IOException or UnauthorizedAccessException;

    /// <summary>Classifies an exception for which <see cref="Is"/> holds.</summary>
    public static StorageTrouble Of(Exception exception) => exception switch
    {
        PathTooLongException => StorageTrouble.OfOneFile,
        IOException io => Of(io.HResult),
        _ => StorageTrouble.NotWritable,
    };

    private static StorageTrouble Of(int errno) => errno switch
    {
        NoSpace or QuotaExceeded => StorageTrouble.DiskFull,
        InvalidArgument or FileTooLarge or NameTooLong or IllegalByteSequence => StorageTrouble.OfOneFile,
        _ => StorageTrouble.NotWritable,
    };
}
