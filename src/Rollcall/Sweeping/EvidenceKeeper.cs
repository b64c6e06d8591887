using Microsoft.Extensions.Logging;
using Rollcall.Fetching;
using Rollcall.Ids;
using Rollcall.Ledger;
using Rollcall.Reading;
using Rollcall.Records.Pages;

namespace Rollcall.Sweeping;

/// <summary>Decides which pages are kept, and why. A page that cannot be kept is told, and ends nothing. Thread safe.</summary>
internal sealed partial class EvidenceKeeper(RawPageStore pages, bool keepAll, TimeProvider time, ILogger logger)
{
    /// <summary>Keeps what the attempt saw, if it is wanted.</summary>
    /// <returns>Where, relative to the output folder; null when it was not kept.</returns>
    public async Task<string?> KeepAsync(string runId, RecordId id, int number, Attempt attempt)
    {
        if (attempt.Page is not { } page || OccasionFor(attempt.Answer) is not { } occasion)
        {
            return null;
        }

        var capture = new Capture(id, number, time.GetUtcNow(), page) { AskPage = attempt.Detail is null || attempt.SectionPage is not null ? null : attempt.Ask };
        var kept = await pages.KeepAsync(capture, occasion);
        if (kept is KeepResult.Refused refused)
        {
            LogNotKept(runId, id.Text, refused.Reason);
        }

        return (kept as KeepResult.Kept)?.Path;
    }

    private Occasion? OccasionFor(Answer answer) => answer switch
    {
        Answer.Blocked a => new Occasion.Failed(a.Class, a.Sign),
        Answer.Unrecognised a => new Occasion.Failed(a.Class, a.Reason),
        Answer.Faulted a => new Occasion.Failed(a.Fault.Class, a.Fault.Message),
        _ when keepAll => new Occasion.Wanted(),
        Answer.Absent a => new Occasion.Absent(a.Marker),
        _ => null,
    };

    [LoggerMessage(EventName = "batch.page.not_kept", Level = LogLevel.Warning, Message = "{case_id}: {reason}")]
    private partial void LogNotKept(string run_id, string case_id, string reason);
}
