using Microsoft.Extensions.Logging;
using Rollcall.Fetching;
using Rollcall.Ids;
using Rollcall.Ledger.State;
using Rollcall.Storage;

namespace Rollcall.Ledger;

/// <summary>
/// Follows a partition's account while runs write it: the first look reads the newest checkpoint and what the journal says behind it, each later one
/// only the lines that were added since. Takes no lock and writes nothing; a line that is being written is not there yet. Not thread safe: one owner.
/// </summary>
/// <param name="outputFolder">The output folder.</param>
/// <param name="registry">The registry's name.</param>
/// <param name="partition">The partition's name.</param>
/// <param name="logger">Told of damage.</param>
public sealed class LedgerFollower(string outputFolder, string registry, string partition, ILogger logger)
{
    private readonly PartitionFiles _files = new(outputFolder, registry, partition);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private PartitionHistory? _history;
    private LedgerPicture? _picture;

    /// <summary>Looks again.</summary>
    /// <returns>The account at this moment, the same instance as before when nothing was added; null when there is none.</returns>
    /// <exception cref="StorageException">The files cannot be read.</exception>
    /// <exception cref="RollcallException">A journal has no readable header (exit code 7), or a later version wrote it (2).</exception>
    public LedgerPicture? Refresh()
    {
        try
        {
            var isOther = HasNewJournal();
            var added = isOther ? null : _history?.ReadOn();
            if (added is null)
            {
                _history = PartitionHistory.Load(_files, logger);
            }

            return _picture = added is 0 ? _picture : PictureOf(_history!);
        }
        catch (Exception ex) when (ex is RollcallException || StorageTroubles.Is(ex))
        {
            _history = null;
            if (ex is RollcallException)
            {
                throw;
            }

            throw StorageStop.For(_files.OutputFolder, ex);
        }
    }

    // Names alone: opening every journal of the folder each second would be work for nothing.
    private bool HasNewJournal()
    {
        var isNew = false;
        foreach (var path in Directory.Exists(_files.OutputFolder) ? Directory.EnumerateFiles(_files.OutputFolder, JournalFile.PathOf("", "*")) : [])
        {
            if (JournalFile.RunIdOf(path) is { } run && _known.Add(run))
            {
                isNew |= _files.IsNamedLikeOurs(run);
            }
        }

        return isNew;
    }

    private static LedgerPicture? PictureOf(PartitionHistory history)
    {
        if (history.Newest is not { Header: var header })
        {
            return null;
        }

        var state = history.State;
        return new LedgerPicture
        {
            Run = new RunIdentity(header.RunId, header.Identity.RegistryName, header.Identity.Partition, header.StartedAt, IsResumed: true),
            LastStop = state.Run.LastStop,
            Sets = state.Sets(),
            FailedByClass = state.Failures.ByClass.Where(f => !f.Value.IsEmpty).ToDictionary(f => f.Key, f => new IdSet(f.Value)),
            Probes = state.Run.Probes.Copy(),
            Totals = state.Run.Totals,
            Journals = history.Journals,
            Seq = history.End.Seq,
        };
    }
}

/// <summary>A partition's account at one moment, over all its runs. Nobody changes it any more.</summary>
public sealed record LedgerPicture
{
    /// <summary>The newest run.</summary>
    public required RunIdentity Run { get; init; }

    /// <summary>Why that run's last process ended; null while one works on it, or when it was killed.</summary>
    public required StopReason? LastStop { get; init; }

    /// <summary>What stands for the partition's ids, over all its runs.</summary>
    public required PartitionSets Sets { get; init; }

    /// <summary>The ids whose last word is a failure, by its class; classes without any are left out.</summary>
    public required IReadOnlyDictionary<FailureClass, IdSet> FailedByClass { get; init; }

    /// <summary>The newest run's search for the mark.</summary>
    public required ProbeAccount Probes { get; init; }

    /// <summary>The newest run's counts.</summary>
    public required RunTotals Totals { get; init; }

    /// <summary>The partition's journals, oldest first.</summary>
    public required IReadOnlyList<JournalFile> Journals { get; init; }

    /// <summary>The number of the last line in the chain: another number, another account.</summary>
    public required long Seq { get; init; }
}
