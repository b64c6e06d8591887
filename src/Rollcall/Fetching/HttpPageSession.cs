using System.Collections.Immutable;
using System.Net;
using Rollcall.Ids;
using Rollcall.Registries;

namespace Rollcall.Fetching;

/// <summary>One worker's cookies and pages, and the order of its requests. Used by one worker at a time.</summary>
internal sealed class HttpPageSession(RegistryDefinition definition, HttpExchange exchange, Func<CancellationToken, ValueTask>? pace, Wayfinder find) : IPageSession
{
    private CookieContainer _cookies = NewCookies();
    private bool _isOpen;

    // Where every ask starts from, as a person would who goes back to the search page: what an id brought is not the next one's beginning.
    private Page? _opened;

    private Page? _asked;

    // Where sections start from: the record's own page.
    private Page? _record;

    public Task<Fetched> AskAsync(RecordId id, CancellationToken cancellationToken) => VisitAsync(definition.Ask, id, cancellationToken);

    public async Task<Fetched> VisitAsync(ImmutableArray<Step> steps, RecordId about, CancellationToken cancellationToken)
    {
        (_asked, _record) = (null, null);
        var opening = 0;
        if (!_isOpen)
        {
            if (!definition.Open.IsEmpty)
            {
                var opened = await Walk(about, sent: 0).DoAsync(definition.Open, from: null, cancellationToken);
                if (OpeningFault(opened) is { } fault)
                {
                    return fault;
                }

                _opened = (Page)opened;
                opening = _opened.Requests;
            }

            _isOpen = true;
        }

        var asked = await Walk(about, opening).DoAsync(steps, _opened, cancellationToken);
        _asked = asked as Page;
        return asked;
    }

    public async Task<Fetched> DetailAsync(RecordId id, CancellationToken cancellationToken)
    {
        var detail = await Walk(id, sent: 0).DoAsync(definition.Detail, _asked, cancellationToken);
        _record = detail as Page;
        return detail;
    }

    public Task<Fetched> SectionAsync(ImmutableArray<Step> steps, RecordId id, CancellationToken cancellationToken) =>
        Walk(id, sent: 0).DoAsync(steps, _record ?? _asked, cancellationToken);

    public async Task ResetAsync(CancellationToken cancellationToken)
    {
        if (!definition.Reset.IsEmpty && await Walk(default, sent: 1).DoAsync(definition.Reset, _asked, cancellationToken) is not Page { Status: < 400 })
        {
            _isOpen = false;
        }
    }

    public Task RenewAsync(CancellationToken cancellationToken)
    {
        _cookies = NewCookies();
        _isOpen = false;
        (_opened, _asked, _record) = (null, null, null);
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static CookieContainer NewCookies() => new(capacity: 1000, perDomainCapacity: 100, maxCookieSize: 8192);

    private HttpWalk Walk(RecordId id, int sent) => new(definition, exchange, find, pace, _cookies, id) { Sent = sent };

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
}
