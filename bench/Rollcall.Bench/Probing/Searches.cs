using Rollcall.Ids;
using Rollcall.Probing;

namespace Rollcall.Bench.Probing;

/// <summary>What a search came to.</summary>
/// <param name="Mark">What it takes for the mark.</param>
/// <param name="Requests">What it cost.</param>
/// <param name="Truth">The mark when it ended.</param>
internal sealed record Finding(long Mark, int Requests, long Truth)
{
    /// <summary>How sure it says it is.</summary>
    public double Confidence { get; init; }

    /// <summary>How sure it says it is that nothing is more than <see cref="MarkSearch.Near"/> higher.</summary>
    public double NearConfidence { get; init; }

    public double Density { get; init; }

    /// <summary>How many numbers above the mark it asked: those below are asked by a walk anyway.</summary>
    public long AskedAbove { get; init; }

    public bool IsNear => Mark > 0 && Mark <= Truth && Truth - Mark <= MarkSearch.Near;
}

/// <summary>The searches that are compared, all with the same budget.</summary>
internal static class Searches
{
    public const int Budget = 200;

    private const int Goal = 50;

    /// <summary>CourtListener looks so far ahead of the highest number known, at most.</summary>
    private const int GallopReach = 256;

    public static int Percentile(IEnumerable<Finding> findings, double share) =>
        findings.Select(f => f.Requests).Order().ToList() is var requests ? requests[Math.Min(requests.Count - 1, (int)(requests.Count * share))] : 0;

    /// <summary>Rollcall's.</summary>
    public static Finding Rollcall(Space space)
    {
        var knowledge = new ProbeKnowledge { First = 1, Ceiling = space.Ceiling, Known = space.Known, WasMark = space.Known is not null, Census = CensusOf(space) };
        var limits = new ProbeLimits(Budget, Goal);
        var answers = ProbeAnswers.None;
        while (true)
        {
            switch (MarkSearch.Next(knowledge, answers with { Spent = space.Requests }, limits))
            {
                case ProbeMove.Ask ask:
                    (space.Ask(ask.Number, Budget) switch { true => answers.Seen, false => answers.Missed, null => answers.Undecided }).Add(ask.Number);
                    break;
                case ProbeMove.Found { Mark: var mark }:
                    return new Finding(mark.Mark, space.Requests, space.Mark) { Confidence = mark.Confidence, NearConfidence = mark.NearConfidence, Density = mark.Density, AskedAbove = answers.Missed.Above(mark.Mark).Count };
                default:
                    return new Finding(space.Known ?? 0, space.Requests, space.Mark);
            }
        }
    }

    /// <summary>
    /// What a whole run asks for each record: every number up to the mark, what both looks ask above it, and three canaries for each look and the walk
    /// between. Null where nothing is promised: for a mark known from before or under 200, or where fewer than six in ten numbers exist.
    /// </summary>
    public static double? RequestsForARecord(Space space)
    {
        const int Canaries = 9;
        var (items, mark) = (space.Items, space.Mark);
        if (space.Known is not null || mark < 200 || items < 0.6 * mark)
        {
            return null;
        }

        var first = Rollcall(space);
        var again = Rollcall(space.After(first.Mark));
        return (again.Mark + first.AskedAbove + again.AskedAbove + Canaries) / (double)items;
    }

    /// <summary>
    /// As CourtListener looks for new cases: from the highest number known it asks at distances 1, 2, 4 … 256, takes the highest hit, and begins anew
    /// there until a whole round misses.
    /// </summary>
    public static Finding Gallop(Space space)
    {
        var highest = space.Known ?? 0;
        while (space.Requests < Budget)
        {
            var from = highest;
            for (var distance = 1; distance <= GallopReach; distance *= 2)
            {
                highest = space.Ask(from + distance, Budget) is true ? from + distance : highest;
            }

            if (highest == from)
            {
                break;
            }
        }

        return new Finding(highest, space.Requests, space.Mark);
    }

    /// <summary>The plain way: double until a miss, then halve the interval. What is missing is above the end.</summary>
    public static Finding Doubling(Space space)
    {
        var low = space.Known ?? 0;
        long distance = 1;
        var high = space.Ceiling + 1;
        while (low + distance <= space.Ceiling && space.Ask(low + distance, Budget) is true)
        {
            low += distance;
            distance *= 2;
        }

        high = Math.Min(high, low + distance);
        while (high - low > 1 && space.Requests < Budget)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = space.Ask(middle, Budget) is true ? (middle, high) : (low, middle);
        }

        return new Finding(low, space.Requests, space.Mark);
    }

    private static GapCensus CensusOf(Space space)
    {
        if (!space.Swept)
        {
            return GapCensus.None;
        }

        var (present, absent) = (new IdSet(), new IdSet());
        for (var number = 1L; number <= space.Known; number++)
        {
            (space.Existed(number) ? present : absent).Add(number);
        }

        return GapCensus.Of(present, absent);
    }
}
