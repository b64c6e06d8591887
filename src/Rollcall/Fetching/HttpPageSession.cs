using System.Collections.Immutable;
using System.Net;
using Rollcall.Ids;
using Rollcall.Registries;

namespace Rollcall.Fetching;

/// <summary>One worker's cookies, and the order of its requests. Used by one worker at a time.</summary>
internal sealed class HttpPageSession(RegistryDefinition definition, HttpExchange exchange, Func<CancellationToken, ValueTask>? pace) : IPageSession
{
    private CookieContainer _cookies = NewCookies();
    private bool _isOpen;

    public Task<Fetched> AskAsync(RecordId id, CancellationToken cancellationToken) => VisitAsync(definition.Ask, id, cancellationToken);

    public async Task<Fetched> VisitAsync(ImmutableArray<Step> steps, RecordId about, CancellationToken cancellationToken)
    {
        var opening = 0;
        if (!_isOpen)
        {
            if (!definition.Open.IsEmpty)
            {
                var opened = await DoAsync(definition.Open, about, 0, cancellationToken);
                if (OpeningFault(opened) is { } fault)
                {
                    return fault;
                }

                opening = ((Page)opened).Requests;
            }

            _isOpen = true;
        }

        return await DoAsync(steps, about, opening, cancellationToken);
    }

    public Task<Fetched> DetailAsync(RecordId id, CancellationToken cancellationToken) => DoAsync(definition.Detail, id, 0, cancellationToken);

    public async Task ResetAsync(CancellationToken cancellationToken)
    {
        if (!definition.Reset.IsEmpty && await DoAsync(definition.Reset, default, 1, cancellationToken) is not Page { Status: < 400 })
        {
            _isOpen = false;
        }
    }

    public Task RenewAsync(CancellationToken cancellationToken)
    {
        _cookies = NewCookies();
        _isOpen = false;
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static CookieContainer NewCookies() => new(capacity: 1000, perDomainCapacity: 100, maxCookieSize: 8192);

    // What opens a session is judged by nobody: its page must not be taken for the answer to an id.
    private static Fault? OpeningFault(Fetched opened) => opened switch
    {
        Fault fault => fault with { OfSession = true },
        Page { Status: >= 400 } page => new Fault(FailureClassNames.OfStatus(page.Status, page.RetryAfter is not null), $"the session could not be opened: {page.FinalUrl.AbsoluteUri} answered {page.Status}")
        {
            OfSession = true,
            RetryAfter = page.RetryAfter,
            Requests = page.Requests,
            Seen = page,
        },
        _ => null,
    };

    /// <summary>Does steps in a row; the last response is the page.</summary>
    /// <param name="before">Requests sent before, in the same turn of the worker.</param>
    private async Task<Fetched> DoAsync(ImmutableArray<Step> steps, RecordId id, int before, CancellationToken cancellationToken)
    {
        var sent = before;
        for (var i = 0; ; i++)
        {
            var fetched = await exchange.SendAsync((Step.Request)steps[i], id, _cookies, Turn, cancellationToken);
            switch (fetched)
            {
                case Fault fault:
                    return fault with { Requests = sent };
                case Page page when i == steps.Length - 1:
                    return page with { Requests = sent };

                // A step on the way failed: its page may show a block, but cannot be this id's answer.
                case Page { Status: >= 300 } page:
                    return page with { Requests = sent, Freshness = Freshness.Unproven };
            }
        }

        async ValueTask Turn(CancellationToken token)
        {
            if (sent > 0 && pace is not null)
            {
                await pace(token);
            }

            sent++;
        }
    }
}
