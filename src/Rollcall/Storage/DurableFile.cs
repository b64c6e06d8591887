namespace Rollcall.Storage;

/// <summary>
/// Files that are either wholly there or not at all: written under another name in the same folder, flushed, renamed, folder flushed.
/// Thread safe as long as no two callers use one temporary name at a time.
/// </summary>
public static class DurableFile
{
    /// <summary>Writes a file and flushes it; an older one of that name (a leftover) is cut off first.</summary>
    /// <exception cref="IOException">The storage refuses; see <see cref="StorageTroubles"/>. What was written may be left behind.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
        RandomAccess.Write(file, content, fileOffset: 0);
        RandomAccess.FlushToDisk(file);
    }

    /// <summary>Replaces <paramref name="path"/>, or creates it. Durable on return; a reader sees the old content or the new one.</summary>
    /// <exception cref="IOException">The storage refuses: the old content stands and nothing is left behind if it can be helped.</exception>
    public static void Replace(string path, string temporary, ReadOnlySpan<byte> content)
    {
        Put(path, temporary, content);
        FlushFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>The same, but for one of several files: durable only after one <see cref="FlushFolder"/> for them all.</summary>
    /// <exception cref="IOException">The storage refuses: the old content stands and nothing is left behind if it can be helped.</exception>
    public static void Put(string path, string temporary, ReadOnlySpan<byte> content)
    {
        try
        {
            Write(temporary, content);
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception ex) when (StorageTroubles.Is(ex))
        {
            TryDelete(temporary);
            throw;
        }
    }

    /// <summary>Gives a written file its final name, atomically, unless that name is taken. Not durable before <see cref="FlushFolder"/>.</summary>
    /// <returns>False when the name is taken, by whomever; both files are as they were.</returns>
    /// <exception cref="IOException">The storage refuses.</exception>
    public static bool TryMoveToFreeName(string from, string to) => Posix.TryMoveToFreeName(from, to);

    /// <summary>Makes the names in a folder durable: what was created, renamed or deleted in it before this call.</summary>
    /// <exception cref="IOException">The storage refuses.</exception>
    public static void FlushFolder(string folder) => Posix.FlushFolder(folder);

    /// <summary>Deletes a file if it is there and can be deleted.</summary>
    /// <returns>False when it is still there.</returns>
    public static bool TryDelete(string path)
    {
        try
        {
            File.Delete(path);
            return true;
        }
        catch (Exception ex) when (StorageTroubles.Is(ex))
        {
            return false;
        }
    }
}
