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
    private readonly Action<StopSignal> _watchBudget;

    public MarkHunt(SweepParts parts, CollectionRequest request, ILogger logger)
    {
        var source = (IdSource.Range)request.Definition.Ids;
        var view = parts.Ledger.View;
        var limits = new ProbeLimits(parts.Settings.ProbeBudget, parts.Settings.ProbeTypicalGoal);
        var numbers = request.Partition.NumbersOf(source);
        Knowledge = Known(source, view);
        _search = new ProbeNumbers(numbers, Knowledge, limits, CanaryOf(request.Definition, source), SpentBefore(parts.Ledger), view);
        var journal = new ProbeJournal(parts.Ledger);
        _watchBudget = stop => journal.WatchBudget(_search, stop);
        _parts = parts with
        {
            Ledger = journal,
            Settings = parts.Settings with { Concurrency = 1 },
            Plan = new SweepPlan(
                new IdRange(source.First, source.Ceiling), new IdSet(), _search.Left, Skipped: 0, _search.Ids(Reserve(parts.Settings.MaxRetries)),
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

    /// <summary>Whether the budget leaves anything to ask.</summary>
    public bool CanAsk => _search.Left > 0;

    /// <summary>How many numbers it asked; once it has come to a mark, for good.</summary>
    public long Asked { get; private set; }

    /// <summary>Requests that the run's searches have spent.</summary>
    public long Spent => _parts.Ledger.View.Probes.Requests;

    /// <summary>Whether this run has come to a mark already.</summary>
    public static bool IsOver(ILedger ledger) => ledger.View.Probes.IsOver;

    /// <summary>Searches.</summary>
    /// <param name="stop">Asks for the end; told when the search cannot come to a mark.</param>
    /// <param name="abort">Gives up the request in flight.</param>
    /// <returns>The mark; null when the run is to stop.</returns>
    public async Task<MarkEstimate?> RunAsync(StopSignal stop, CancellationToken abort)
    {
        _watchBudget(stop);

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
                    [.. Outgrown(mark.Mark), new LedgerEvent.MarkFound(_parts.Time.GetUtcNow(), mark.Mark, mark.Confidence, (int)_parts.Ledger.View.Probes.Requests)],
                    CancellationToken.None);
                return mark;
            case ProbeMove.Undecided undecided:
                stop.Request(
                    StopReason.ProbeUndecided,
                    $"the highest number could not be found: {undecided.Reason}. Name a number that exists under canaries.present, or say how far to go with --end");
                return null;
            default:
                throw new InvalidOperationException("a search that may ask nothing more comes to an end");
        }
    }

    // What the run was told to be absent above the mark of then lies below the mark of now: it may have come meanwhile.
    private IEnumerable<LedgerEvent> Outgrown(long mark)
    {
        var view = _parts.Ledger.View;
        if (Knowledge is not { WasMark: true, Known: { } known } || mark <= known + 1)
        {
            yield break;
        }

        var old = view.With(Outcome.NoRecord).Intersect(view.SettledInRun).Intersect(IdSet.Of([new IdRange(known + 1, mark - 1)]));
        old.ExceptWith(view.Probes.Missed);
        if (!old.IsEmpty)
        {
            yield return new LedgerEvent.Reopened(_parts.Time.GetUtcNow(), old.ToString(), $"absent before the mark rose to {mark}");
        }
    }

    // An attempt is mostly one request; what the last number's retries could cost must be left, or the cap would not be one.
    private long Reserve(int maxRetries) => Math.Min(maxRetries + 2, Math.Max(1, _search.Left / 4));

    private static long SpentBefore(ILedger ledger) => IsOver(ledger) ? ledger.View.Probes.Result!.Requests : 0;

    private static ProbeKnowledge Known(IdSource.Range source, ILedgerView view)
    {
        var probes = view.Probes;
        var earlier = view.With(Outcome.Success);
        var census = GapCensus.Of(earlier, view.With(Outcome.NoRecord));
        earlier.ExceptWith(probes.Seen);
        long? known = earlier.Max is { } highest ? Math.Max(highest, probes.Result?.Mark ?? 0) : probes.Result?.Mark;
        return new ProbeKnowledge
        {
            First = source.First,
            Ceiling = source.Ceiling,
            Known = known,
            WasMark = known is not null && probes.Result?.Mark == known,
            Census = census,
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
