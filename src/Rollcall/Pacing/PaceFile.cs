using System.Buffers.Binary;
using Rollcall.Storage;

namespace Rollcall.Pacing;

/// <summary>
/// When the next request to a host may go out, shared by the processes of one machine: a few bytes in a file, changed under the kernel's lock on
/// it, which ends with the process however that ends. In a folder where everybody may write, a file is as open as the folder, and what somebody put
/// there instead (a link, a pipe, anything longer) is neither followed nor written to. Thread safe.
/// </summary>
internal sealed class PaceFile
{
    // EWOULDBLOCK: what flock answers when somebody else holds the lock.
    private const int HeldByAnother = 11;

    // Nobody holds it longer than two reads and a write take; whoever does is stopped in a debugger, and is not waited for.
    private const int MostTries = 2000;
    private const int Bytes = 16;

    private const UnixFileMode ForAll =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private static readonly TimeSpan Stale = TimeSpan.FromDays(1);

    private readonly string _path;
    private readonly bool _isForAll;

    private PaceFile(string path, bool isForAll) => (_path, _isForAll) = (Path.GetFullPath(path), isForAll);

    /// <summary>The file of a host, in the first folder that can be used.</summary>
    /// <param name="folders">Where these files may lie.</param>
    /// <param name="host">Scheme, name and port.</param>
    /// <param name="now">The time; files that nobody has used for a day, and that hold nobody up, are taken away.</param>
    /// <returns>Null when none can be used: then each process keeps its own pace.</returns>
    public static PaceFile? Open(IEnumerable<string> folders, string host, DateTimeOffset now) =>
        folders.Select(folder => OpenIn(folder, host, now)).FirstOrDefault(file => file is not null);

    private static PaceFile? OpenIn(string folder, string host, DateTimeOffset now)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var isForAll = !OperatingSystem.IsWindows() && File.GetUnixFileMode(folder).HasFlag(UnixFileMode.OtherWrite);
            foreach (var old in Directory.EnumerateFiles(folder, "*.pace").Where(f => now.UtcDateTime - File.GetLastWriteTimeUtc(f) > Stale))
            {
                TakeAway(new PaceFile(old, isForAll), now);
            }

            var file = new PaceFile(Path.Combine(folder, SafeName.For(host) + ".pace"), isForAll);
            return file.Change(now, state => state) is null ? null : file;
        }
        catch (Exception ex) when (StorageTroubles.Is(ex))
        {
            return null;
        }
    }

    private static void TakeAway(PaceFile old, DateTimeOffset now)
    {
        // A hold may last for weeks without anybody writing it again.
        if (old.Change(now, state => state) is not { } state || state.Free > now || state.Held > now)
        {
            return;
        }

        try
        {
            File.Delete(old._path);
        }
        catch (Exception ex) when (StorageTroubles.Is(ex))
        {
            // Somebody else's: they will.
        }
    }

    /// <summary>Changes what the file says, alone.</summary>
    /// <param name="now">The time: what lies further ahead than any Retry-After is nobody's wish, but a clock that was wrong.</param>
    /// <param name="change">From what it says to what it is to say.</param>
    /// <returns>What it says now; null when it cannot be used.</returns>
    public PaceState? Change(DateTimeOffset now, Func<PaceState, PaceState> change)
    {
        try
        {
            using var file = OpenLocked();
            if (file is null || !IsOurs(file))
            {
                return null;
            }

            Span<byte> bytes = stackalloc byte[Bytes];
            var read = file.ReadAtLeast(bytes, Bytes, throwOnEndOfStream: false);
            var before = read == Bytes
                ? new PaceState(Time(BinaryPrimitives.ReadInt64LittleEndian(bytes), now), Time(BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]), now))
                : default;
            var after = change(before);
            if (after != before || read != Bytes)
            {
                BinaryPrimitives.WriteInt64LittleEndian(bytes, after.Free.UtcTicks);
                BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], after.Held.UtcTicks);
                file.Position = 0;
                file.Write(bytes);
            }

            return after;
        }
        catch (Exception ex) when (StorageTroubles.Is(ex))
        {
            return null;
        }
    }

    private static DateTimeOffset Time(long ticks, DateTimeOffset now) =>
        ticks >= 0 && ticks <= now.UtcTicks + Fetching.RetryAfter.Longest.Ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : default;

    private FileStream? OpenLocked()
    {
        var spin = default(SpinWait);
        for (var i = 0; i < MostTries; i++)
        {
            try
            {
                return new FileStream(_path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            }
            catch (FileNotFoundException)
            {
                Create();
            }
            catch (IOException ex) when (ex.HResult == HeldByAnother)
            {
                spin.SpinOnce();
            }
        }

        return null;
    }

    // Apart from opening it: where everybody may write, the kernel lets nobody open another one's file with leave to create it (fs.protected_regular).
    private void Create()
    {
        try
        {
            using var file = new FileStream(_path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            if (_isForAll && !OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(file.SafeFileHandle, ForAll);
            }
        }
        catch (IOException) when (new FileInfo(_path) is { Exists: true } or { LinkTarget: not null })
        {
            // Somebody was faster; or it is a link that leads nowhere, which never opens.
        }
    }

    /// <summary>Whether this is the file that was meant, and one of its kind.</summary>
    private bool IsOurs(FileStream file) => file.CanSeek && file.Length <= Bytes
        && (!_isForAll || new FileInfo($"/proc/self/fd/{file.SafeFileHandle.DangerousGetHandle()}").LinkTarget == _path);
}

/// <summary>What is known of a host.</summary>
/// <param name="Free">When the next request may go out.</param>
/// <param name="Held">Until when the site asked to be left alone.</param>
internal readonly record struct PaceState(DateTimeOffset Free, DateTimeOffset Held);
