using Microsoft.Extensions.Logging;
using Rollcall.Browser.Chromium;
using Rollcall.Fetching;
using Rollcall.Ids;
using Rollcall.Registries;

namespace Rollcall.Browser.Sessions;

/// <summary>One worker's page in the shared browser, made and opened when it is first needed and kept from id to id. Used by one worker.</summary>
internal sealed class BrowserSession(int number, SessionParts parts) : IPageSession
{
    private readonly Phase _open = new(parts.Definition.Open) { IsOneByOne = true };
    private readonly Phase _ask = new(parts.Definition.Ask) { Reads = true };
    private readonly Phase _detail = new(parts.Definition.Detail) { Reads = true };
    private readonly Phase _reset = new(parts.Definition.Reset) { IsLenient = true };
    private readonly ILogger _logger = parts.Surroundings.Logger;
    private readonly TimeProvider _time = parts.Surroundings.Time;

    private SessionPage? _page;

    // Whether the page stands where its last steps ended. Not so while steps run: whoever is interrupted leaves a page of which nobody
    // knows how far it came, and whose late answers could be taken for the next id's.
    private bool _isWhole;

    // Whether the answer in it was proven and understood. Otherwise the true one may still follow it, while the next id is asked.
    private bool _isTrusted;

    /// <inheritdoc/>
    public async Task<Fetched> AskAsync(RecordId id, CancellationToken cancellationToken)
    {
        var requests = 0;
        if (_page is null || !_isWhole || !_isTrusted || _page.Lease.IsGone)
        {
            var opened = await OpenAsync(id, cancellationToken);
            if (opened.Fault is not null)
            {
                return opened.Fault with { OfSession = true, Requests = opened.Requests };
            }

            requests = opened.Requests;
            if (requests > 0 && parts.Pace is not null)
            {
                await parts.Pace(cancellationToken);
            }
        }

        _page!.Complaints.Clear();
        var asked = (await RunAsync(_ask, id, requests, cancellationToken))!;
        _isTrusted = asked is Page { Freshness: not Freshness.Unproven };
        return asked;
    }

    /// <inheritdoc/>
    public async Task<Fetched> DetailAsync(RecordId id, CancellationToken cancellationToken) => _page is null || !_isWhole
        ? throw new InvalidOperationException("detail steps follow an ask that brought a page")
        : (await RunAsync(_detail, id, requests: 0, cancellationToken))!;

    /// <inheritdoc/>
    public async Task ResetAsync(CancellationToken cancellationToken)
    {
        if (_page is not null && _isWhole && _isTrusted && !parts.Definition.Reset.IsEmpty)
        {
            await RunAsync(_reset, default, requests: 0, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public Task RenewAsync(CancellationToken cancellationToken) => DropAsync();

    /// <inheritdoc/>
    public async Task<Page> WithEvidenceAsync(Page page, CancellationToken cancellationToken)
    {
        if (_page is null || page.Mode != FetchMode.Browser)
        {
            return page;
        }

        // What was not understood may not be what the next id starts from.
        _isTrusted = false;
        return await parts.Runner.WithEvidenceAsync(page, _page);
    }

    /// <inheritdoc/>
    public async Task<Page?> SeenAsync() => _page is null || _page.Lease.IsGone ? null : await parts.Runner.SeenAsync(new Walk(_page, _ask, default, number));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await DropAsync();

    private async Task<Fetched?> RunAsync(Phase phase, RecordId id, int requests, CancellationToken cancellationToken)
    {
        _isWhole = false;
        var end = await parts.Runner.RunAsync(_page!, phase, id, number, cancellationToken);
        _isWhole = end.Fault is null;
        return end.Fault is not null
            ? end.Fault with { Requests = end.Requests + requests }
            : end.Page is null ? null : end.Page with { Requests = end.Requests + requests };
    }

    private async Task<PhaseEnd> OpenAsync(RecordId id, CancellationToken cancellationToken)
    {
        await DropAsync();
        var begun = _time.GetTimestamp();
        try
        {
            var lease = await parts.Supply.GetAsync(cancellationToken);
            await MakePageAsync(lease, cancellationToken);
            var made = Limits.Milliseconds(_time.GetElapsedTime(begun));
            _logger.PageMade(number, made);
            var end = await parts.Runner.RunAsync(_page!, _open, id, number, cancellationToken);
            if (end.Fault is null)
            {
                _isWhole = true;
                _isTrusted = true;
                var ready = Limits.Milliseconds(_time.GetElapsedTime(begun));
                _logger.PageReady(number, ready);
                return end;
            }

            return Unopened(end.Fault, end.Requests, begun);
        }
        catch (Exception failure) when (Failures.IsExpected(failure))
        {
            return Unopened(new Fault(FailureClass.BrowserCrash, $"the browser did not start: {Failures.Brief(failure)}") { Exception = failure.ToString() }, requests: 0, begun);
        }
    }

    private PhaseEnd Unopened(Fault fault, int requests, long begun)
    {
        var took = Limits.Milliseconds(_time.GetElapsedTime(begun));
        _logger.PageFailed(number, took, fault.Message);
        return new PhaseEnd(Page: null, fault, requests);
    }

    private async Task MakePageAsync(BrowserLease lease, CancellationToken cancellationToken)
    {
        try
        {
            _page = await SessionPage.OpenAsync(lease, parts.Options, parts.Definition.Contact, _time, cancellationToken);
        }
        catch (TooLongException late)
        {
            // The browser answers no more, and all it holds with it; the other sessions find out by themselves.
            parts.Supply.GiveUp(lease, $"{late.What} not done within {Limits.Text(parts.Options.StartTimeout)}");
            throw;
        }
    }

    private async Task DropAsync()
    {
        var page = _page;
        _page = null;
        if (page is null || page.Lease.IsGone)
        {
            return;
        }

        var begun = _time.GetTimestamp();
        if (!await page.CloseAsync())
        {
            parts.Supply.GiveUp(page.Lease, $"a page did not close within {Limits.Text(parts.Options.CloseTimeout)}");
        }

        var took = Limits.Milliseconds(_time.GetElapsedTime(begun));
        _logger.PageDropped(number, took);
    }
}
