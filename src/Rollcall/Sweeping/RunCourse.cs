using Microsoft.Extensions.Logging;
using Rollcall.Ids;
using Rollcall.Ledger;
using Rollcall.Pacing.Health;
using Rollcall.Planning;
using Rollcall.Probing;
using Rollcall.Registries;
using Rollcall.Sweeping.Listings;

namespace Rollcall.Sweeping;

/// <summary>
/// What a run does, one thing after the other: search for the mark unless the walk's end is given, walk, look above the mark once more, walk what has
/// come meanwhile. Each is a sweep. Runs once; its properties can be read at any time.
/// </summary>
internal sealed class RunCourse
{
    private readonly ListingStage? _listing;
    private SweepParts _parts;
    private readonly CollectionRequest _request;
    private readonly Func<long?, SweepPlan> _planTo;
    private readonly ILogger _logger;
    private volatile Stage _stage;
    private MarkHunt? _hunt;

    /// <param name="parts">What sweeps are made of; their plan is that of the walk, unless a search has to come first.</param>
    /// <param name="request">What the run is asked to do.</param>
    /// <param name="planTo">Plans the walk, up to a mark if there is one.</param>
    /// <param name="listing">Reads the listing first; null when it need not be read.</param>
    /// <param name="logger">Where events go.</param>
    public RunCourse(SweepParts parts, CollectionRequest request, Func<long?, SweepPlan> planTo, ListingStage? listing, ILogger logger)
    {
        (_parts, _request, _planTo, _listing, _logger) = (parts, request, planTo, listing, logger);
        _hunt = NeedsSearch(request, parts.Ledger) ? new MarkHunt(parts, request, looksAgain: false, logger) : null;
        _stage = _hunt is not null ? new Stage(_hunt.Sweep, null, 0)
            : listing is not null ? new Stage(new Sweep(parts, logger), null, 0)
            : Walk(parts.Plan);
    }

    /// <summary>The canaries that are known by now: after the listing was read they may be more.</summary>
    public required Func<CanaryBook> CanariesNow { private get; init; }

    /// <summary>The sweep at work.</summary>
    public Sweep Sweep => _stage.Sweep;

    /// <summary>The walk; null while the run does not know how far it goes.</summary>
    public SweepPlan? Plan => _stage.Plan;

    /// <summary>Ids of the walk that were settled before the run.</summary>
    public long Skipped => _stage is { Plan: { } plan } stage ? plan.Skipped - stage.SettledBefore : 0;

    /// <summary>Ids of the walk without an outcome.</summary>
    public long Unsettled => _stage is { Plan: { } plan } stage ? plan.Open - (SettledIn(plan) - stage.SettledBefore) + plan.NotReached : 0;

    private ILedgerView View => _parts.Ledger.View;

    // With nothing to walk no time has passed since the search.
    private bool HasJustLooked => _hunt is not null && _stage.Plan is { Open: 0 };

    /// <summary>Whether the run begins with a search for the mark: its end is not given, and no process of it has found the mark yet.</summary>
    public static bool NeedsSearch(CollectionRequest request, ILedger ledger) => request.Searches && !MarkHunt.IsOver(ledger);

    /// <summary>Refuses a probe where there is nothing to probe.</summary>
    /// <exception cref="RollcallException">Exit code 2, with the remedy.</exception>
    public static void RefuseImpossible(CollectionRequest request)
    {
        if (request is { ProbeOnly: true, Searches: false })
        {
            throw new RollcallException(ExitCode.Usage, $"{request.Definition.File}: the ids come from a {(request.Definition.Ids is IdSource.List ? "list" : "listing")}, so there is no highest number", "`rollcall run` asks them.");
        }
    }

    /// <summary>Refuses a probe that would end a walk that is not done.</summary>
    /// <exception cref="RollcallException">Exit code 2, with the remedy.</exception>
    public static void RefuseImpossible(CollectionRequest request, ILedger ledger)
    {
        var (view, probes) = (ledger.View, ledger.View.Probes);
        if (request.ProbeOnly && ledger.Run.IsResumed && (MarkHunt.IsOver(ledger) || view.Totals.Total > probes.Seen.Count + probes.Missed.Count + probes.Undecided.Count))
        {
            throw new RollcallException(
                ExitCode.Usage, $"run {ledger.Run.RunId} is unfinished", "`rollcall run` goes on with it, and looks above its mark at the end. --fresh probes now, in a run of its own.");
        }
    }

