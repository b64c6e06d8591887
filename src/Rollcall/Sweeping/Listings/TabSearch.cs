using Rollcall.Ids;
using Rollcall.Pacing;
using Rollcall.Planning;
using Rollcall.Reading.Listings;
using Rollcall.Registries;

namespace Rollcall.Sweeping.Listings;

/// <summary>
/// Finds the tabs of a registry that shows them on a page. They are kept on a roster of their own, so that a page that was read lately is not asked for
/// again, and a tab that vanished is told.
/// </summary>
/// <param name="request">The registry; its partition has a value for everything but the tab.</param>
/// <param name="surroundings">What it takes from around it.</param>
public sealed class TabSearch(CollectionRequest request, CollectionSurroundings surroundings)
{
    /// <summary>Finds them.</summary>
    /// <param name="rule">The page that shows them.</param>
    /// <param name="stop">Ends it.</param>
    /// <param name="abort">Ends it at once.</param>
    /// <exception cref="RollcallException">The page could not be read, or the search was ended; its exit code says which.</exception>
    public async Task<TabsFound> FindAsync(ListingRule rule, StopSignal stop, CancellationToken abort)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(stop);
        var book = new TabBook(request.Settings.OutputDir, request.Definition.Name, surroundings.Time);
        var now = surroundings.Time.GetUtcNow();
        var roster = book.Tabs(request.Partition.Name);
        if (request.Fresh || roster.ListedAt is not { } at || at > now || now - at >= request.Settings.ListingTtl)
        {
            var tabs = (await ReadAsync(rule, stop, abort)).Items.Select(item => (item.Id, item.Link)).ToList();
            if (request.DryRun)
            {
                roster.EnrolListing(tabs, now);
            }
            else
            {
                await book.NoteTabsAsync(request.Partition.Name, tabs, abort);
                roster = book.Tabs(request.Partition.Name);
            }
        }

        return new TabsFound([.. roster.Ids.Where(id => !roster.Gone.Contains(id.Ordinal))], [.. roster.Ids.Where(id => roster.Gone.Contains(id.Ordinal)).Select(id => id.Text)]);
    }

    private async Task<ListingResult.Whole> ReadAsync(ListingRule rule, StopSignal stop, CancellationToken abort)
    {
        var settings = request.Settings;
        using var gate = new HostGate(settings, surroundings.Time, new Random(surroundings.Random.Next()), request.Definition.Site, surroundings.PaceFolders);
        await using var source = surroundings.OpenSource(request, gate);
        await using var session = source.OpenSession();
        var reader = new ListingPageReader(rule, request.Definition, request.Partition.Values);
        var retries = new RetrySchedule(settings, new Random(surroundings.Random.Next()));
        try
        {
            return await new ListingWalk(rule, reader, session, gate, retries, settings, surroundings.Time).ReadAsync(new RecordId(0, "tabs"), stop.Token, abort) switch
            {
                ListingResult.Whole whole => whole,
                ListingResult.Failed failed => throw new RollcallException(
                    failed.Reason.Code(), $"{request.Definition.File}: the tabs could not be read: {failed.Why}", "Run again when the site is well, or name the tabs in the definition; 'rollcall check FILE --live' shows what is seen."),
                var other => throw new InvalidOperationException($"a listing does not end as {other.GetType().Name}"),
            };
        }
        catch (OperationCanceledException) when (stop.Cause is { } cause)
        {
            throw new RollcallException(cause.Reason.Code(), $"ended by {cause.Reason.Word()} while the tabs were read", "The same command begins again.");
        }
    }
}

/// <summary>The tabs of a registry.</summary>
/// <param name="Tabs">Those that its page shows, each with its address, in the order in which they were first seen.</param>
/// <param name="Gone">Those that it no longer shows. Their accounts stand.</param>
public sealed record TabsFound(IReadOnlyList<RecordId> Tabs, IReadOnlyList<string> Gone);
