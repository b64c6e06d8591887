using Microsoft.Extensions.Logging;
using Rollcall.Ids;
using Rollcall.Ledger;
using Rollcall.Planning;
using Rollcall.Probing;
using Rollcall.Registries;

namespace Rollcall.Sweeping;

/// <summary>
/// Searches for the mark by a sweep of its own: one worker, numbers that follow from the answers, pages judged and records saved as in any sweep. Runs once.
/// </summary>
internal sealed class MarkHunt
{
    private readonly SweepParts _parts;
    private readonly ProbeNumbers _search;
    private readonly Action<Action> _watchBudget;
    private readonly long _least;

    /// <param name="parts">What sweeps are made of.</param>
    /// <param name="request">What the run is asked to do.</param>
    /// <param name="looksAgain">Whether the run has a mark and only looks whether more has come: then a search that comes to nothing leaves it.</param>
    /// <param name="logger">Where events go.</param>
    public MarkHunt(SweepParts parts, CollectionRequest request, bool looksAgain, ILogger logger)
    {
        LooksAgain = looksAgain;
        var source = (IdSource.Range)request.Definition.Ids;
        var view = parts.Ledger.View;
        var limits = new ProbeLimits(parts.Settings.ProbeBudget, parts.Settings.ProbeTypicalGoal);
        var numbers = request.Partition.NumbersOf(source);
        Knowledge = Known(source, view);
        _search = new ProbeNumbers(numbers, Knowledge, limits, CanaryOf(request.Definition, source), SpentBefore(parts.Ledger), view);
        var journal = new ProbeJournal(parts.Ledger);
        _watchBudget = usedUp => journal.WatchBudget(_search, usedUp);

        // What has to be left for a number: all its attempts, and the canary at the end. A record's own page costs a request more.
        var each = request.Definition.Detail.IsEmpty ? 1 : 2;
        var reserve = (parts.Settings.MaxRetries + 2) * each;
        _least = reserve + each + ((parts.Canaries.HasPresent ? each : 0) + (parts.Canaries.Absent.IsEmpty ? 0 : 1));
        _parts = parts with
        {
            Ledger = journal,
            Settings = parts.Settings with { Concurrency = 1 },
            Plan = new SweepPlan(
                new IdRange(source.First, source.Ceiling), new IdSet(), _search.Left, Skipped: 0, _search.Ids(reserve),
                numbers[Knowledge.Known ?? source.First].Text, numbers[source.Ceiling].Text, IsRange: true)
            {
                IdOf = number => numbers[number],
                IsSearch = true,
            },
        };
        Sweep = new Sweep(_parts, logger);
    }

    /// <summary>What is known before it.</summary>
    public ProbeKnowledge Knowledge { get; }

    /// <summary>The sweep that asks.</summary>
    public Sweep Sweep { get; }

    /// <summary>Whether the run has a mark, and this only looks above it.</summary>
    public bool LooksAgain { get; }

    /// <summary>Whether the budget is enough for the canaries and a number.</summary>
    public bool CanAsk => _search.Left >= _least;

    /// <summary>What a search may still spend.</summary>
    public long Left => _search.Left;

    /// <summary>What it needs at least.</summary>
    public long Least => _least;

    /// <summary>How many numbers it asked; once it has come to a mark, for good.</summary>
    public long Asked { get; private set; }

    /// <summary>Requests that the run's searches have spent.</summary>
    public long Spent => _parts.Ledger.View.Probes.Requests;

    /// <summary>Whether this run has come to a mark already.</summary>
    public static bool IsOver(ILedger ledger) => ledger.View.Probes.IsOver;

