using Microsoft.Extensions.Logging;
using Rollcall.Ids;
using Rollcall.Ledger;
using Rollcall.Planning;
using Rollcall.Reading.Listings;
using Rollcall.Registries;

namespace Rollcall.Sweeping.Listings;

/// <summary>The first thing a run does whose ids stand on a listing: reads it, and gives its ids their ordinals. Used once.</summary>
internal sealed partial class ListingStage(SweepParts parts, CollectionRequest request, Roster roster, ILogger logger)
{
    private readonly EvidenceKeeper _evidence = new(parts.RawPages, parts.Settings.PersistRawHtml, parts.Time, logger);

    /// <summary>Whether the listing has to be read: it never was as a whole, or too long ago, and not by an earlier process of this run.</summary>
    public static bool IsDue(CollectionRequest request, Roster roster, RunIdentity run, DateTimeOffset now) => request.Lists
        && (roster.ListedAt is not { } at || at > now || (at < run.StartedAt && (request.Fresh || now - at >= request.Settings.ListingTtl)));

    /// <summary>Reads it.</summary>
    /// <returns>Why the run ends here; null when the roster holds what the listing holds.</returns>
    public async Task<StopCause?> RunAsync(StopSignal stop, Action<CourseNews>? tell, CancellationToken abort)
    {
        var rule = ((IdSource.Listing)request.Definition.Ids).Items;
        await using var session = parts.Source.OpenSession();
        var reader = new ListingPageReader(rule, request.Definition, request.Partition.Values);
        var about = new RecordId(0, "listing") { Link = request.Partition.Link };
        try
        {
            var result = await new ListingWalk(rule, reader, session, parts.Gate, parts.Retries, parts.Settings, parts.Time).ReadAsync(about, stop.Token, abort);
            return result is ListingResult.Whole whole ? await EnrolAsync(whole, tell) : await FailAsync((ListingResult.Failed)result, stop);
        }
        catch (OperationCanceledException) when (stop.Cause is not null)
        {
            return stop.Cause;
        }
        catch (RollcallException ex)
        {
            stop.Request(Sweep.ReasonFor(ex), $"{ex.Message} {ex.Remedy}");
            return stop.Cause;
        }
    }

    // The roster first: an id without its ordinal could not be accounted for.
    private async Task<StopCause?> EnrolAsync(ListingResult.Whole whole, Action<CourseNews>? tell)
    {
        var now = parts.Time.GetUtcNow();
        var (added, vanished) = roster.EnrolListing(whole.Items.Select(item => (item.Id, item.Link)), now);
        var summary = $"{whole.Pages} pages, {whole.Items.Count} items, {added} of them new; {vanished} are gone";
        await parts.Ledger.AppendAsync(
            [new LedgerEvent.Listed(now, IsWhole: true, summary, new AnswerNote(AnswerKind.Found, Marker: null, StatusCode: null, ErrorClass: null, Error: null), whole.Requests)], CancellationToken.None);
        LogRead(parts.Ledger.Run.RunId, summary);
        tell?.Invoke(new CourseNews.ListingRead(whole.Items.Count, added, vanished));
        return null;
    }

    private async Task<StopCause?> FailAsync(ListingResult.Failed failed, StopSignal stop)
    {
        var run = parts.Ledger.Run.RunId;
        var attempt = new Attempt(failed.Answer, failed.Page, Detail: null, failed.Requests, parts.Time.GetUtcNow(), TimeSpan.Zero);
        var note = AnswerNotes.Of(attempt, await _evidence.KeepAsync(run, new RecordId(0, "listing"), number: 1, attempt));
        var read = failed.Pages == 0 ? "its first page failed" : $"{failed.Pages} pages were read before";
        await parts.Ledger.AppendAsync([new LedgerEvent.Listed(parts.Time.GetUtcNow(), IsWhole: false, read, note, failed.Requests)], CancellationToken.None);
        LogFailed(run, parts.Ledger.Run.Partition, note.Error ?? "", note.HtmlPath);
        stop.Request(failed.Reason, $"the listing could not be read as a whole ({read}): {failed.Why}{(note.HtmlPath is null ? "" : $". Page kept at {note.HtmlPath}")}. No id was asked; run again to read it once more");
        return stop.Cause;
    }

    [LoggerMessage(EventName = "batch.listing.read", Level = LogLevel.Information, Message = "{summary}")]
    private partial void LogRead(string run_id, string summary);

    [LoggerMessage(EventName = "batch.listing.failed", Level = LogLevel.Error, Message = "{partition}: {error}")]
    private partial void LogFailed(string run_id, string partition, string error, string? html_path);
}
