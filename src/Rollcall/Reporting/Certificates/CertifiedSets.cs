using Rollcall.Ids;
using Rollcall.Ledger;

namespace Rollcall.Reporting.Certificates;

/// <summary>The numbers of a walk by outcome. Every number of the walk is in exactly one of the four outcomes, <see cref="Unvisited"/> being one.</summary>
internal sealed class CertifiedSets
{
    /// <param name="sets">What the journals say.</param>
    /// <param name="walk">What had to be walked; null for what the runs set out to walk, and what they settled besides.</param>
    /// <param name="listed">How many ids the site's listing ever held; null when there is none. Each of them is known to have been there, whether one behind it was seen or not, and has to be asked.</param>
    public CertifiedSets(PartitionSets sets, IdRange? walk, long? listed)
    {
        Walk = walk is { } given ? IdSet.Of([given]) : listed is > 0 and var last ? Union(WalkOf(sets), IdSet.Of([new IdRange(1, last)])) : WalkOf(sets);
        Succeeded = sets.Succeeded.Intersect(Walk);
        Unavailable = sets.Unavailable.Intersect(Walk);
        Absent = sets.Absent.Intersect(Walk);
        Failed = sets.Failed.Intersect(Walk);
        Settled = Union(Succeeded, Absent, Failed);
        Unvisited = Without(Walk, Settled);

        var mark = listed is not null ? long.MaxValue : sets.HighestSeen ?? -1;
        AbsentAboveMark = Absent.Above(mark);
        Holes = Without(Unvisited, Unvisited.Above(mark));
        Unconfirmed = Without(sets.Unconfirmed.Intersect(Absent), AbsentAboveMark);
        NotWalked = Walk.Min is { } first && sets.HighestSeen is { } seen && first <= seen ? Without(IdSet.Of([new IdRange(first, seen)]), Walk) : new IdSet();
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

    /// <summary>Numbers from the walk's first to the highest known to exist that no run set out to ask: they are not in the walk, and nothing is said of them.</summary>
    public IdSet NotWalked { get; }

    /// <summary>What the runs set out to walk and what they settled besides; without a plan everything from the lowest number settled to the highest.</summary>
    private static IdSet WalkOf(PartitionSets sets)
    {
        var settled = Union(sets.Succeeded, sets.Absent, sets.Failed);
        return !sets.Walked.IsEmpty || settled.IsEmpty ? Union(sets.Walked, settled) : IdSet.Of([new IdRange(settled.Min!.Value, settled.Max!.Value)]);
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
