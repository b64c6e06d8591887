using Rollcall.Ids;
using Rollcall.Ledger.State;

namespace Rollcall.Reporting.Certificates;

/// <summary>The numbers of a walk by outcome. Every number of the walk is in exactly one of the four outcomes, <see cref="Unvisited"/> being one.</summary>
internal sealed class CertifiedSets
{
    /// <param name="state">What the journals say.</param>
    /// <param name="walk">What had to be walked; null for what the runs set out to walk, and what they settled besides.</param>
    /// <param name="listed">How many ids the site's listing ever held; null when there is none. Each of them is known to have been there, whether one behind it was seen or not, and has to be asked.</param>
    public CertifiedSets(LedgerState state, IdRange? walk, long? listed)
    {
        Walk = walk is { } given ? IdSet.Of([given]) : listed is > 0 and var last ? Union(WalkOf(state), IdSet.Of([new IdRange(1, last)])) : WalkOf(state);
        Succeeded = state.Succeeded.Intersect(Walk);
        Unavailable = state.Unavailable.Intersect(Walk);
        Absent = state.Absences.All.Intersect(Walk);
        Failed = state.Failures.All.Intersect(Walk);
        Settled = Union(Succeeded, Absent, Failed);
        Unvisited = Without(Walk, Settled);

        var mark = listed is not null ? long.MaxValue : state.HighestSeen ?? -1;
        AbsentAboveMark = Absent.Above(mark);
        Holes = Without(Unvisited, Unvisited.Above(mark));
        Unconfirmed = Without(Union(state.Absences.Provisional, state.Absences.Lapsed).Intersect(Absent), AbsentAboveMark);
    }

    public IdSet Walk { get; }

    public IdSet Succeeded { get; }

    public IdSet Unavailable { get; }

    public IdSet Absent { get; }

    public IdSet Failed { get; }

    public IdSet Settled { get; }

    public IdSet Unvisited { get; }

    /// <summary>Of the absent ones, those above the highest number known to exist.</summary>
    public IdSet AbsentAboveMark { get; }

    /// <summary>Of the others, those that no canary has confirmed, or that were asked when the mark was lower.</summary>
    public IdSet Unconfirmed { get; }

    /// <summary>Of the unvisited ones, those below the highest number known to exist.</summary>
    public IdSet Holes { get; }

    /// <summary>What the runs set out to walk and what they settled besides; without a plan everything from the lowest number settled to the highest.</summary>
    private static IdSet WalkOf(LedgerState state)
    {
        var settled = Union(state.Succeeded, state.Absences.All, state.Failures.All);
        return !state.Walked.IsEmpty || settled.IsEmpty ? Union(state.Walked, settled) : IdSet.Of([new IdRange(settled.Min!.Value, settled.Max!.Value)]);
    }

    private static IdSet Union(params ReadOnlySpan<IdSet> sets)
    {
        var union = new IdSet();
        foreach (var set in sets)
        {
            union.UnionWith(set);
        }

        return union;
    }

    private static IdSet Without(IdSet set, IdSet other)
    {
        var rest = new IdSet(set);
        rest.ExceptWith(other);
        return rest;
    }
}
