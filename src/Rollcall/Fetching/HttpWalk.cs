using System.Collections.Immutable;
using System.Net;
using Rollcall.Ids;
using Rollcall.Registries;

namespace Rollcall.Fetching;

/// <summary>Does a list of steps over HTTP, from page to page. Used once, by one worker.</summary>
internal sealed class HttpWalk(
    RegistryDefinition definition, HttpExchange exchange, Wayfinder find, Func<CancellationToken, ValueTask>? pace, CookieContainer cookies, RecordId id)
{
    private readonly List<KeyValuePair<string, string>> _filled = [];
    private readonly List<Step.Fill> _fills = [];

    /// <summary>Requests sent, those before in the same turn of the worker included.</summary>
    public int Sent { get; set; }

    /// <summary>Does the steps; what the last one brings is the page.</summary>
    /// <param name="steps">The steps.</param>
    /// <param name="from">The page before; null when there is none.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    public async Task<Fetched> DoAsync(ImmutableArray<Step> steps, Page? from, CancellationToken cancellationToken)
    {
        var page = from;
        for (var i = 0; i < steps.Length; i++)
        {
            if (steps[i] is Step.Next next)
            {
                return await FollowAsync(next, page!, cancellationToken);
            }

            if (steps[i] is Step.Fill fill)
            {
                _fills.Add(fill);
                _filled.Add(new(fill.At, exchange.Text(fill.With, id)));
                continue;
            }

            var (order, missing) = OrderOf(steps[i], page);
            if (order is null)
            {
                return Missing(_fills.FindLast(f => f.At == missing!.Field) ?? steps[i], page, missing!.Why);
            }

            var fetched = await exchange.SendAsync(order, cookies, TurnAsync, cancellationToken);
            _filled.Clear();
            _fills.Clear();
            switch (fetched)
            {
                case Fault fault:
                    return fault with { Requests = Sent };
                case Page last when i == steps.Length - 1:
                    return last with { Requests = Sent };

                // A step on the way failed: its page may show a block, but cannot be this id's answer. What a list begins with is the answer, whatever it is.
                case Page { Status: >= 300 } failed when steps[i + 1] is not Step.Next:
                    return failed with { Requests = Sent, Freshness = Freshness.Unproven };
                case Page passed:
                    page = passed;
                    break;
            }
        }

        return page! with { Requests = Sent };
    }

    private (HttpOrder? Order, Onward.Nowhere? Missing) OrderOf(Step step, Page? page)
    {
        if (step is Step.Request { Carries: false } request)
        {
            return (exchange.Of(request, id, carried: null), null);
        }

        return (step, Look(step, page)) switch
        {
            (Step.Request post, Onward.Request carried) => (exchange.Of(post, id, carried), null),
            (_, Onward.Request onward) => (HttpOrder.Of(step.Line, onward), null),
            (_, Onward.Nowhere nowhere) => (null, nowhere),
            _ => (null, new Onward.Nowhere("it leads nowhere")),
        };
    }

    // A list of several pages is one answer: what a click wants may stand on any of them.
    private Onward Look(Step step, Page? page)
    {
        Onward? first = null;
        foreach (var each in page is null ? [] : page.More.Reverse().Append(page))
        {
            var onward = find(each, step, id, _filled);
            if (onward is not Onward.Nowhere)
            {
                return onward;
            }

            first = onward;
        }

        return first ?? new Onward.Nowhere("there is no page before");
    }

    private Fault Missing(Step step, Page? page, string why) =>
        new(FailureClass.Unrecognised, $"{Path.GetFileName(definition.File)}:{step.Line}: {step.Verb}: {why}")
        {
            OfStep = true,
            Requests = Sent,
            Seen = page is null ? null : page with { Freshness = Freshness.Unproven },
        };

    /// <summary>Follows a list to its end. Whatever keeps it from getting there leaves it incomplete, and that is no answer.</summary>
    private async Task<Fetched> FollowAsync(Step.Next next, Page first, CancellationToken cancellationToken)
    {
        var pages = new List<Page> { first };
        var asked = new HashSet<string> { first.FinalUrl.AbsoluteUri };
        while (true)
        {
            // What is no page of the list has no next one, and is for the reader to judge.
            var onward = pages[^1].Status is >= 200 and < 300 ? find(pages[^1], next, id, _filled) : new Onward.End();
            if (ListOfPages.After(pages, onward, next, asked) is { } end)
            {
                return end with { Requests = Sent };
            }

            switch (await exchange.SendAsync(HttpOrder.Of(next.Line, (Onward.Request)onward), cookies, TurnAsync, cancellationToken))
            {
                case Page page:
                    pages.Add(page);
                    break;
                case Fault fault:
                    return fault with { Requests = Sent, Message = $"page {pages.Count + 1} of the list: {fault.Message}" };
            }
        }
    }

    private async ValueTask TurnAsync(CancellationToken cancellationToken)
    {
        if (Sent > 0 && pace is not null)
        {
            await pace(cancellationToken);
        }

        Sent++;
    }
}
