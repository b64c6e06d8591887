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
        var strictness = knowledge.WasMark ? StricterAboveAMark : 1;
        var exactEnough = higher <= strictness * limits.Higher(answers.Spent);
        var enough = exactEnough && far <= strictness * limits.Far(answers.Spent);
        var mayAsk = !enough && answers.Spent < limits.Budget;
        if (mayAsk && belief.HasMisses && belief.Gauge(answers.Undecided) is { } gauge)
        {
            return new ProbeMove.Ask(gauge, ProbePurpose.Gauge);
        }

        if (mayAsk && belief.Best(answers.Undecided, exactEnough ? Near : 0) is { } best)
        {
            return new ProbeMove.Ask(best.Number, PurposeOf(best, belief));
        }

        return belief.Mark < knowledge.First
            ? new ProbeMove.Undecided("no number has a record, so nothing shows that the site tells the truth")
            : new ProbeMove.Found(new MarkEstimate(belief.Mark, Said(higher, Unlike + (1.0 / (belief.Mark + 2))), Said(far, FarUnlike + (0.5 / (belief.Mark + 2))), belief.Density, enough));
    }

    // At the ceiling nothing can be higher, whatever the numbering is like.
    private static double Said(double higher, double unlike) => higher <= 0 ? 1 : (1 - higher) * (1 - unlike);

    private static ProbePurpose PurposeOf(Candidate ask, MarkBelief belief) =>
        !belief.HasMisses ? ProbePurpose.Reach
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
