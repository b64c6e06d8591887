using Rollcall.Faults;
using Rollcall.Ledger.State;
using Rollcall.Storage;

namespace Rollcall.Ledger.Journals;

/// <summary>What is done to a journal's file apart from appending: making one, and mending the end that a killed writer left.</summary>
internal static class JournalEnd
{
    /// <summary>
    /// Makes a run's journal, with its header, and lets the run begin. The file appears under its name complete and durable: a kill leaves the
    /// journal before as the newest, or this one.
    /// </summary>
    /// <returns>The position behind the header.</returns>
    public static JournalPosition Create(JournalHeader header, PartitionHistory history, KillPoints kill)
    {
        var folder = history.Partition.OutputFolder;
        var path = JournalFile.PathOf(folder, header.RunId);
        using var lines = new LineWriter();
        lines.Add(header);
        var temporary = path + history.Partition.TemporarySuffix;
        DurableFile.Write(temporary, lines.Written);
        kill.Reach(LedgerSteps.JournalMade);
        if (!DurableFile.TryMoveToFreeName(temporary, path))
        {
            throw new IOException($"'{path}' was made by another process at this moment");
        }

        kill.Reach(LedgerSteps.JournalNamed);
        DurableFile.FlushFolder(folder);
        history.State.Begin(header.DefinitionHash);
        return new JournalPosition(lines.Length, 1, header.Seq);
    }

    /// <summary>Deletes the journal that a process was making when it was killed: nothing is in it.</summary>
    public static void ClearLeftovers(PartitionFiles partition)
    {
        foreach (var path in Directory.EnumerateFiles(partition.OutputFolder, JournalFile.PathOf("", "*") + partition.TemporarySuffix))
        {
            DurableFile.TryDelete(path);
        }
    }

    /// <summary>Cuts off a last line that was never finished, and mends the newline of one that lacks only that.</summary>
    public static void Repair(PartitionHistory history)
    {
        if (history.Newest is not { } newest)
        {
            return;
        }

        using var file = File.OpenHandle(newest.Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        Span<byte> last = [0];
        var end = history.End.Offset;
        if (RandomAccess.GetLength(file) == end && RandomAccess.Read(file, last, end - 1) == 1 && last[0] == '\n')
        {
            return;
        }

        RandomAccess.SetLength(file, end);
        RandomAccess.Write(file, "\n"u8, end - 1);
        RandomAccess.FlushToDisk(file);
    }
}
