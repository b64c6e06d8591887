using Rollcall.Loading.Accounts;
using Rollcall.Loading.Databases;
using Rollcall.Storage;

namespace Rollcall.Loading.Loads;

/// <summary>How a load ended. Immutable.</summary>
internal sealed record LoadEnd(LoadStatus Status, string Reason, ExitCode ExitCode)
{
    /// <summary>What stopped it, and what to do; null when nothing did.</summary>
    public string? Error { get; init; }

    /// <summary>The end of a load that read its sources to their ends.</summary>
    public static LoadEnd Of(LoadProgress progress, IReadOnlyList<string> findings)
    {
        if (findings.Count > 0)
        {
            return new LoadEnd(LoadStatus.Incomplete, "whole_not_valid", ExitCode.LoadIncomplete);
        }

        if (progress.RecordsQuarantined > 0)
        {
            return new LoadEnd(LoadStatus.Incomplete, "records_quarantined", ExitCode.LoadIncomplete);
        }

        var changed = progress.Rows.Values.Any(r => r.Inserted + r.Updated + r.Deleted > 0);
        return new LoadEnd(LoadStatus.Complete, changed ? "completed" : "nothing_to_do", ExitCode.Completed);
    }

    /// <summary>The end of a load that was told to stop.</summary>
    public static LoadEnd Of(StopReason reason) => new(LoadStatus.Unfinished, reason.Word(), reason.Code());

    /// <summary>The end of a load whose storage failed.</summary>
    public static LoadEnd Of(RollcallException e)
    {
        var reason = e switch
        {
            DatabaseException database => database.Reason,
            StorageException { Trouble: StorageTrouble.DiskFull } => StopReason.DiskFull,
            _ => StopReason.NotWritable,
        };
        return new LoadEnd(LoadStatus.Unfinished, reason.Word(), e.ExitCode) { Error = $"{e.Message} {e.Remedy}" };
    }

    /// <summary>The end of a load that refuses more than allowed; null when it does not.</summary>
    public static LoadEnd? IfTooMuch(LoadOptions options, LoadProgress progress, bool isEnd) =>
        options.MaxQuarantine?.IsExceeded(progress.RecordsQuarantined, progress.RecordsRead, isEnd) != true
            ? null
            : new LoadEnd(isEnd ? LoadStatus.Incomplete : LoadStatus.Unfinished, "max_quarantine", ExitCode.Aborted)
            {
                Error = $"{progress.RecordsQuarantined} of {progress.RecordsRead} records were refused; --max-quarantine allows {options.MaxQuarantine}. "
                    + "What is committed stays: mend the source or raise the limit and run the same command again, or undo the load.",
            };
}
