using System.Collections.Immutable;
using Rollcall.Fetching;
using Rollcall.Ids;
using Rollcall.Pacing;
using Rollcall.Reading;
using Rollcall.Reading.Sections;
using Rollcall.Records;
using Rollcall.Records.Sections;

namespace Rollcall.Sweeping;

/// <summary>
/// Comes to the sections of a record that was found, one after the other, and puts the record together. A section that fails does not keep the others from being
/// read: what was read is kept, and the next attempt asks for the rest. Used by one worker.
/// </summary>
/// <param name="readers">The sections, in the order of the definition.</param>
/// <param name="session">Where their pages come from.</param>
/// <param name="gate">The host's budget.</param>
/// <param name="kept">What attempts before kept; null where nothing is.</param>
/// <param name="time">The clock.</param>
internal sealed class SectionWalk(ImmutableArray<SectionPageReader> readers, IPageSession session, HostGate gate, SectionStore? kept, TimeProvider time)
{
    /// <summary>Reads them.</summary>
    /// <param name="main">The attempt so far: a record was found.</param>
    /// <param name="found">What was read of it.</param>
    /// <param name="id">The id.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The attempt with the whole record; or with what kept it from being whole.</returns>
    public async Task<Attempt> ReadAsync(Attempt main, Answer.Found found, RecordId id, CancellationToken cancellationToken)
    {
        var sights = new List<SectionSight>();
        foreach (var reader in readers)
        {
            var sight = await LookAsync(reader, main.Page!, id, cancellationToken);
            sights.Add(sight);

            // A block is the site's answer to everything; and on a page that is gone nothing more can be done.
            if (sight.Answer is Answer.Blocked or Answer.Faulted { Fault: { AskAgain: true } or { Class: FailureClass.BrowserCrash } })
            {
                break;
            }
        }

        var attempt = main with { Requests = main.Requests + sights.Sum(s => s.Requests), Sections = [.. sights] };
        var failed = sights.Where(s => s.Answer is not (Answer.Found or null)).ToList();
        if (failed.Find(s => s.Answer is Answer.Blocked || !s.Reader.Rule.IsOptional || s.IsTransient) is not { } decides)
        {
            return attempt with { Answer = Whole(found, sights) };
        }

        // What an optional section lacks for the trouble of the site alone is waited for as long as the retries go. What was never come to may be more than that.
        var lesser = sights.Count == readers.Length && failed.TrueForAll(s => s.Reader.Rule.IsOptional && s.Answer is not Answer.Blocked) ? Whole(found, sights) : null;
        Keep(id, sights);
        return attempt with { Answer = decides.Answer!, SectionPage = await WithEvidenceAsync(decides, cancellationToken), Lesser = lesser };
    }

    private async Task<SectionSight> LookAsync(SectionPageReader reader, Page record, RecordId id, CancellationToken cancellationToken)
    {
        if (kept?.Find(id, reader.Rule.Name) is { } before)
        {
            return new SectionSight(reader, new Answer.Found(before), Page: null, Requests: 0, IsTransient: false) { WasKept = true };
        }

        if (reader.Rule.IsOptional && !reader.IsOffered(record))
        {
            return new SectionSight(reader, Answer: null, Page: null, Requests: 0, IsTransient: false);
        }

        await gate.WaitAsync(cancellationToken);
        var fetched = await session.SectionAsync(reader.Rule.Ask, id, cancellationToken);
        var answer = reader.Read(fetched, id);
        var requests = fetched switch { Page p => p.Requests, Fault f => f.Requests, _ => 0 };
        return new SectionSight(reader, answer, fetched as Page ?? (fetched as Fault)?.Seen, requests, answer is Answer.Faulted or Answer.Unrecognised { Class: FailureClass.WrongId });
    }

    private static Answer.Found Whole(Answer.Found found, List<SectionSight> sights)
    {
        var parts = sights.Select(s => s.Answer).OfType<Answer.Found>().ToList();
        return found with
        {
            Content = new RecordContent([.. found.Content.Fields, .. parts.SelectMany(p => p.Content.Fields)], [.. found.Content.Tables, .. parts.SelectMany(p => p.Content.Tables)]),
            Notes = [.. found.Notes, .. parts.SelectMany(p => p.Notes)],
            MissingSections = [.. sights.Where(s => s.Answer is not Answer.Found).Select(s => s.Reader.Rule.Name)],
        };
    }

    private void Keep(RecordId id, List<SectionSight> sights)
    {
        foreach (var sight in sights.Where(s => s is { WasKept: false, Answer: Answer.Found, Page: not null }))
        {
            kept?.Keep(new CollectedRecord(id, ((Answer.Found)sight.Answer!).Content, sight.Page!.FinalUrl, time.GetUtcNow()), sight.Reader.Rule.Name);
        }
    }

    private async Task<Page?> WithEvidenceAsync(SectionSight sight, CancellationToken cancellationToken) =>
        sight is { Answer: Answer.Unrecognised or Answer.Blocked, Page: { } page } ? await session.WithEvidenceAsync(page, cancellationToken) : sight.Page;
}

/// <summary>What came of one section.</summary>
/// <param name="Reader">The section.</param>
/// <param name="Answer">Its content, or why there is none; null when the record's page does not offer it.</param>
/// <param name="Page">Its page; null when none came.</param>
/// <param name="Requests">Requests sent for it.</param>
/// <param name="IsTransient">Whether it failed for trouble that may pass.</param>
internal sealed record SectionSight(SectionPageReader Reader, Answer? Answer, Page? Page, int Requests, bool IsTransient)
{
    /// <summary>Whether an attempt before had read it.</summary>
    public bool WasKept { get; init; }
}
