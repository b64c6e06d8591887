using System.Globalization;
using Microsoft.Extensions.Logging;
using Rollcall.Ledger.State;
using Rollcall.Faults;
using Rollcall.Storage;

namespace Rollcall.Ledger.Checkpoints;

/// <summary>
/// A partition's checkpoints on disk: <c>checkpoint-N.json</c>, the newest few. Only the process that holds the partition's lock writes; anybody may
/// read.
/// </summary>
internal sealed partial class CheckpointFolder(PartitionFiles partition, ILogger logger, KillPoints kill)
{
    private const string Prefix = "checkpoint-";
    private const string Suffix = ".json";
    private const string Temporary = ".tmp";

    /// <summary>The highest number in the chain that a sound checkpoint names: lines up to there were durable once.</summary>
    public long VouchedSeq { get; private set; }

    /// <summary>The checkpoints there are, newest first.</summary>
    public IReadOnlyList<(long Sequence, string Path)> List() => !Directory.Exists(partition.Folder)
        ? []
        : [.. Directory.EnumerateFiles(partition.Folder, Prefix + "*" + Suffix)
            .Select(path => (Sequence: SequenceOf(path), Path: path))
            .Where(c => c.Sequence > 0)
            .OrderByDescending(c => c.Sequence)];

    /// <summary>The newest sound checkpoint that fits the journals; each one passed over is logged. Null when there is none.</summary>
    /// <exception cref="RollcallException">A later version wrote one: exit code 2.</exception>
    public LedgerSnapshot? NewestFitting(IReadOnlyList<JournalFile> journals)
    {
        var damaged = new List<(string Path, string Problem)>();
        LedgerSnapshot? found = null;
        var used = "the journals alone";
        foreach (var (_, path) in List())
        {
            try
            {
                found = Read(path, journals);
                used = found is null ? used : path;
                if (found is not null)
                {
                    break;
                }

                LogOutdated(path);
            }
            catch (Exception ex) when (ex is FormatException || StorageTroubles.Is(ex))
            {
                damaged.Add((path, ex.Message));
            }
        }

        foreach (var (path, problem) in damaged)
        {
            LogDamaged(path, problem, used);
        }

        return found;
    }

    /// <summary>Writes a checkpoint, durably, and deletes the oldest beyond those to keep.</summary>
    /// <exception cref="IOException">The storage refuses; those there were stay.</exception>
    public string Write(LedgerSnapshot snapshot, DateTimeOffset now, int keep)
    {
        var before = List();
        var sequence = before.Count == 0 ? 1 : before[0].Sequence + 1;
        var path = Path.Combine(partition.Folder, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{sequence}{Suffix}"));
        var content = CheckpointMapping.ToContent(snapshot, partition, sequence, now);
        content.JournalTrace = TraceOf(content) ?? throw new IOException($"{content.Journal} ends before byte {content.JournalOffset}");
        Put(path, CheckpointFile.Write(content));
        foreach (var (_, old) in before.Skip(keep - 1))
        {
            DurableFile.TryDelete(old);
        }

        return path;
    }

    /// <summary>Deletes what a process left that was killed while it wrote one.</summary>
    public void ClearLeftovers()
    {
        foreach (var path in Directory.EnumerateFiles(partition.Folder, Prefix + "*" + Temporary))
        {
            DurableFile.TryDelete(path);
        }
    }

    private static long SequenceOf(string path) =>
        long.TryParse(Path.GetFileName(path.AsSpan())[Prefix.Length..^Suffix.Length], NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) ? sequence : 0;

    private LedgerSnapshot? Read(string path, IReadOnlyList<JournalFile> journals)
    {
        var content = CheckpointFile.Read(File.ReadAllBytes(path), path);
        if (content is null)
        {
            return null;
        }

        if (content.Registry != partition.Registry || content.Partition != partition.Partition || content.Sequence != SequenceOf(path))
        {
            throw new FormatException($"it is checkpoint {content.Sequence} of {content.Registry}, partition {content.Partition}");
        }

        var position = new JournalPosition(content.JournalOffset, content.JournalLine, content.JournalSeq);
        VouchedSeq = Math.Max(VouchedSeq, position.Seq);
        if (journals.All(j => j.Header.RunId != content.RunId))
        {
            throw new FormatException($"its journal {content.Journal} is gone");
        }

        return TraceOf(content) == content.JournalTrace
            ? new LedgerSnapshot(content.RunId, CheckpointMapping.ToState(content), position)
            : throw new FormatException($"its journal {content.Journal} ends before byte {position.Offset}, or is another by now");
    }

    private void Put(string path, byte[] content)
    {
        try
        {
            DurableFile.Write(path + Temporary, content);
            kill.Reach(LedgerSteps.CheckpointMade);
            File.Move(path + Temporary, path, overwrite: true);
        }
        catch (Exception ex) when (StorageTroubles.Is(ex))
        {
            DurableFile.TryDelete(path + Temporary);
            throw;
        }

        kill.Reach(LedgerSteps.CheckpointNamed);
        DurableFile.FlushFolder(partition.Folder);
    }

    private string? TraceOf(CheckpointContent content) =>
        JournalFile.TraceAt(JournalFile.PathOf(partition.OutputFolder, content.RunId), content.JournalOffset);

    [LoggerMessage(EventName = "batch.checkpoint.damaged", Level = LogLevel.Warning, Message = "{Path} cannot be used: {Problem}. Used instead: {Used}.")]
    private partial void LogDamaged(string path, string problem, string used);

    [LoggerMessage(EventName = "batch.checkpoint.outdated", Level = LogLevel.Information,
        Message = "{Path} was written by an earlier version. Its journals are replayed, and the next checkpoint is written in the present form.")]
    private partial void LogOutdated(string path);
}