    /// <summary>Runs to the end or until asked to stop, and journals the end.</summary>
    /// <param name="stop">Asks for the end; carries the first cause.</param>
    /// <param name="tell">Is told where the run has come to.</param>
    /// <param name="abort">Gives up the jobs in flight.</param>
    public async Task<StopCause> RunAsync(StopSignal stop, Action<CourseNews>? tell, CancellationToken abort)
    {
        var cause = await AllAsync(stop, tell, abort);
        await Sweep.TellLedgerAsync(cause);
        return cause;
    }

    private async Task<StopCause> AllAsync(StopSignal stop, Action<CourseNews>? tell, CancellationToken abort)
    {
        if (_listing is not null)
        {
            if (await _listing.RunAsync(stop, tell, abort) is { } ended)
            {
                return ended;
            }

            _parts = _parts with { Canaries = CanariesNow() };
            _stage = Walk(_planTo(null));
            tell?.Invoke(new CourseNews.WalkBegins(_stage.Plan!));
        }

        if (_hunt is not null && await SearchAsync(_hunt, stop, tell, abort) is { } early)
        {
            return early;
        }

        while (true)
        {
            var cause = await Sweep.RunAsync(stop, abort);
            if (stop.Cause is not null || !_request.Searches || cause.Reason == StopReason.SafeStopNoRecords || HasJustLooked)
            {
                return cause;
            }

            // The registry may have grown while it was walked.
            var before = View.HighestSeen;
            _parts = _parts with { Canaries = CanariesNow() };
            var look = new MarkHunt(_parts, _request, looksAgain: true, _logger);
            _stage = _stage with { Sweep = look.Sweep };
            if (await SearchAsync(look, stop, tell, abort) is { } over)
            {
                return over;
            }

            if (View.HighestSeen == before)
            {
                return Sweep.AtTheEnd();
            }
        }
    }

    /// <summary>Searches, and makes the walk's plan.</summary>
    /// <returns>Why the run ends here; null when there is a walk to do.</returns>
    private async Task<StopCause?> SearchAsync(MarkHunt hunt, StopSignal stop, Action<CourseNews>? tell, CancellationToken abort)
    {
        if (!hunt.CanAsk)
        {
            if (hunt.LooksAgain)
            {
                return hunt.Sweep.AtTheEnd();
            }

            stop.Request(
                StopReason.ProbeUndecided,
                $"probe_budget leaves {hunt.Left} requests, and with its canaries and retries a search needs {hunt.Least}; run again with a higher --probe-budget, or name the end with --end");
            return stop.Cause;
        }

        if (!hunt.LooksAgain)
        {
            tell?.Invoke(new CourseNews.SearchBegins(hunt.Knowledge, hunt.Left));
        }

        if (await hunt.RunAsync(stop, abort) is not { } mark)
        {
            return stop.Cause ?? hunt.Sweep.AtTheEnd();
        }

        tell?.Invoke(new CourseNews.MarkFound(mark, hunt.Asked, hunt.Spent, hunt.LooksAgain));
        if (_request.ProbeOnly)
        {
            return View.Totals.Failed > 0 ? hunt.Sweep.AtTheEnd() : new StopCause(StopReason.Completed, $"the highest number is {mark.Mark}");
        }

        if ((_request.Walk.Start ?? 0) > mark.Mark)
        {
            return new StopCause(StopReason.Completed, $"the numbers go to {mark.Mark}, which is below --start {_request.Walk.Start}");
        }

        _parts = _parts with { Canaries = CanariesNow() };
        _stage = Walk(_planTo(mark.Mark));
        if (!hunt.LooksAgain || _stage.Plan!.Open > 0)
        {
            tell?.Invoke(new CourseNews.WalkBegins(_stage.Plan!));
        }

        return null;
    }

    private Stage Walk(SweepPlan plan) => new(new Sweep(_parts with { Plan = plan }, _logger), plan, SettledIn(plan));

    private long SettledIn(SweepPlan plan) => View.SettledInRun.Intersect(plan.Covered).Count;

    /// <summary>Where the run is.</summary>
    /// <param name="Sweep">The sweep at work.</param>
    /// <param name="Plan">The walk, once it is known.</param>
    /// <param name="SettledBefore">How many of its ids the run had settled when the plan was made.</param>
    private sealed record Stage(Sweep Sweep, SweepPlan? Plan, long SettledBefore);
}
