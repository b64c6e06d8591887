using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Rollcall.Browser.Chromium;
using Rollcall.Fetching;
using Rollcall.Ids;
using Rollcall.Registries;

namespace Rollcall.Browser.Sessions;

/// <summary>
/// One worker's page in the shared browser, made and opened when it is first needed and kept from id to id, and made anew when it or its
/// browser is lost. Used by one worker.
/// </summary>
internal sealed class BrowserSession(int number, SessionParts parts) : IPageSession
{
    // How long after a page died its browser may take to be found dead too.
    private static readonly TimeSpan Aftermath = TimeSpan.FromSeconds(1);

    private readonly Phase _open = new(parts.Definition.Open) { IsOneByOne = true };
    private readonly Phase _ask = new(parts.Definition.Ask) { Reads = true };
    private readonly Phase _detail = new(parts.Definition.Detail) { Reads = true };
    private readonly Phase _reset = new(parts.Definition.Reset) { IsLenient = true };
    private readonly ILogger _logger = parts.Surroundings.Logger;
    private readonly TimeProvider _time = parts.Surroundings.Time;

    private SessionPage? _page;

    // The attempt that is under way, from the ask to the reset: the browser is not replaced under it.
    private LeaseJob? _job;

    // Cookies and local storage to start the next page with, where the definition keeps the session.
    private string? _state;

    // Whether the attempt has lost its page or its browser.
    private bool _hasLost;

    // Whether the page stands where its last steps ended. Not so while steps run: whoever is interrupted leaves a page of which nobody
    // knows how far it came, and whose late answers could be taken for the next id's.
    private bool _isWhole;

    // Whether the answer in it was proven and understood. Otherwise the true one may still follow it, while the next id is asked.
    private bool _isTrusted;

    /// <inheritdoc/>
    public Task<Fetched> AskAsync(RecordId id, CancellationToken cancellationToken) => BeginAsync(_ask, id, cancellationToken);

    /// <inheritdoc/>
    public Task<Fetched> VisitAsync(ImmutableArray<Step> steps, RecordId about, CancellationToken cancellationToken) =>
        BeginAsync(new Phase(steps) { Reads = true }, about, cancellationToken);

