using Rollcall.Loading.Accounts;
using Rollcall.Loading.Databases;

namespace Rollcall.Loading.Loads;

/// <summary>Makes reports from what the account knows. Pure.</summary>
internal static class ReportBuilder
{
    /// <summary>The report of a load as it stands.</summary>
    public static LoadReport Of(LoadEntry entry, DatabaseAddress address, string endedAt, string stopReason, ExitCode exitCode) => new()
    {
        Load = entry.LoadId,
        Dataset = entry.Dataset,
        Database = address.Name,
        Source = entry.Source,
        Status = entry.Status,
        StartedAt = entry.StartedAt,
        EndedAt = endedAt,
        DurationSeconds = Math.Round(entry.Progress.Seconds, 6),
        BatchCount = entry.Progress.Batches,
        BatchesSucceeded = entry.Progress.BatchesSucceeded,
        BatchesFailed = entry.Progress.BatchesFailed,
        RecordsRead = entry.Progress.RecordsRead,
        RecordsApplied = entry.Progress.RecordsApplied,
        RecordsInserted = entry.Progress.RecordsInserted,
        RecordsUpdated = entry.Progress.RecordsUpdated,
        RecordsUnchanged = entry.Progress.RecordsUnchanged,
        RecordsQuarantined = entry.Progress.RecordsQuarantined,
        Rows = entry.Progress.Rows,
        Backup = entry.Progress.Backup,
        UndoneBy = entry.UndoneBy,
        StopReason = stopReason,
        ExitCode = (int)exitCode,
    };

    /// <summary>The report of an undo.</summary>
    public static LoadReport OfUndo(LoadEntry undo, DatabaseAddress address) =>
        Of(undo, address, undo.EndedAt!, "completed", ExitCode.Completed);
}
