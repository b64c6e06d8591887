using Microsoft.Extensions.Logging;
using Rollcall.Ids;
using Rollcall.Ledger;
using Rollcall.Records;
using Rollcall.Settings;

namespace Rollcall.Sweeping;

/// <summary>Records that a killed process saved and could not tell the ledger of: they are settled without asking again.</summary>
internal sealed partial class SavedRecords(SweepParts parts, ILogger logger)
{
    /// <summary>Settles those of the run that was taken up, and those of one that was left behind for this one.</summary>
    public async Task AdoptAsync(CancellationToken abort)
    {
        var run = parts.Ledger.Run;
        if (run.IsResumed)
        {
            await AdoptAsync(parts.Records.FindUnsettled(run.RunId, Candidates(), Day(run.StartedAt), Day(parts.Time.GetUtcNow())), abort);
        }

        if (parts.Ledger.LeftBehind is { } before)
        {
            var unknown = Candidates().Where(id => !before.Recorded.Contains(id.Ordinal) && !parts.Ledger.View.IsSettledInRun(id.Ordinal));
            await AdoptAsync(parts.Records.FindUnsettled(before.RunId, unknown, Day(before.StartedAt), Day(run.StartedAt)), abort);
        }
    }

    /// <summary>
    /// The kill left unsettled at most what was within the window of the frontier, and the killed process may have had more workers than this one; besides,
    /// wherever it lies, what had failed: it is asked once more at the end of a run, and its failure stands until then.
    /// </summary>
    private IEnumerable<RecordId> Candidates()
    {
        var failed = parts.Ledger.View.With(Outcome.Failed);
        failed.UnionWith(parts.Ledger.View.FailedInRun);
        return failed.Numbers().Select(parts.Plan.IdOf).OfType<RecordId>()
            .Concat(parts.Plan.Ids.Where(id => !failed.Contains(id.Ordinal)).Take(8 * SettingCatalog.MostWorkers));
    }

    private async Task AdoptAsync(IReadOnlyList<UnsettledRecord> found, CancellationToken abort)
    {
        foreach (var saved in found)
        {
            LogAdopted(parts.Ledger.Run.RunId, saved.Id.Text, saved.Path);
            await parts.Ledger.AppendAsync(
                [
                    new LedgerEvent.Settled(
                        parts.Time.GetUtcNow(), saved.Id, Outcome.Success, Attempts: 1,
                        new AnswerNote(AnswerKind.Found, Marker: null, StatusCode: null, ErrorClass: null, Error: null) { Notes = "saved before the process was killed; settled on resume" })
                    {
                        SavedPath = saved.Path,
                        ContentSha256 = saved.Document.ContentSha256,
                        Unavailable = saved.Document.Unavailable?.Kind,
                    },
                ],
                abort);
        }
    }

    private static DateOnly Day(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime);

    [LoggerMessage(EventName = "batch.record.adopted", Level = LogLevel.Information, Message = "{case_id} was saved before the process was killed ({path}); settled without asking again")]
    private partial void LogAdopted(string run_id, string case_id, string path);
}