    private async Task<Fetched> BeginAsync(Phase phase, RecordId id, CancellationToken cancellationToken)
    {
        EndJob();
        var begun = _time.GetTimestamp();
        try
        {
            _job = await parts.Supply.BeginAsync(id, cancellationToken);
        }
        catch (Exception failure) when (Failures.IsExpected(failure))
        {
            var fault = new Fault(FailureClass.BrowserCrash, $"the browser did not start: {Failures.Brief(failure)}") { Exception = failure.ToString(), Requests = 0 };
            return Unopened(fault, requests: 0, begun).Fault! with { OfSession = true };
        }

        var requests = 0;
        if (_page is null || !_isWhole || !_isTrusted || _page.Lost.IsCancellationRequested || _page.Lease != _job.Lease)
        {
            var opened = await OpenAsync(_job, begun, cancellationToken);
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
        var asked = (await RunAsync(phase, requests, cancellationToken))!;
        _isTrusted = asked is Page { Freshness: not Freshness.Unproven };
        return asked;
    }

    /// <inheritdoc/>
    public async Task<Fetched> DetailAsync(RecordId id, CancellationToken cancellationToken) => _page is null || !_isWhole
        ? throw new InvalidOperationException("detail steps follow an ask that brought a page")
        : (await RunAsync(_detail, requests: 0, cancellationToken))!;

    /// <inheritdoc/>
    public async Task<Fetched> SectionAsync(ImmutableArray<Step> steps, RecordId id, CancellationToken cancellationToken)
    {
        if (_page is null)
        {
            throw new InvalidOperationException("sections follow an ask that brought a page");
        }

        // What a failed step leaves behind can only be this id's own; the next id starts from a new page.
        var came = (await RunAsync(new Phase(steps) { Reads = true }, requests: 0, cancellationToken))!;
        _isTrusted &= came is Page;
        return came;
    }

    /// <inheritdoc/>
    public async Task ResetAsync(CancellationToken cancellationToken)
    {
        if (_page is not null && _job is not null && _isWhole && _isTrusted && !parts.Definition.Reset.IsEmpty)
        {
            await RunAsync(_reset, requests: 0, cancellationToken);
        }

        if (_page is not null && _isWhole && _isTrusted)
        {
            await KeepStateAsync(_page);
        }

        EndJob();
    }

    /// <inheritdoc/>
    public async Task RenewAsync(CancellationToken cancellationToken)
    {
        await DropAsync();
        EndJob();
        _state = null;
    }

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
    public async ValueTask DisposeAsync()
    {
        await DropAsync();
        EndJob();
    }

    private void EndJob()
    {
        if (_job is { } job)
        {
            _job = null;
            parts.Supply.End(job, well: !_hasLost);
        }

        _hasLost = false;
    }

    private async Task<Fetched?> RunAsync(Phase phase, int requests, CancellationToken cancellationToken)
    {
        _isWhole = false;
        var end = await RunOnPageAsync(phase, cancellationToken);
        _isWhole = end.Fault is null;
        return end.Fault is not null
            ? end.Fault with { Requests = end.Requests + requests }
            : end.Page is null ? null : end.Page with { Requests = end.Requests + requests };
    }

    private async Task<PhaseEnd> RunOnPageAsync(Phase phase, CancellationToken cancellationToken)
    {
        var end = await parts.Runner.RunAsync(_page!, phase, _job!.Id, number, cancellationToken);
        return end.Fault is { AskAgain: true } fault ? end with { Fault = await LoseAsync(fault, cancellationToken) } : end;
    }

    private async Task<PhaseEnd> OpenAsync(LeaseJob job, long begun, CancellationToken cancellationToken)
    {
        await DropAsync();
        try
        {
            await MakePageAsync(job.Lease, cancellationToken);
            var made = Limits.Milliseconds(_time.GetElapsedTime(begun));
            _logger.PageMade(number, made);
            var end = await RunOnPageAsync(_open, cancellationToken);
            if (end.Fault is null)
            {
                _isWhole = true;
                _isTrusted = true;
                var ready = Limits.Milliseconds(_time.GetElapsedTime(begun));
                _logger.PageReady(number, ready);
                await KeepStateAsync(_page!);
                return end;
            }

            return Unopened(end.Fault, end.Requests, begun);
        }
        catch (Exception failure) when (Failures.IsExpected(failure))
        {
            var fault = new Fault(FailureClass.BrowserCrash, $"the browser made no page: {Failures.Brief(failure)}") { Exception = failure.ToString() };
            return Unopened(await LoseAsync(fault, cancellationToken), requests: 0, begun);
        }
    }

    /// <summary>The page is lost, and perhaps its browser: finds out which, and whether the attempt is to be made again at no cost.</summary>
    private async Task<Fault> LoseAsync(Fault fault, CancellationToken cancellationToken)
    {
        _hasLost = true;
        var job = _job!;
        if (fault.Class == FailureClass.BrowserCrash && !job.Lease.IsGone)
        {
            await Task.Delay(Aftermath, _time, _page?.Lost ?? job.Lease.Lost).ContinueWith(static _ => { }, TaskScheduler.Default);
        }

        cancellationToken.ThrowIfCancellationRequested();
        _logger.PageLost(job.Id.Text, number, fault.Message);
        return fault with { AskAgain = parts.Supply.IsForgiven(job, onlyPage: !job.Lease.IsGone) };
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
            _page = await SessionPage.OpenAsync(lease, parts, _state, cancellationToken);
        }
        catch (TooLongException late)
        {
            // The browser answers no more, and all it holds with it.
            lease.Lose($"{late.What} not made within {Limits.Text(parts.Options.StartTimeout)}");
            throw;
        }
    }

    private async Task DropAsync()
    {
        var page = _page;
        _page = null;
        if (page is null)
        {
            return;
        }

        var begun = _time.GetTimestamp();
        if (!await page.CloseAsync(mayBeBusy: !_isWhole) && !page.Lease.IsGone)
        {
            page.Lease.Complaint ??= $"a page did not close within {Limits.Text(parts.Options.CloseTimeout)}";
            parts.Supply.Consider(page.Lease);
        }

        var took = Limits.Milliseconds(_time.GetElapsedTime(begun));
        _logger.PageDropped(number, took);
    }

    private async Task KeepStateAsync(SessionPage page)
    {
        if (parts.Definition.KeepsSession)
        {
            _state = await page.StateAsync() ?? _state;
        }
    }
}
