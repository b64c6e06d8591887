using Rollcall.Storage;

namespace Rollcall.Ledger;

/// <summary>
/// One process at a time in a partition: the kernel's lock on a file, so that it ends with the process however that ends. Who holds it is
/// said in the file beside it, for the message alone.
/// </summary>
internal sealed class PartitionLock : IDisposable
{
    // EWOULDBLOCK: what flock answers when somebody else holds the lock.
    private const int HeldByAnother = 11;

    private readonly FileStream _file;

    private PartitionLock(FileStream file) => _file = file;

    /// <summary>Takes the lock.</summary>
    /// <exception cref="AlreadyRunningException">Another process holds it.</exception>
    /// <exception cref="StorageException">The lock's file cannot be made.</exception>
    public static PartitionLock Take(PartitionFiles partition, TimeProvider time)
    {
        var holder = partition.Lock + ".holder";
        try
        {
            Directory.CreateDirectory(partition.Folder);
            var file = new FileStream(partition.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            File.WriteAllText(holder, $"process {Environment.ProcessId} on {Environment.MachineName}, since {time.GetUtcNow():u}\n");
            return new PartitionLock(file);
        }
        catch (IOException ex) when (ex.HResult == HeldByAnother)
        {
            throw new AlreadyRunningException(partition, Read(holder), ex);
        }
        catch (Exception ex) when (StorageTroubles.Is(ex))
        {
            throw StorageStop.For(partition.Lock, ex);
        }
    }

    public void Dispose() => _file.Dispose();

    private static string Read(string holder)
    {
        try
        {
            return File.ReadAllText(holder).Trim();
        }
        catch (Exception ex) when (StorageTroubles.Is(ex))
        {
            return "another process";
        }
    }
}

/// <summary>Another process works on the partition: exit code 2, <see cref="StopReason.AlreadyRunning"/>.</summary>
public sealed class AlreadyRunningException : RollcallException
{
    internal AlreadyRunningException(PartitionFiles partition, string holder, Exception cause)
        : base(
            ExitCode.Usage,
            $"{partition.Registry}, partition {partition.Partition}, is being worked on by {holder}",
            "Wait for it to end, or stop it; `rollcall status` shows how far it is.",
            cause)
    {
    }
}
