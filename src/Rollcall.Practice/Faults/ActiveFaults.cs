using System.Collections.Concurrent;
using Rollcall.Practice.Registries;
using Rollcall.Practice.Requests;

namespace Rollcall.Practice.Faults;

/// <summary>
/// A plan at work: decides request by request, and counts the asks since it was set. Thread safe.
/// Remembers each id asked while it has rules; without rules it keeps nothing.
/// </summary>
internal sealed class ActiveFaults
{
    private readonly string _registry;
    private readonly int _seed;
    private readonly ConcurrentDictionary<(RequestKind Kind, string? Id), int> _asks = new();
    private readonly (FaultRule Rule, IReadOnlyList<RequestKind> On, IdMatcher Ids)[] _rules;
    private int _requests;

    public ActiveFaults(string registry, int seed, FaultPlan plan)
    {
        _registry = registry;
        _seed = seed;
        Plan = plan;
        _rules = [.. plan.Rules.Select(rule => (rule, rule.On.Count > 0 ? rule.On : rule.Kind.Spoils(), new IdMatcher(rule.Ids)))];
    }

    public FaultPlan Plan { get; }

    /// <summary>The rule that spoils this request, or null.</summary>
    public FaultRule? Next(Ask ask)
    {
        if (Plan.Outage is { } outage)
            return outage;
        if (_rules.Length == 0 || ask.Kind == RequestKind.Asset)
            return null;

        var requests = Interlocked.Increment(ref _requests);
        var asked = _asks.AddOrUpdate((ask.Kind, ask.Id), 1, static (_, before) => before + 1);
        for (var i = 0; i < _rules.Length; i++)
        {
            var (rule, on, ids) = _rules[i];
            if (on.Contains(ask.Kind) && ids.Matches(ask.Id, ask.Number)
                && asked <= (rule.First ?? int.MaxValue) && requests > rule.After
                && (rule.Rate >= 1 || Throw(ask, i, asked) < rule.Rate))
            {
                return rule;
            }
        }
        return null;
    }

    private double Throw(Ask ask, int rule, int asked) =>
        Dice.For(_seed, $"fault/{_registry}/{ask.Kind}/{ask.Id}", rule, asked).Unit();
}
