using Microsoft.Extensions.Logging;

namespace Rollcall.Ledger;

/// <summary>A partition's journals in the order of their chain, and the state that follows from them. Reads only.</summary>
internal sealed partial class PartitionHistory
{
    private readonly ILogger _logger;

    private PartitionHistory(PartitionFiles partition, ILogger logger)
    {
        Partition = partition;
        _logger = logger;
        Journals = Find();
    }

    public PartitionFiles Partition { get; }

    public IReadOnlyList<JournalFile> Journals { get; }

    /// <summary>The journal of the newest run; null when there was none.</summary>
    public JournalFile? Newest => Journals.Count == 0 ? null : Journals[^1];

    public LedgerState State { get; } = new();

    /// <summary>Behind the last line of the newest journal.</summary>
    public JournalPosition End { get; private set; }

    /// <summary>Reads and replays them.</summary>
    /// <exception cref="RollcallException">A journal of this partition has no readable header, or a later version wrote it.</exception>
    /// <exception cref="IOException">One cannot be read.</exception>
    public static PartitionHistory Load(PartitionFiles partition, ILogger logger)
    {
        var history = new PartitionHistory(partition, logger);
        history.Replay();
        return history;
    }

    private List<JournalFile> Find()
    {
        var found = new List<JournalFile>();
        if (!Directory.Exists(Partition.OutputFolder))
        {
            return found;
        }

        foreach (var path in Directory.EnumerateFiles(Partition.OutputFolder, JournalFile.PathOf("", "*")))
        {
            try
            {
                var journal = JournalFile.Open(path);
                if (journal.Header.Identity.RegistryName == Partition.Identity.RegistryName && journal.Header.Identity.Partition == Partition.Identity.Partition)
                {
                    found.Add(journal);
                }
            }
            catch (Exception ex) when (ex is FormatException or RollcallException && !Partition.IsNamedLikeOurs(JournalFile.RunIdOf(path)!))
            {
                LogForeignJournalUnreadable(path, ex.Message);
            }
            catch (FormatException ex)
            {
                throw new RollcallException(
                    ExitCode.StorageUnavailable,
                    $"{path}, line 1: {ex.Message}. Without it the outcomes of this run cannot be believed.",
                    "Restore the file from a copy; or move it out of the folder: then what it settled is asked again.",
                    ex);
            }
        }

        found.Sort((one, other) => one.Header.Seq.CompareTo(other.Header.Seq));
        return found;
    }

    private void Replay()
    {
        JournalFile? before = null;
        foreach (var journal in Journals)
        {
            if (journal.Header.PreviousJournal != before?.Name || journal.Header.PreviousSeq != End.Seq)
            {
                LogChainBroken(journal.Path, journal.Header.PreviousJournal ?? "none", journal.Header.PreviousSeq, before?.Name ?? "none", End.Seq);
            }

            State.Begin(journal.Header.DefinitionHash);
            Replay(journal, journal.Beginning);
            before = journal;
        }
    }

    private void Replay(JournalFile journal, JournalPosition from)
    {
        End = from;
        foreach (var line in journal.LinesFrom(from))
        {
            switch (line)
            {
                case JournalLine.Entry entry:
                    State.Apply(entry.Event);
                    End = new JournalPosition(line.End, line.Number, entry.Seq);
                    break;
                case JournalLine.Damaged damaged:
                    State.Lose();
                    LogJournalDamaged(journal.Path, line.Number, line.Offset, damaged.Problem);
                    End = new JournalPosition(line.End, line.Number, End.Seq);
                    break;
                case JournalLine.Torn:
                    LogJournalTorn(journal.Path, line.Number, line.Offset, line.End - line.Offset);
                    break;
            }
        }
    }

    [LoggerMessage(EventName = "batch.journal.unreadable", Level = LogLevel.Warning, Message = "{Path}, line 1: {Problem}. Not taken for a journal of this partition.")]
    private partial void LogForeignJournalUnreadable(string path, string problem);

    [LoggerMessage(EventName = "batch.journal.chain_broken", Level = LogLevel.Warning,
        Message = "{Path} goes on from {Named} at seq {NamedSeq}; there is {Found} up to seq {FoundSeq}. What is missing counts as never asked.")]
    private partial void LogChainBroken(string path, string named, long namedSeq, string found, long foundSeq);

    [LoggerMessage(EventName = "batch.journal.damaged", Level = LogLevel.Warning,
        Message = "{Path}, line {Line}, byte {Offset}: {Problem}. What it said is lost, and absences no canary had confirmed are asked again.")]
    private partial void LogJournalDamaged(string path, int line, long offset, string problem);

    [LoggerMessage(EventName = "batch.journal.torn", Level = LogLevel.Warning,
        Message = "{Path}, line {Line}, byte {Offset}: its last {Bytes} bytes are a line that was never finished, nor acknowledged. They are cut off when the run goes on.")]
    private partial void LogJournalTorn(string path, int line, long offset, long bytes);
}
