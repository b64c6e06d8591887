using Rollcall.Ids;
using Rollcall.Ledger;
using Rollcall.Planning;

namespace Rollcall.Sweeping;

/// <summary>How likely a number is to have a record, by what earlier runs saw in the partition. Immutable.</summary>
internal sealed class ExpectedYield
{
    // With less, a share says nothing.
    private const int LeastHistory = 20;

    private readonly IdSet _found;
    private readonly IdSet _absent;
    private readonly long _highest;
    private readonly double _density;

    private ExpectedYield(IdSet found, IdSet absent, long highest, double density) =>
        (_found, _absent, _highest, _density) = (found, absent, highest, density);

    /// <summary>As it stands now; what this run finds later does not change it.</summary>
    public static ExpectedYield Of(ILedgerView view, SweepPlan plan)
    {
        var (found, absent, highest) = (view.With(Outcome.Success), view.With(Outcome.NoRecord), view.HighestSeen ?? -1);
        var below = absent.Count - absent.Above(highest).Count;
        var density = plan.IsRange && found.Count >= LeastHistory ? (double)found.Count / (found.Count + below) : 0;
        return new ExpectedYield(found, absent, highest, density);
    }

    /// <summary>1 for a number that had a record, 0 for one that had none or lies above all that are known, the partition's share between.</summary>
    public double At(long number) => _found.Contains(number) ? 1 : _absent.Contains(number) || number > _highest ? 0 : _density;
}
