using System.Diagnostics;
using System.Globalization;
using Rollcall.Storage;

namespace Rollcall.Cli.Observing;

/// <summary>
/// One process's files in a folder of log files: blocks of whole lines are appended to the last one, another is begun when it is full, and what is too old goes,
/// of all processes together. Not thread safe.
/// </summary>
/// <param name="folder">The folder; made when there is something to write.</param>
/// <param name="process">What this process's files are called: when it began, and its number.</param>
/// <param name="longest">Bytes of one file.</param>
/// <param name="keep">How many such files' bytes are kept.</param>
internal sealed class LogFolder(string folder, string process, long longest, int keep)
{
    private const string Prefix = "rollcall-";
    private const string Suffix = ".ndjson";
    private const string Stamp = "yyyyMMdd'T'HHmmssfff'Z'";

    // What even the smallest file takes of a disk.
    private const long Smallest = 4096;

    private int _number;

    private string Current => Path.Combine(folder, Prefix + process + (_number == 0 ? "" : $"_{_number:000}") + Suffix);

    /// <summary>What the files of this process are called, between prefix and number.</summary>
    public static string ProcessName(DateTimeOffset begun) => begun.ToString(Stamp, CultureInfo.InvariantCulture) + "-" + Environment.ProcessId;

    /// <summary>Appends whole lines: all of them or, when it fails, none.</summary>
    /// <exception cref="IOException">The disk does not take them; it may later.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public void Append(ReadOnlySpan<byte> block)
    {
        while (new FileInfo(Current) is { Exists: true } file && file.Length > 0 && file.Length + block.Length > longest)
        {
            _number++;
        }

        if (!File.Exists(Current))
        {
            Directory.CreateDirectory(folder);
            Tidy();
        }

        // Opened for each block: a file that somebody takes away meanwhile is made anew.
        using var handle = File.OpenHandle(Current, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read | FileShare.Delete);
        var end = RandomAccess.GetLength(handle);
        try
        {
            RandomAccess.Write(handle, block, end);
        }
        catch (Exception ex) when (StorageTroubles.Is(ex))
        {
            RandomAccess.SetLength(handle, end);
            throw;
        }
    }

    /// <summary>Removes the oldest files, so that there is room for one more. What another living process writes stays.</summary>
    private void Tidy()
    {
        var room = (keep - 1) * longest;
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles(Prefix + "*" + Suffix).OrderByDescending(f => f.LastWriteTimeUtc))
        {
            room -= Math.Max(file.Length, Smallest);
            if (room < 0 && !IsOfAnotherLiving(file.Name))
            {
                DurableFile.TryDelete(file.FullName);
            }
        }
    }

    private bool IsOfAnotherLiving(string name)
    {
        var owner = name[Prefix.Length..^Suffix.Length].Split('_')[0];
        if (owner == process
            || owner.Split('-') is not [var stamp, var number]
            || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
            || !DateTimeOffset.TryParseExact(stamp, Stamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var begun))
        {
            return false;
        }

        try
        {
            // A later process may have the same number, in a container nearly always has it. The slack: when a process began is known to a fraction of a second only.
            using var living = Process.GetProcessById(pid);
            return living.StartTime.ToUniversalTime() < begun.UtcDateTime.AddSeconds(2);
        }
        catch (Exception ex) when (ex is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
