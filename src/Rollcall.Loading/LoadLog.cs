using Microsoft.Extensions.Logging;

namespace Rollcall.Loading;

/// <summary>The events of loads and undos. Names are a contract with whoever reads the log; a load's id is its run_id.</summary>
internal static partial class LoadLog
{
    [LoggerMessage(EventId = 900, EventName = "batch.load.start", Level = LogLevel.Information, Message = "Load {run_id} of {Dataset} into {Database} from {Source} starts at batch {Batch}, record {Record}.")]
    public static partial void Started(this ILogger log, string run_id, string dataset, string database, string source, long batch, long record);

    [LoggerMessage(EventId = 901, EventName = "batch.load.backup", Level = LogLevel.Information, Message = "Dataset {Dataset}: backup {Backup} made and checked in {Milliseconds:0} ms.")]
    public static partial void BackedUp(this ILogger log, string dataset, string backup, double milliseconds);

    [LoggerMessage(EventId = 902, EventName = "batch.load.commit", Level = LogLevel.Debug, Message = "Load {run_id}: batch {Batch} committed: {Inserted} inserted, {Updated} updated, {Unchanged} unchanged, in {Milliseconds:0.0} ms.")]
    public static partial void Committed(this ILogger log, string run_id, long batch, long inserted, long updated, long unchanged, double milliseconds);

    [LoggerMessage(EventId = 903, EventName = "batch.load.rollback", Level = LogLevel.Warning, Message = "Load {run_id}: batch {Batch} {Outcome}: {Refused} of {Records} records set aside. First, record {Record} ({Key}): {Reason}")]
    public static partial void RolledBack(this ILogger log, string run_id, long batch, string outcome, int refused, int records, long record, string? key, string reason);

    [LoggerMessage(EventId = 904, EventName = "batch.load.whole", Level = LogLevel.Warning, Message = "Load {run_id}: the whole does not pass: {Finding}")]
    public static partial void WholeNotValid(this ILogger log, string run_id, string finding);

    [LoggerMessage(EventId = 905, EventName = "batch.load.end", Level = LogLevel.Information, Message = "Load {run_id} ends ({StopReason}): {Applied} records applied, {Quarantined} set aside, in {Seconds:0.000} s.")]
    public static partial void Ended(this ILogger log, string run_id, string stopReason, long applied, long quarantined, double seconds);

    [LoggerMessage(EventId = 906, EventName = "batch.load.abort", Level = LogLevel.Critical, Message = "Load {run_id} cannot go on: {Reason}")]
    public static partial void Aborted(this ILogger log, string run_id, string reason);

    [LoggerMessage(EventId = 907, EventName = "batch.load.abandoned", Level = LogLevel.Warning, Message = "Load {run_id} was unfinished, but {Source} is no longer what it was: it is left as it is, and a new load begins.")]
    public static partial void Abandoned(this ILogger log, string run_id, string source);

    [LoggerMessage(EventId = 908, EventName = "batch.load.undo", Level = LogLevel.Information, Message = "Undo {run_id} takes back {Target}: {Rows} rows.")]
    public static partial void Undoing(this ILogger log, string run_id, string target, long rows);
}
