using System.Runtime.InteropServices;
using System.Text;

namespace Rollcall.Storage;

/// <summary>
/// The things the framework cannot do with files: rename without ever replacing (File.Move looks first and renames then, so two
/// movers can both succeed), hard links, flushing a folder, and telling the disk to begin. Failures are IOExceptions whose HResult is errno, as the framework's are.
/// </summary>
internal static class Posix
{
    private const int AtCurrentFolder = -100;
    private const uint NoReplace = 1;
    private const int ReadOnlyFolder = 0x10000 | 0x80000; // O_DIRECTORY | O_CLOEXEC, the same on every Linux but alpha and sparc
    private const int Interrupted = 4;
    private const int Exists = 17;
    private const int InvalidArgument = 22;
    private const int NoSuchCall = 38;
    private const uint SyncWrite = 2; // SYNC_FILE_RANGE_WRITE

    private static volatile bool _renameRefusesFlags;

    /// <summary>Gives a file its final name, atomically, unless that name is taken.</summary>
    /// <returns>False when the name is taken; both files are as they were.</returns>
    /// <exception cref="IOException">The operating system refuses.</exception>
    public static bool TryMoveToFreeName(string from, string to)
    {
        // renameat2 is one step: a kill leaves either name, never both. Network file systems (NFS, 9p) and kernels before 3.15 answer
        // EINVAL or ENOSYS; there link + unlink is the same promise in two steps: a kill between them leaves the record complete under its
        // final name and a leftover that the next start clears away.
        if (!_renameRefusesFlags)
        {
            if (Rename(AtCurrentFolder, Bytes(from), AtCurrentFolder, Bytes(to), NoReplace) == 0)
            {
                return true;
            }

            var errno = Marshal.GetLastPInvokeError();
            if (errno == Exists)
            {
                return false;
            }

            if (errno is not (InvalidArgument or NoSuchCall))
            {
                throw Failed(errno, to);
            }

            _renameRefusesFlags = errno == NoSuchCall;
        }

        return TryLinkToFreeName(from, to);
    }

    /// <summary>The same by link and unlink.</summary>
    public static bool TryLinkToFreeName(string from, string to)
    {
        if (Link(Bytes(from), Bytes(to)) == 0)
        {
            File.Delete(from);
            return true;
        }

        var errno = Marshal.GetLastPInvokeError();
        return errno == Exists ? false : throw Failed(errno, to);
    }

    /// <summary>Makes the names in a folder durable.</summary>
    /// <exception cref="IOException">The operating system refuses.</exception>
    public static void FlushFolder(string folder)
    {
        var handle = Open(Bytes(folder), ReadOnlyFolder);
        if (handle < 0)
        {
            throw Failed(Marshal.GetLastPInvokeError(), folder);
        }

        try
        {
            while (Flush(handle) != 0)
            {
                var errno = Marshal.GetLastPInvokeError();
                if (errno == InvalidArgument)
                {
                    return; // a file system that has no folders to flush
                }

                if (errno != Interrupted)
                {
                    throw Failed(errno, folder);
                }
            }
        }
        finally
        {
            _ = Close(handle);
        }
    }

    /// <summary>
    /// Lets the disk begin with what was written to a file, and does not wait. A hint: file systems that do not know it write when flushed. It also gives the
    /// content its place on the disk, so that one commit of the file system's own journal covers all files begun before it.
    /// </summary>
    public static void BeginWriting(SafeHandle file) => _ = SyncRange(file, 0, 0, SyncWrite);

    private static IOException Failed(int errno, string path) => new($"{Marshal.GetPInvokeErrorMessage(errno)} : '{path}'", errno);

    private static byte[] Bytes(string path)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(path) + 1];
        Encoding.UTF8.GetBytes(path, bytes);
        return bytes;
    }

    [DllImport("libc", EntryPoint = "renameat2", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Rename(int fromFolder, byte[] from, int toFolder, byte[] to, uint flags);

    [DllImport("libc", EntryPoint = "link", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Link(byte[] from, byte[] to);

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Flush(int handle);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int handle);

    [DllImport("libc", EntryPoint = "sync_file_range")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SyncRange(SafeHandle file, long offset, long length, uint flags);
}
