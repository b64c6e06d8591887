using System.Collections.Immutable;
using Rollcall.Fetching;
using Rollcall.Ids;
using Rollcall.Pacing;
using Rollcall.Reading;
using Rollcall.Reading.Listings;
using Rollcall.Registries;
using Rollcall.Settings;

namespace Rollcall.Sweeping.Listings;

/// <summary>
/// Reads a listing from its first page to its last, each page as often as the retries allow. All or nothing: whoever took half of a listing for the whole
/// would never miss the rest. Used once.
/// </summary>
/// <param name="rule">The listing.</param>
/// <param name="reader">Reads its pages.</param>
/// <param name="session">Where pages come from; the caller's.</param>
/// <param name="gate">The host's budget.</param>
/// <param name="retries">When to ask again.</param>
/// <param name="settings">The limit of one page, and how long the site is waited for.</param>
/// <param name="time">The clock.</param>
internal sealed class ListingWalk(ListingRule rule, ListingPageReader reader, IPageSession session, HostGate gate, RetrySchedule retries, RunSettings settings, TimeProvider time)
{
    private readonly Dictionary<string, ListedItem> _items = new(StringComparer.Ordinal);
    private readonly List<ListedItem> _order = [];
    private readonly HashSet<string> _addresses = new(StringComparer.Ordinal);
    private int _pages;
    private int _requests;
    private Page? _last;

    /// <summary>Reads it.</summary>
    /// <param name="about">What it lists: the tab, with its address.</param>
    /// <param name="stop">Ends waits.</param>
    /// <param name="abort">Ends it at once.</param>
    /// <exception cref="OperationCanceledException">Either token.</exception>
    public async Task<ListingResult> ReadAsync(RecordId about, CancellationToken stop, CancellationToken abort)
    {
        var steps = rule.Ask;
        long? total = null;
        while (true)
        {
            var (page, refusal) = await PageAsync(steps, about, stop, abort);
            if (page is null)
            {
                return Failed(refusal!);
            }

            _pages++;
            var known = _order.Count;
            foreach (var item in page.Items)
            {
                if (_items.TryAdd(item.Id, item))
                {
                    _order.Add(item);
                }
                else if (_items[item.Id] is var before && before.Link != item.Link)
                {
                    return Failed(ListingPageReader.TwoOf(item.Id, before.Link, item.Link));
                }
            }

            total = page.Total ?? total;
            if (_pages > 1 && _order.Count == known)
            {
                return Failed($"page {_pages} lists nothing that the pages before did not list: the pages go round in a circle");
            }

            if (page.Next is not { } next)
            {
                return total is { } promised && promised != _order.Count
                    ? Failed($"the site says that there are {promised}, and its {_pages} pages list {_order.Count}")
                    : new ListingResult.Whole(_order, _pages, _requests);
            }

            if (!_addresses.Add(next.AbsoluteUri))
            {
                return Failed($"page {_pages} leads back to {next.PathAndQuery}, which was read before");
            }

            if (_pages == rule.MaxPages)
            {
                return Failed($"after {_pages} pages there is a next one, and max_pages allows no more");
            }

            steps = StepsTo(next, rule);
        }
    }

    /// <summary>The steps to a further page: what came behind the address of the first is waited for there too.</summary>
    public static ImmutableArray<Step> StepsTo(Uri next, ListingRule rule)
    {
        var visit = rule.Ask.Last(step => step is Step.Request or Step.Goto);
        var address = new Template(next.PathAndQuery);
        Step to = visit is Step.Request request ? new Step.Request(visit.Line, "GET", address, request.Headers, []) : new Step.Goto(visit.Line, address);
        return [to, .. rule.Ask[(rule.Ask.IndexOf(visit) + 1)..]];
    }

    private ListingResult.Failed Failed(Answer answer) => new(answer, _last, _pages, _requests);

    private ListingResult.Failed Failed(string why) => Failed(new Answer.Unrecognised(FailureClass.Unrecognised, reader.Secrets.Clear($"{why} (listing, line {rule.Line})")));

    private async Task<ListingRead> PageAsync(ImmutableArray<Step> steps, RecordId about, CancellationToken stop, CancellationToken abort)
    {
        for (var attempt = 1; ; attempt++)
        {
            var read = await OnceAsync(steps, about, stop, abort);
            if (read.Page is not null)
            {
                return read;
            }

            var leaveAlone = AnswerNotes.RetryAfterOf(read.Refusal!);
            if (leaveAlone is { } asked)
            {
                gate.Hold(asked);
            }

            // The gate keeps what the site asked for; who comes next finds it there.
            if (leaveAlone > settings.Patience || retries.Next(attempt) is not { } wait)
            {
                return read;
            }

            // Whatever was refused may be refused to this session alone.
            if (read.Refusal is not Answer.Faulted { Fault.OfSession: false })
            {
                await session.RenewAsync(abort);
            }

            using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, abort);
            await Task.Delay(wait, time, either.Token);
        }
    }

    private async Task<ListingRead> OnceAsync(ImmutableArray<Step> steps, RecordId about, CancellationToken stop, CancellationToken abort)
    {
        using var job = JobLimit.Begin(settings.JobTimeout, time, stop, abort);
        Fetched fetched;
        try
        {
            await gate.WaitAsync(job.Token);
            fetched = await session.VisitAsync(steps, about, job.Token);
        }
        catch (OperationCanceledException) when (!abort.IsCancellationRequested && !job.IsStopped)
        {
            await session.RenewAsync(abort);
            fetched = new Fault(FailureClass.JobTimeout, $"no listing within the limit of {settings.JobTimeout.TotalSeconds:0.###} s");
        }

        var read = reader.Read(fetched);
        _last = fetched as Page ?? (fetched as Fault)?.Seen;
        if (read.Refusal is not null && fetched is Page page)
        {
            _last = await session.WithEvidenceAsync(page, abort);
        }

        _requests += fetched switch { Page p => p.Requests, Fault f => f.Requests, _ => 0 };
        return read;
    }
}
