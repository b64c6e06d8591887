using Rollcall.Ledger;
using Rollcall.Pacing.Health;
using Rollcall.Planning;
using Rollcall.Settings;

namespace Rollcall.Sweeping;

/// <summary>When a sweep ends by itself, judged in id order from the ledger alone, so that a resumed run judges alike. Pure.</summary>
internal sealed class SweepStops(SweepPlan plan, RunSettings settings)
{
    /// <summary>The reason to stop after these outcomes, or null.</summary>
    /// <param name="view">The ledger, with the outcomes in it.</param>
    /// <param name="settled">The id settled last.</param>
    /// <param name="outcome">Its outcome.</param>
    public SiteStop? After(ILedgerView view, long settled, Outcome outcome) => outcome switch
    {
        Outcome.NoRecord => NoRecords(view),
        Outcome.Failed => Failures(view, settled),
        _ => null,
    };

    private SiteStop? NoRecords(ILedgerView view)
    {
        // A search looks for the end itself.
        if (settings.SafeStopNoRecords is not { } limit || !plan.IsRange || plan.IsSearch)
        {
            return null;
        }

        // Below the highest record a gap is just a gap: real registries have gaps of 200, 400 and 5,000.
        var above = Math.Max(plan.Walk.First, (view.HighestSeen ?? 0) + 1);
        return view.AbsentInRunFrom(above) >= limit
            ? new SiteStop(StopReason.SafeStopNoRecords, $"none of the {limit} ids from {above} to {above + limit - 1} has a record, so the numbering seems to end there; if it goes on, run again with a higher --safe-stop-no-records") { EmptyFrom = above }
            : null;
    }

    private SiteStop? Failures(ILedgerView view, long settled) =>
        settings.SafeStopFailures is { } limit && view.FailedInRunAround(settled) >= limit
            ? new SiteStop(StopReason.SafeStopFailures, $"{limit} ids in a row failed, up to ordinal {settled}; the report groups them by cause")
            : null;
}
