using Rollcall.Ids;

namespace Rollcall.Probing;

/// <summary>
/// The search for the highest number: what to ask next, and when enough is known. Pure: the same knowledge, answers and limits give the same move, so a
/// search goes on from its answers in the journal after any interruption. docs/probing.md explains it.
/// </summary>
public static class MarkSearch
{
    /// <summary>How far below the true mark a result may lie and still count as near it.</summary>
    public const long Near = 200;

    /// <summary>So many numbers without an answer, and the search cannot be trusted to end anywhere.</summary>
    public const int MostUndecided = 5;

    // What is held back because a numbering may be like none of the kinds that are reckoned with, the more the fewer numbers it has shown: docs/probing.md.
    private const double Unlike = 0.02;
    private const double FarUnlike = 0.001;

    // Above a mark known from before, so much less chance is left: it costs few requests there, and nothing is collected twice for it.
    private const double StricterAboveAMark = 0.2;

    // A walk of a thin numbering finds few records for its requests. What is missed above the end comes on top: so many for each number of the walk, and never
    // fewer than these; with both looks and the canaries between, a run stays within twice its records where six in ten numbers exist. Below the least walk a
    // run is short whatever the search costs.
    private static readonly (double Share, long Least) MissedAbove = (0.1, 20);
    private static readonly (double Share, long Least) MissedAboveAMark = (0.05, 10);
    private const long LeastWalk = 100;

    // The misses are not limited where fewer than six in ten numbers exist for nearly certain: nothing is promised there of the requests for a record, and an end
    // that lies thousands too low is the greater harm. At a chance of 5 % one run in 1,500 of the thinnest that count took more than twice its records, at 2 % none.
    private const double SurelyThinner = 0.02;

    // The goal binds as long as so many of the numbers seem to exist, and the requests for a record count; where fewer do, misses mean so little that a mark
    // needs more.
    private const double LeastDensity = 0.6;

    // What the last number and the canary after it may cost, where a record has a page of its own.
    private const long Last = 4;

    /// <summary>Decides what is next.</summary>
    public static ProbeMove Next(ProbeKnowledge knowledge, ProbeAnswers answers, ProbeLimits limits)
    {
        ArgumentNullException.ThrowIfNull(knowledge);
        ArgumentNullException.ThrowIfNull(answers);
        ArgumentNullException.ThrowIfNull(limits);
        if (answers.Undecided.Count >= MostUndecided)
        {
            return new ProbeMove.Undecided($"{answers.Undecided.Count} numbers ({answers.Undecided}) brought no answer that says whether they exist");
        }

        var belief = new MarkBelief(knowledge, answers.Seen, answers.Missed);
        var (higher, far) = (belief.Beyond(0), belief.Beyond(Near));
        var (strictness, used) = (knowledge.WasMark ? StricterAboveAMark : 1, UsedAbove(knowledge, belief));
        var spent = AsIfSpent(knowledge, belief, answers.Spent, used, limits);
        var exactEnough = higher <= strictness * limits.Higher(spent);
        var enough = exactEnough && far <= strictness * limits.Far(spent);
        var distance = exactEnough ? Near : 0;
        if (!enough && used < 1 && answers.Spent < limits.Budget && belief.Best(answers.Undecided, distance) is { } best)
        {
            return belief.MissedAbove > 0 && belief.Gauge(answers.Undecided, distance, best) is { } below
                ? new ProbeMove.Ask(below, ProbePurpose.Gauge)
                : new ProbeMove.Ask(best.Number, PurposeOf(best, belief));
        }

        return belief.Mark < knowledge.First
            ? new ProbeMove.Undecided("no number has a record, so nothing shows that the site tells the truth")
            : new ProbeMove.Found(new MarkEstimate(
                belief.Mark, Said(higher, Unlike + (1.0 / (belief.Mark + 2))), Said(far, FarUnlike + (0.5 / (belief.Mark + 2))), belief.Density, EndOf(enough, used, answers.Spent, limits)));
    }

    private static SearchEnd EndOf(bool enough, double used, long spent, ProbeLimits limits) =>
        enough ? SearchEnd.SureEnough
        : used >= 1 ? SearchEnd.Cost
        : spent >= limits.Budget ? SearchEnd.Budget
        : SearchEnd.SureEnough;

    /// <summary>The share of the misses allowed above the end that is used up: 1 ends the search.</summary>
    private static double UsedAbove(ProbeKnowledge knowledge, MarkBelief belief)
    {
        var walk = belief.Mark - knowledge.First + 1;
        if (walk < LeastWalk || belief.Density >= MarkEstimate.Sparse || (!knowledge.WasMark && belief.AtLeast(LeastDensity) < SurelyThinner))
        {
            return 0;
        }

        var (share, least) = knowledge.WasMark ? MissedAboveAMark : MissedAbove;
        return belief.MissedAbove / Math.Max(least, share * walk);
    }

    // What was spent, or more: so that all but sparse numberings are done by the goal, and a thin one asks no more above its end than it may.
    private static long AsIfSpent(ProbeKnowledge knowledge, MarkBelief belief, long spent, double used, ProbeLimits limits) =>
        belief.Density >= LeastDensity && belief.Mark >= knowledge.First && spent > limits.Goal - Last ? limits.Budget
        : Math.Max(spent, (long)(used * limits.Goal));

    // At the ceiling nothing can be higher, whatever the numbering is like.
    private static double Said(double higher, double unlike) => higher <= 0 ? 1 : (1 - higher) * (1 - unlike);

    private static ProbePurpose PurposeOf(Candidate ask, MarkBelief belief) =>
        belief.MissedAbove == 0 ? ProbePurpose.Reach
        : ask.Reaches > 0.2 ? ProbePurpose.Narrow
        : ProbePurpose.Confirm;
}

/// <summary>What a search was told so far.</summary>
/// <param name="Seen">Numbers that exist.</param>
/// <param name="Missed">Numbers that do not.</param>
/// <param name="Undecided">Numbers that were asked in vain: each is replaced by another nearby.</param>
/// <param name="Spent">Requests spent, retries and canaries included.</param>
public sealed record ProbeAnswers(IdSet Seen, IdSet Missed, IdSet Undecided, long Spent)
{
    /// <summary>Nothing asked yet.</summary>
    public static ProbeAnswers None => new(new IdSet(), new IdSet(), new IdSet(), 0);
}
