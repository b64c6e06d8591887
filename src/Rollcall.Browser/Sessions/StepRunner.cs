using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using Rollcall.Browser.Steps;
using Rollcall.Fetching;
using Rollcall.Ids;
using Rollcall.Reading;
using Rollcall.Registries;
using Rollcall.Storage;

namespace Rollcall.Browser.Sessions;

/// <summary>Does lists of steps on pages: within one document in one go, from document to document step by step. Thread safe.</summary>
internal sealed class StepRunner(
    RegistryDefinition definition, TemplateValues values, BrowserOptions options, Func<CancellationToken, ValueTask>? pace, Surroundings surroundings)
{
    // The page's own clock bounds each step; this is for its answer to arrive.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private readonly StepPlan _plans = new(definition, values, options.StepTimeout);
    private readonly StepFaults _faults = new(definition, new SecretMask(values.SecretValues), options, surroundings.Time);
    private readonly PageLinks _links = new(definition, values);
    private readonly Hands _hands = new();
    private readonly ILogger _logger = surroundings.Logger;
    private readonly TimeProvider _time = surroundings.Time;

    /// <summary>Does the steps of a phase.</summary>
    /// <param name="page">The page to do them on.</param>
    /// <param name="phase">The steps.</param>
    /// <param name="id">The id they are done for.</param>
    /// <param name="session">The session's number, for the log.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled; nobody knows how far the page came.</exception>
    public async Task<PhaseEnd> RunAsync(SessionPage page, Phase phase, RecordId id, int session, CancellationToken cancellationToken)
    {
        if (phase.Next is not { } next)
        {
            return await WalkAsync(page, phase, id, session, cancellationToken);
        }

        var first = await WalkAsync(page, phase with { Steps = phase.Steps[..^1] }, id, session, cancellationToken);
        return first.Page is null ? first : await FollowAsync(page, next, first, id, session, cancellationToken);
    }

    /// <summary>Goes through the pages of a list, as the source over HTTP does.</summary>
    private async Task<PhaseEnd> FollowAsync(SessionPage page, Step.Next next, PhaseEnd first, RecordId id, int session, CancellationToken cancellationToken)
    {
        var pages = new List<Page> { first.Page! };
        var asked = new HashSet<string>();
        var requests = first.Requests;
        while (true)
        {
            var onward = OnwardFrom(pages, next, id);
            if (ListOfPages.After(pages, onward, next, asked) is { } whole)
            {
                return new PhaseEnd(whole with { Requests = requests }, Fault: null, requests);
            }

            if (pace is not null)
            {
                await pace(cancellationToken);
            }

            var end = await WalkAsync(page, PhaseOf(next, (Onward.Request)onward), id, session, cancellationToken);
            requests += end.Requests;
            if (end.Page is not { } further)
            {
                return new PhaseEnd(Page: null, end.Fault! with { Message = $"page {pages.Count + 1} of the list: {end.Fault.Message}", Requests = requests }, requests);
            }

            pages.Add(further);
        }
    }

    // A link is clicked and not looked into: only the browser knows what its scripts make of the click.
    private Onward OnwardFrom(List<Page> pages, Step.Next next, RecordId id) =>
        pages[^1].Status is < 200 or >= 300 || !_links.GoesOn(pages[^1], next, id) ? new Onward.End()
        : next.To.JsonPath is not null ? _links.Find(pages[^1], next, id, [])
        : new Onward.Request("GET", pages[^1].FinalUrl, []) { Key = $"page {pages.Count + 1}" };

    private static Phase PhaseOf(Step.Next next, Onward.Request onward)
    {
        Step way = next.To.JsonPath is not null ? new Step.Goto(next.Line, new Template(onward.Address.AbsoluteUri)) : new Step.Click(next.Line, next.To.Selector!, Row: null);
        return new Phase(next.Replaced is null ? [way] : [way, new Step.Settle(next.Line, next.Replaced, Response: null, Hidden: null)]) { Reads = true };
    }

    private async Task<PhaseEnd> WalkAsync(SessionPage page, Phase phase, RecordId id, int session, CancellationToken cancellationToken)
    {
        var walk = new Walk(page, phase, id, session);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, page.Lost);
        try
        {
            while (true)
            {
                var end = walk.Next is Step.Goto to
                    ? await GoAsync(walk, to, either.Token)
                    : await DoAsync(walk, either.Token);
                if (end is { } ended)
                {
                    return ended;
                }
            }
        }
        catch (Exception failure) when (Failures.IsExpected(failure))
        {
            return walk.Failed(await _faults.OfFailureAsync(walk, failure));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return walk.Failed(await _faults.OfFailureAsync(walk, new LostPageException(page.Lease.LostBecause)));
        }
    }

    /// <summary>Adds the page's picture and complaints.</summary>
    public async Task<Page> WithEvidenceAsync(Page judged, SessionPage page) =>
        judged with { Screenshot = await page.ScreenshotAsync(), Complaints = _faults.Complaints(page) };

    /// <summary>What is on the page of a walk that was broken off; null when the browser does not tell.</summary>
    public Task<Page?> SeenAsync(Walk walk) => _faults.SeenAsync(walk, page: null);

    private async Task<PhaseEnd?> GoAsync(Walk walk, Step.Goto step, CancellationToken cancellationToken)
    {
        if (walk.Requests > 0 && pace is not null)
        {
            await pace(cancellationToken);
        }

        var begun = _time.GetTimestamp();
        var url = new Uri(definition.Site, step.Url.Fill(walk.Id, values, Uri.EscapeDataString));
        walk.Page.ForgetDocument();
        walk.Documents++;
        var going = walk.Page.Page.GotoAsync(
            url.AbsoluteUri, new PageGotoOptions { WaitUntil = WaitUntilState.DOMContentLoaded, Timeout = (float)options.StepTimeout.TotalMilliseconds });
        await WhileAliveAsync(walk.Page, walk.Page.UnlessBrokenOff(going), options.StepTimeout + Grace, "the document", cancellationToken);
        if (await going is { } response)
        {
            await WhileAliveAsync(walk.Page, walk.Page.UnlessBrokenOff(response.FinishedAsync()), options.StepTimeout, "the end of the document", cancellationToken);
            walk.Page.Document = ShownDocument.Of(url, response, _time.GetUtcNow());
            walk.Documents += walk.Page.Document.Redirects.Count;
        }

        walk.Arrive(walk.At + 1);
        LogStep(walk, step, begun);
        return walk.IsOver && !walk.Phase.Reads ? walk.Ended(page: null) : null;
    }

    private async Task<PhaseEnd?> DoAsync(Walk walk, CancellationToken cancellationToken)
    {
        var begun = _time.GetTimestamp();
        var stretch = walk.Stretch(_hands.AreNeeded);
        if (stretch is { From: var from, To: var to, Read: false } && from == to)
        {
            return walk.Ended(page: null);
        }

        var documents = walk.Page.Documents;
        StepReport report;
        try
        {
            report = await CallAsync(walk.Page, _plans.Write(walk.Phase.Steps, walk.Id, stretch), stretch.To - stretch.From, cancellationToken);
        }
        catch (PlaywrightException gone) when (Failures.IsOfNavigation(gone) && walk.OnlyWaits(stretch))
        {
            await ArriveAsync(walk, documents, stretch.From, cancellationToken);
            return null;
        }

        walk.Take(report);
        switch (report.End)
        {
            case StepEnd.Done when walk.Page.BrokenOff is { } broken:
                throw new BrokenOffException(broken);
            case StepEnd.Done:
                LogSteps(walk, stretch, begun);
                walk.At = stretch.To;
                walk.Proof = report.Proof;
                return walk.IsOver ? walk.Ended(walk.Phase.Reads ? _faults.PageOf(walk, report) : null) : null;
            case StepEnd.Leaving:
                walk.Page.ForgetDocument();
                await ArriveAsync(walk, documents, report.At, cancellationToken);
                return null;
            case StepEnd.Hand:
                await HandAsync(walk, report, cancellationToken);
                return null;
            default:
                _hands.Consider(walk, report, _logger);
                return await _faults.EndOfAsync(walk, report);
        }
    }

    private async Task ArriveAsync(Walk walk, int after, int at, CancellationToken cancellationToken)
    {
        var next = walk.Page.NextDocumentAsync(after, options.StepTimeout, "the next document", cancellationToken);
        await walk.Page.UnlessBrokenOff(next);
        walk.ArriveUnasked(at);
    }

    /// <summary>Waits for the script's report.</summary>
    private async Task<StepReport> CallAsync(SessionPage page, string plan, int steps, CancellationToken cancellationToken)
    {
        var call = page.Page.EvaluateAsync<string>(InPageScript.Run, plan);
        await WhileAliveAsync(page, call, (options.StepTimeout + Grace) * Math.Max(1, steps), "the steps", cancellationToken);
        return StepReport.Parse(await call);
    }

    /// <summary>Waits for what the page does. One that no longer runs scripts is found out by asking it for something trivial.</summary>
    private async Task WhileAliveAsync(SessionPage page, Task task, TimeSpan limit, string what, CancellationToken cancellationToken)
    {
        var begun = _time.GetTimestamp();
        while (true)
        {
            var left = limit - _time.GetElapsedTime(begun);
            try
            {
                await task.Within(TimeSpan.FromTicks(Math.Clamp(left.Ticks, 0, options.AnswerTimeout.Ticks)), what, _time, cancellationToken);
                return;
            }
            catch (TooLongException)
            {
                if (!await page.AnswersAsync() && !task.IsCompleted)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    throw new FrozenPageException(options.AnswerTimeout);
                }

                if (left <= options.AnswerTimeout)
                {
                    throw new TooLongException(what, limit);
                }
            }
        }
    }

    private async Task HandAsync(Walk walk, StepReport report, CancellationToken cancellationToken)
    {
        var step = walk.Phase.Steps[report.At];
        walk.At = report.At + 1;
        walk.Proof = Freshness.Unproven;
        var act = step is Step.Fill fill
            ? walk.Page.Page.Keyboard.InsertTextAsync(fill.With.Fill(walk.Id, values))
            : Hands.ClickAsync(walk.Page.Page, report.Missing);
        await act.Within(options.StepTimeout, $"the {step.Verb} by hand", _time, cancellationToken);
    }

    private void LogStep(Walk walk, Step step, long begun)
    {
        if (walk.Phase.IsOneByOne)
        {
            var name = _faults.Name(step);
            var took = Limits.Milliseconds(_time.GetElapsedTime(begun));
            _logger.StepDone(walk.Session, name, took);
        }
    }

    private void LogSteps(Walk walk, Stretch stretch, long begun)
    {
        for (var i = stretch.From; i < stretch.To; i++)
        {
            LogStep(walk, walk.Phase.Steps[i], begun);
        }
    }
}
