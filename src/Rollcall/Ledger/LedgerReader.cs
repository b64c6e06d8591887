using Microsoft.Extensions.Logging;
using Rollcall.Fetching;
using Rollcall.Ids;
using Rollcall.Ledger.Journals;
using Rollcall.Ledger.State;
using Rollcall.Storage;

namespace Rollcall.Ledger;

/// <summary>
/// Looks at the accounts of an output folder without taking a lock or writing anything: for status, reports and the dashboard. May be used while a run goes on;
/// what it sees is true for some moment during the call. Thread safe.
/// </summary>
public static class LedgerReader
{
    /// <summary>Every journal of the folder, the newest run first. What cannot be read as one is passed over, with a warning.</summary>
    /// <exception cref="StorageException">The folder cannot be read.</exception>
    public static IReadOnlyList<JournalFile> Journals(string outputFolder, ILogger logger)
    {
        try
        {
            return [.. JournalCatalog.All(outputFolder, logger).OrderByDescending(j => j.Header.StartedAt).ThenByDescending(j => j.Header.RunId, StringComparer.Ordinal)];
        }
        catch (Exception ex) when (StorageTroubles.Is(ex))
        {
            throw StorageStop.For(outputFolder, ex);
        }
    }

    /// <summary>The account of a partition as its files have it at this moment.</summary>
    /// <param name="outputFolder">The output folder.</param>
    /// <param name="registry">The registry's name.</param>
    /// <param name="partition">The partition's name.</param>
    /// <param name="logger">Told of damage.</param>
    /// <exception cref="StorageException">The files cannot be read.</exception>
    /// <exception cref="RollcallException">A journal has no readable header (exit code 7), or a later version wrote it (2).</exception>
    /// <returns>Null when there is none.</returns>
    public static PartitionAccount? Read(string outputFolder, string registry, string partition, ILogger logger)
    {
        try
        {
            var history = PartitionHistory.Load(new PartitionFiles(outputFolder, registry, partition), logger);
            if (history.Newest is not { Header: var header })
            {
                return null;
            }

            var run = new RunIdentity(header.RunId, header.Identity.RegistryName, header.Identity.Partition, header.StartedAt, IsResumed: true);
            return new PartitionAccount(run, history.State.Run.LastStop, history.State.DefinitionHash, new LedgerView(run.RunId, history.State, history.End), history.Journals)
            {
                Failed = history.State.Failures.ByClass.Where(f => !f.Value.IsEmpty).ToDictionary(f => f.Key, f => new IdSet(f.Value)),
            };
        }
        catch (Exception ex) when (StorageTroubles.Is(ex))
        {
            throw StorageStop.For(outputFolder, ex);
        }
    }
}

/// <summary>A partition's account at one moment.</summary>
/// <param name="Run">Its newest run.</param>
/// <param name="LastStop">Why that run's last process ended; null while one works on it, or when it was killed.</param>
/// <param name="DefinitionHash">The definition its newest outcomes were given under.</param>
/// <param name="View">What follows from its events.</param>
/// <param name="Journals">Its journals, oldest first.</param>
public sealed record PartitionAccount(RunIdentity Run, StopReason? LastStop, string DefinitionHash, ILedgerView View, IReadOnlyList<JournalFile> Journals)
{
    /// <summary>The ids whose last word is a failure, by its class; classes without any are left out.</summary>
    public IReadOnlyDictionary<FailureClass, IdSet> Failed { get; init; } = new Dictionary<FailureClass, IdSet>();
}
