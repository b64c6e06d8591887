using Rollcall.Ids;
using Rollcall.Ledger;
using Rollcall.Reporting.Certificates;

namespace Rollcall.Reporting.Maps;

/// <summary>A partition's walk, each id of it in exactly one <see cref="IdState"/>. Made from intervals: its cost goes by their number, not by that of the ids.</summary>
public sealed class IdAccount
{
    private readonly IdSet[] _byState;

    private IdAccount(CertifiedSets certified, IdSet[] byState, long? highestSeen) =>
        (Walk, NotWalked, _byState, HighestSeen) = (certified.Walk, certified.NotWalked.Count, byState, highestSeen);

    /// <summary>The ids that have to be accounted for.</summary>
    public IdSet Walk { get; }

    /// <summary>The highest number known to exist; null when none is.</summary>
    public long? HighestSeen { get; }

    /// <summary>
    /// Ids up to the highest known to exist that are not accounted for: holes, and absences that nothing has confirmed. The certificate looks at the
    /// record files besides.
    /// </summary>
    public long NotAccountedFor => this[IdState.Hole].Count + this[IdState.Unconfirmed].Count;

    /// <summary>How many ids from the walk's first to the highest known to exist no run was to ask: they are in no state.</summary>
    public long NotWalked { get; }

    /// <summary>The ids in a state.</summary>
    public IdSet this[IdState state] => _byState[(int)state];

    /// <summary>Tells the states apart.</summary>
    /// <param name="sets">What the ledger says.</param>
    /// <param name="listed">How many ids the site's listing ever held; null when there is none.</param>
    public static IdAccount Of(PartitionSets sets, long? listed = null)
    {
        ArgumentNullException.ThrowIfNull(sets);
        var certified = new CertifiedSets(sets, walk: null, listed);
        var byState = new IdSet[IdStates.All.Count];
        byState[(int)IdState.Found] = Without(certified.Succeeded, certified.Unavailable);
        byState[(int)IdState.Unavailable] = certified.Unavailable;
        byState[(int)IdState.Absent] = Without(Without(certified.Absent, certified.AbsentAboveMark), certified.Unconfirmed);
        byState[(int)IdState.AboveMark] = certified.AbsentAboveMark;
        byState[(int)IdState.Unconfirmed] = certified.Unconfirmed;
        byState[(int)IdState.Failed] = certified.Failed;
        byState[(int)IdState.Hole] = certified.Holes;
        byState[(int)IdState.Unvisited] = Without(certified.Unvisited, certified.Holes);
        return new IdAccount(certified, byState, sets.HighestSeen);
    }

    private static IdSet Without(IdSet set, IdSet other)
    {
        var rest = new IdSet(set);
        rest.ExceptWith(other);
        return rest;
    }
}
