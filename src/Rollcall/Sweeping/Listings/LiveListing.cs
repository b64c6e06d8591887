using Rollcall.Fetching;
using Rollcall.Ids;
using Rollcall.Pacing;
using Rollcall.Reading;
using Rollcall.Reading.Listings;
using Rollcall.Registries;
using Rollcall.Storage;

namespace Rollcall.Sweeping.Listings;

/// <summary>Looks at the first pages of a listing and shows what its rule saw: for whoever writes a definition. Writes nothing, asks nothing twice.</summary>
/// <param name="request">The registry and how to ask.</param>
/// <param name="source">Where pages come from; the caller's.</param>
/// <param name="gate">The host's budget.</param>
public sealed class LiveListing(CollectionRequest request, IPageSource source, HostGate gate)
{
    /// <summary>Looks at the first page, and at further ones until an item is found.</summary>
    /// <param name="rule">The listing.</param>
    /// <param name="about">What it lists: the tab, with its address.</param>
    /// <param name="wanted">The item to be found; null for the first one.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="OperationCanceledException">The token.</exception>
    public async Task<ListingSight> LookAsync(ListingRule rule, RecordId about, string? wanted, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rule);
        var reader = new ListingPageReader(rule, request.Definition, request.Partition.Values);
        await using var session = source.OpenSession();
        var steps = rule.Ask;
        for (var number = 1; ; number++)
        {
            await gate.WaitAsync(cancellationToken);
            var fetched = await session.VisitAsync(steps, about, cancellationToken);
            var read = reader.Read(fetched);
            var page = fetched as Page ?? (fetched as Fault)?.Seen;
            RecordId? item = read.Page?.Items.Where(i => wanted is null || i.Id == wanted).Select(i => (RecordId?)new RecordId(1, i.Id) { Link = i.Link }).FirstOrDefault();
            if (item is not null || read.Page?.Next is not { } next || number == rule.MaxPages)
            {
                var sign = rule.Next is null && read.Page is not null && page is not null ? PagerSigns.Of(page) : null;
                return new ListingSight(page, number, read, item) { Unfollowed = sign is null ? null : new SecretMask(request.Partition.Values.SecretValues).Clear(sign) };
            }

            steps = ListingWalk.StepsTo(next, rule);
        }
    }
}

/// <summary>What was seen of a listing.</summary>
/// <param name="Page">The last page that was looked at; null when none came.</param>
/// <param name="Number">Which page that was, from 1.</param>
/// <param name="Read">What it was read as.</param>
/// <param name="Item">The item that was looked for; null when it was not found.</param>
public sealed record ListingSight(Page? Page, int Number, ListingRead Read, RecordId? Item)
{
    /// <summary>A sign that the list goes on although the rule has no <c>next</c>; null without one.</summary>
    public string? Unfollowed { get; init; }
}
