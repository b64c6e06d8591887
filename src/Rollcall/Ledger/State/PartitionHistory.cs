using Microsoft.Extensions.Logging;
using Rollcall.Faults;
using Rollcall.Ledger.Checkpoints;
using Rollcall.Ledger.Journals;

namespace Rollcall.Ledger.State;

/// <summary>A partition's journals in the order of their chain, and the state that follows from them. Reads only.</summary>
internal sealed partial class PartitionHistory
{
    private readonly ILogger _logger;

    private PartitionHistory(PartitionFiles partition, ILogger logger)
    {
        Partition = partition;
        _logger = logger;
        Journals = JournalCatalog.Of(partition, logger);
    }

    public PartitionFiles Partition { get; }

    public IReadOnlyList<JournalFile> Journals { get; }

    /// <summary>The journal of the newest run; null when there was none.</summary>
    public JournalFile? Newest => Journals.Count == 0 ? null : Journals[^1];

    public LedgerState State { get; private set; } = new();

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

    /// <summary>Reads what was appended to the newest journal since.</summary>
    /// <returns>How many lines; null when the journal is no longer the one that was read, or damaged from there on: load everything anew.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    public int? ReadOn()
    {
        // A whole last line that lacks its newline alone was read as if it had it.
        if (Newest is not { } newest || new FileInfo(newest.Path) is not { Exists: true } file || file.Length < End.Offset - 1)
        {
            return null;
        }

        var lines = 0;
        foreach (var line in file.Length <= End.Offset ? [] : newest.LinesFrom(End))
        {
            switch (line)
            {
                case JournalLine.Entry entry:
                    State.Apply(entry.Event);
                    End = new JournalPosition(line.End, line.Number, entry.Seq);
                    lines++;
                    break;
                case JournalLine.Damaged:
                    return null;
            }
        }

        return lines;
    }

    /// <summary>From the newest checkpoint that can be used, or else from the first journal on.</summary>
    private void Replay()
    {
        JournalFile? before = null;
        var checkpoints = new CheckpointFolder(Partition, _logger, KillPoints.None);
        var snapshot = checkpoints.NewestFitting(Journals);
        foreach (var journal in Journals)
        {
            if (snapshot is not null)
            {
                if (journal.Header.RunId != snapshot.RunId)
                {
                    continue;
                }

                State = snapshot.State;
                Replay(journal, snapshot.Position);
                snapshot = null;
            }
            else
            {
                CheckChain(before, journal);
                State.Begin(journal.Header.DefinitionHash);
                Replay(journal, journal.Beginning);
            }

            before = journal;
        }

        if (End.Seq < checkpoints.VouchedSeq)
        {
            State.Lose();
            LogEndMissing(Newest?.Path ?? Partition.OutputFolder, End.Seq, checkpoints.VouchedSeq);
        }
    }

    private void CheckChain(JournalFile? before, JournalFile journal)
    {
        if (journal.Header.PreviousJournal != before?.Name || journal.Header.PreviousSeq != End.Seq)
        {
            LogChainBroken(journal.Path, journal.Header.PreviousJournal ?? "none", journal.Header.PreviousSeq, before?.Name ?? "none", End.Seq);
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

    [LoggerMessage(EventName = "batch.journal.chain_broken", Level = LogLevel.Warning,
        Message = "{Path} goes on from {Named} at seq {NamedSeq}; there is {Found} up to seq {FoundSeq}. What is missing counts as never asked.")]
    private partial void LogChainBroken(string path, string named, long namedSeq, string found, long foundSeq);

    [LoggerMessage(EventName = "batch.journal.end_missing", Level = LogLevel.Warning,
        Message = "{Path} ends at seq {Seq}; a checkpoint says there was more, up to {Vouched}. What is missing counts as never asked, and absences no canary had confirmed are asked again.")]
    private partial void LogEndMissing(string path, long seq, long vouched);

    [LoggerMessage(EventName = "batch.journal.damaged", Level = LogLevel.Warning,
        Message = "{Path}, line {Line}, byte {Offset}: {Problem}. What it said is lost, and absences no canary had confirmed are asked again.")]
    private partial void LogJournalDamaged(string path, int line, long offset, string problem);

    [LoggerMessage(EventName = "batch.journal.torn", Level = LogLevel.Warning,
        Message = "{Path}, line {Line}, byte {Offset}: its last {Bytes} bytes are a line that was never finished, nor acknowledged. They are cut off when the run goes on.")]
    private partial void LogJournalTorn(string path, int line, long offset, long bytes);
}
