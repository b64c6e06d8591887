using Rollcall.Practice.Requests;

namespace Rollcall.Practice.Faults;

/// <summary>How one registry misbehaves at present. Immutable.</summary>
public sealed record FaultPlan
{
    /// <summary>No faults at all.</summary>
    public static FaultPlan None { get; } = new();

    /// <summary>Tried in this order for every request; the first that hits decides.</summary>
    public IReadOnlyList<FaultRule> Rules { get; init; } = [];

    /// <summary>While set, every request of the registry ends like this, whatever the rules say; null when the site is up.</summary>
    public FaultRule? Outage { get; init; }

    /// <summary>Everything wrong with this plan, for a registry that has these requests; empty when nothing is.</summary>
    internal IEnumerable<string> Problems(IReadOnlyCollection<RequestKind> kinds)
    {
        foreach (var problem in Rules.SelectMany(rule => rule.Problems(kinds)))
            yield return problem;
        if (Outage is null)
            yield break;
        if (Outage.Kind.ChangesContent())
            yield return $"outage: {Outage.Kind.Text()} changes single answers; say it as a rule";
        if (Outage is not { Rate: 1, First: null, After: 0, Ids.Count: 0, On.Count: 0 })
            yield return "outage: hits every request; rate, first, after, ids and on do not apply";
        foreach (var problem in Outage.Problems(kinds))
            yield return $"outage: {problem}";
    }
}
