using System.Collections.Immutable;
using Rollcall.Ids;
using Rollcall.Registries;
using Rollcall.Storage;

namespace Rollcall.Fetching.Robots;

/// <summary>
/// Asks the site's robots.txt before anything else, and asks for no id whose addresses it disallows. Where robots.txt cannot be had because the site is in
/// trouble, nothing is asked either (RFC 9309, 2.3.1.4): that is a fault like any other. Where there is none, everything is allowed. Thread safe.
/// </summary>
public sealed class RobotsPageSource : IPageSource
{
    private readonly IPageSource _inner;
    private readonly RegistryDefinition _definition;
    private readonly TemplateValues _values;
    private readonly SecretMask _secrets;
    private readonly HttpPageSource _robots;
    private readonly Action<TimeSpan> _keepApart;
    private readonly Func<CancellationToken, ValueTask> _pace;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private RobotsRules? _rules;
    private volatile bool _anyAllowed;

    /// <param name="inner">Where pages come from; owned from now on.</param>
    /// <param name="definition">Whose site and addresses.</param>
    /// <param name="values">What placeholders stand for.</param>
    /// <param name="options">How robots.txt is fetched.</param>
    /// <param name="time">The clock.</param>
    /// <param name="pace">Waited for after robots.txt was asked, before the id is.</param>
    /// <param name="keepApart">Is told the Crawl-delay, if there is one.</param>
    public RobotsPageSource(
        IPageSource inner, RegistryDefinition definition, TemplateValues values, HttpOptions options, TimeProvider time, Func<CancellationToken, ValueTask> pace, Action<TimeSpan> keepApart)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(values);
        (_inner, _definition, _values, _pace, _keepApart) = (inner, definition, values, pace, keepApart);
        _secrets = new SecretMask(values.SecretValues);
        _robots = new HttpPageSource(
            definition with { Mode = FetchMode.Http, Open = [], Ask = [new Step.Request(0, "GET", new Template("/robots.txt"), [], [])], Detail = [], Sections = [], Reset = [] }, values, options, time, pace);
    }

    /// <summary>What robots.txt has against an address that a page leads to; null when nothing, or when it was not asked yet.</summary>
    /// <param name="address">The address, on the definition's site.</param>
    public string? Forbids(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return _rules is { } rules && address.Authority == _definition.Site.Authority && !rules.Allows(address)
            ? Disallows(address)
            : null;
    }

    /// <inheritdoc/>
    public long? BrowserMemoryBytes => _inner.BrowserMemoryBytes;

    /// <inheritdoc/>
    public BrowserCounts? Browsers => _inner.Browsers;

    /// <inheritdoc/>
    public IPageSession OpenSession() => new Session(this, _inner.OpenSession());

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _inner.DisposeAsync();
        await _robots.DisposeAsync();
        _turn.Dispose();
    }

    /// <summary>Why the id must not be asked for now; null when it may be.</summary>
    /// <exception cref="RollcallException">The very first address is disallowed: exit code 2.</exception>
    private async Task<(Fault? Fault, int Requests)> CheckAsync(ImmutableArray<Step> steps, RecordId id, CancellationToken cancellationToken)
    {
        var (fault, requests) = _rules is null ? await LoadAsync(id, cancellationToken) : (null, 0);
        if (fault is not null || Disallowed(steps, id) is not { } address)
        {
            _anyAllowed |= fault is null;
            return (fault, requests);
        }

        var message = Disallows(address);
        return _anyAllowed
            ? (new Fault(FailureClass.Blocked, $"{id}: {message}; it was not asked for") { Requests = 0 }, requests)
            : throw new RollcallException(
                ExitCode.Usage, $"{message}; nothing was asked for.", "Ask the site's operator; with their leave set respect_robots: false in the definition.");
    }

    private async Task<(Fault? Fault, int Requests)> LoadAsync(RecordId id, CancellationToken cancellationToken)
    {
        // Whoever asks for it waits for the host's leave, and the others with it.
        await (JobLimit.Current?.WaitAsync(TurnAsync, cancellationToken) ?? TurnAsync(cancellationToken));
        try
        {
            if (_rules is not null)
            {
                return (null, 0);
            }

            await using var session = _robots.OpenSession();
            switch (await session.AskAsync(id, cancellationToken))
            {
                case Page { Status: >= 200 and < 300 } page:
                    _rules = RobotsRules.Parse(page.Body);
                    if (_rules.CrawlDelay is { } delay)
                    {
                        _keepApart(delay);
                    }

                    await _pace(cancellationToken);
                    return (null, page.Requests);
                case Page { Status: 429 or >= 500 } page:
                    return (new Fault(FailureClassNames.OfStatus(page.Status, page.RetryAfter is not null), $"robots.txt could not be had: status {page.Status}")
                    {
                        OfSession = true,
                        RetryAfter = page.RetryAfter,
                        Requests = page.Requests,
                    }, page.Requests);
                case Page page:
                    _rules = RobotsRules.AllowAll;
                    await _pace(cancellationToken);
                    return (null, page.Requests);
                case Fault fault:
                    return (fault with { OfSession = true, Message = $"robots.txt could not be had: {fault.Message}" }, fault.Requests);
                default:
                    throw new InvalidOperationException("robots.txt came as neither page nor fault");
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    private string Disallows(Uri address) => $"robots.txt of {_definition.Site.Authority} disallows {_secrets.Clear(address.PathAndQuery)}";

    private ValueTask TurnAsync(CancellationToken cancellationToken) => new(_turn.WaitAsync(cancellationToken));

    private Uri? Disallowed(ImmutableArray<Step> steps, RecordId id)
    {
        var detail = steps == _definition.Ask ? _definition.Detail : [];
        foreach (var step in _definition.Open.Concat(steps).Concat(detail))
        {
            var url = step switch { Step.Request request => request.Url, Step.Goto go => go.Url, _ => null };
            if (url is not null
                && Uri.TryCreate(_definition.Site, url.Fill(id, _values, Uri.EscapeDataString), out var address)
                && address.Authority == _definition.Site.Authority && !_rules!.Allows(address))
            {
                return address;
            }
        }

        return null;
    }

    private sealed class Session(RobotsPageSource owner, IPageSession inner) : IPageSession
    {
        public Task<Fetched> AskAsync(RecordId id, CancellationToken cancellationToken) =>
            AskAsync(owner._definition.Ask, id, () => inner.AskAsync(id, cancellationToken), cancellationToken);

        public Task<Fetched> VisitAsync(ImmutableArray<Step> steps, RecordId about, CancellationToken cancellationToken) =>
            AskAsync(steps, about, () => inner.VisitAsync(steps, about, cancellationToken), cancellationToken);

        public Task<Fetched> DetailAsync(RecordId id, CancellationToken cancellationToken) => inner.DetailAsync(id, cancellationToken);

        // robots.txt is known by now: the record was asked for.
        public Task<Fetched> SectionAsync(ImmutableArray<Step> steps, RecordId id, CancellationToken cancellationToken) =>
            owner.Disallowed(steps, id) is { } address
                ? Task.FromResult<Fetched>(new Fault(FailureClass.Blocked, $"{id}: {owner.Disallows(address)}; it was not asked for") { Requests = 0 })
                : inner.SectionAsync(steps, id, cancellationToken);

        public Task ResetAsync(CancellationToken cancellationToken) => inner.ResetAsync(cancellationToken);

        public Task RenewAsync(CancellationToken cancellationToken) => inner.RenewAsync(cancellationToken);

        public Task<Page> WithEvidenceAsync(Page page, CancellationToken cancellationToken) => inner.WithEvidenceAsync(page, cancellationToken);

        public Task<Page?> SeenAsync() => inner.SeenAsync();

        public ValueTask DisposeAsync() => inner.DisposeAsync();

        private async Task<Fetched> AskAsync(ImmutableArray<Step> steps, RecordId id, Func<Task<Fetched>> ask, CancellationToken cancellationToken)
        {
            var (fault, requests) = await owner.CheckAsync(steps, id, cancellationToken);
            return fault is not null ? fault : await ask() switch
            {
                Page page when requests > 0 => page with { Requests = page.Requests + requests },
                Fault bad when requests > 0 => bad with { Requests = bad.Requests + requests },
                var asked => asked,
            };
        }
    }
}
