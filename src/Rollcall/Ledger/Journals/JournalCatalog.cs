using Microsoft.Extensions.Logging;

namespace Rollcall.Ledger.Journals;

/// <summary>Finds the journals of an output folder.</summary>
internal static partial class JournalCatalog
{
    /// <summary>Every journal, in no particular order. What cannot be read as one is passed over, with a warning.</summary>
    public static IEnumerable<JournalFile> All(string outputFolder, ILogger logger) => Open(outputFolder, _ => true, logger);

    /// <summary>A partition's journals in the order of their chain.</summary>
    /// <exception cref="RollcallException">One of them has no readable header (exit code 7), or a later version wrote it (2).</exception>
    public static IReadOnlyList<JournalFile> Of(PartitionFiles partition, ILogger logger) =>
    [
        .. Open(partition.OutputFolder, path => !partition.IsNamedLikeOurs(JournalFile.RunIdOf(path)!), logger)
            .Where(j => j.Header.Identity.RegistryName == partition.Registry && j.Header.Identity.Partition == partition.Partition)
            .OrderBy(j => j.Header.Seq),
    ];

    private static IEnumerable<JournalFile> Open(string outputFolder, Func<string, bool> maybePassedOver, ILogger logger)
    {
        if (!Directory.Exists(outputFolder))
        {
            yield break;
        }

        foreach (var path in Directory.EnumerateFiles(outputFolder, JournalFile.PathOf("", "*")))
        {
            JournalFile? journal = null;
            try
            {
                journal = JournalFile.Open(path);
            }
            catch (Exception ex) when (ex is FormatException or RollcallException && maybePassedOver(path))
            {
                LogUnreadable(logger, path, ex.Message);
            }
            catch (FormatException ex)
            {
                throw new RollcallException(
                    ExitCode.StorageUnavailable,
                    $"{path}, line 1: {ex.Message}. Without it the outcomes of this run cannot be believed.",
                    "Restore the file from a copy; or move it out of the folder: then what it settled is asked again.",
                    ex);
            }

            if (journal is not null)
            {
                yield return journal;
            }
        }
    }

    [LoggerMessage(EventName = "batch.journal.unreadable", Level = LogLevel.Warning, Message = "{Path}, line 1: {Problem}. It is passed over.")]
    private static partial void LogUnreadable(ILogger logger, string path, string problem);
}
