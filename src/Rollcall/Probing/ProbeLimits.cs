namespace Rollcall.Probing;

/// <summary>
/// How much a search may cost, and how sure it has to be. It has to be very sure at first; the more was spent, the less it insists, so that it ends
/// near the goal where the numbering is an ordinary one, and always within the budget. Immutable.
/// </summary>
/// <param name="Budget">Requests that are never exceeded: <c>probe_budget</c>.</param>
/// <param name="Goal">Requests that ordinary numberings should need at most: <c>probe_typical_goal</c>.</param>
public sealed record ProbeLimits(long Budget, long Goal)
{
    // Chosen by the benchmark, on other seeds than those it is reported for: docs/probing.md.
    private const double HigherAtFirst = 0.04;
    private const double HigherAtGoal = 0.4;
    private const double FarAtFirst = 0.0015;
    private const double FarAtGoal = 0.02;
    private const double FarAtBudget = 0.05;

    // Up to this share of the goal nothing is let go.
    private const double Patience = 0.6;

    /// <summary>The chance of a higher number with which the search is content after so many requests.</summary>
    public double Higher(long spent) => Between(spent, HigherAtFirst, HigherAtGoal, 1);

    /// <summary>The chance of a number more than <see cref="MarkSearch.Near"/> higher with which it is content.</summary>
    public double Far(long spent) => Between(spent, FarAtFirst, FarAtGoal, FarAtBudget);

    private double Between(long spent, double first, double atGoal, double atBudget)
    {
        var goal = Math.Min(Goal, Budget);
        var patient = Patience * goal;
        return spent <= patient ? first
            : spent <= goal ? first * Math.Pow(atGoal / first, (spent - patient) / (goal - patient))
            : atGoal * Math.Pow(atBudget / atGoal, (double)(spent - goal) / Math.Max(1, Budget - goal));
    }
}