    /// <summary>Searches.</summary>
    /// <param name="stop">Asks for the end; told when the search cannot come to a mark.</param>
    /// <param name="abort">Gives up the request in flight.</param>
    /// <returns>The mark; null when the run is to stop, or when a look above a mark came to nothing.</returns>
    public async Task<MarkEstimate?> RunAsync(StopSignal stop, CancellationToken abort)
    {
        _watchBudget(() => stop.Request(UsedUp()));

        // The sweep asks canaries as any sweep does: before, after many misses, and at the end, so that no miss is believed of a site that lies.
        await Sweep.RunAsync(stop, abort);
        if (stop.Cause is not null)
        {
            return null;
        }

        switch (_search.Outcome())
        {
            case ProbeMove.Found { Mark: var mark }:
                Asked = _search.Asked;
                await _parts.Ledger.AppendAsync(
                    [.. OpenAgain(mark.Mark), new LedgerEvent.MarkFound(_parts.Time.GetUtcNow(), mark.Mark, mark.Confidence, (int)_parts.Ledger.View.Probes.Requests)],
                    CancellationToken.None);
                return mark;
            case ProbeMove.Undecided when LooksAgain:
                await _parts.Ledger.AppendAsync([.. FailedAbove(Knowledge.Known ?? 0)], CancellationToken.None);
                return null;
            case ProbeMove.Undecided undecided:
                stop.Request(
                    StopReason.ProbeUndecided,
                    $"the highest number could not be found: {undecided.Reason}. Name a number that exists under canaries.present, or say how far to go with --end");
                return null;
            default:
                throw new InvalidOperationException("a search that may ask nothing more comes to an end");
        }
    }

    // What was absent when it lay above every record, and lies below the mark of now, may have come meanwhile; what failed above it is nobody's concern.
    private IEnumerable<LedgerEvent> OpenAgain(long mark)
    {
        var view = _parts.Ledger.View;
        var outgrown = view.Probes.MissedAbove.Intersect(view.With(Outcome.NoRecord));
        if (Knowledge.Known is { } known && mark > known + 1)
        {
            var old = view.With(Outcome.NoRecord).Intersect(view.SettledInRun).Intersect(IdSet.Of([new IdRange(known + 1, mark - 1)]));
            old.ExceptWith(view.Probes.Missed);
            outgrown.UnionWith(old);
        }

        outgrown.ExceptWith(outgrown.Above(mark));
        if (!outgrown.IsEmpty)
        {
            yield return new LedgerEvent.Reopened(_parts.Time.GetUtcNow(), outgrown.ToString(), $"absent before the mark rose to {mark}");
        }

        foreach (var open in FailedAbove(mark))
        {
            yield return open;
        }
    }

    private IEnumerable<LedgerEvent> FailedAbove(long mark)
    {
        var failed = _parts.Ledger.View.Probes.Undecided.Above(mark).Intersect(_parts.Ledger.View.With(Outcome.Failed));
        if (!failed.IsEmpty)
        {
            yield return new LedgerEvent.Reopened(_parts.Time.GetUtcNow(), failed.ToString(), $"above the mark, {mark}");
        }
    }

    private StopCause UsedUp() => LooksAgain
        ? Sweep.AtTheEnd() with { Detail = $"{Sweep.AtTheEnd().Detail}; whether more has come above {Knowledge.Known} is not known: probe_budget is used up" }
        : new StopCause(
            StopReason.ProbeUndecided,
            "the highest number could not be found: retries and canaries used up probe_budget while the site brought no usable answers. Look at the kept pages, then run again: it begins a new search from the records found");

    private static long SpentBefore(ILedger ledger) => IsOver(ledger) ? ledger.View.Probes.Result!.Requests : 0;

    private static ProbeKnowledge Known(IdSource.Range source, ILedgerView view)
    {
        // What this search was told is evidence of its own: counted here too, it would count twice after a kill. A canary was known before.
        var probes = view.Probes;
        var earlier = view.With(Outcome.Success);
        earlier.ExceptWith(probes.Seen.Intersect(view.SettledInRun));
        var absent = view.With(Outcome.NoRecord);
        absent.ExceptWith(probes.Missed);
        long? known = earlier.Max is { } highest ? Math.Max(highest, probes.Result?.Mark ?? 0) : probes.Result?.Mark;
        return new ProbeKnowledge
        {
            First = source.First,
            Ceiling = source.Ceiling,
            Known = known is null ? null : Math.Min(known.Value, source.Ceiling),
            WasMark = probes.Result is { Confidence: >= ProbeKnowledge.NothingNew } result && result.Mark == known,
            Census = GapCensus.Of(earlier, absent),
        };
    }

    private static long? CanaryOf(RegistryDefinition definition, IdSource.Range source)
    {
        foreach (var text in definition.Canaries.Present)
        {
            if (long.TryParse(text, out var number) && number >= source.First && number <= source.Ceiling)
            {
                return number;
            }
        }

        return null;
    }
}
