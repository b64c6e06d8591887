using Rollcall.Practice.Faults;
using Rollcall.Practice.Latencies;
using Rollcall.Practice.Registries;

namespace Rollcall.Practice;

/// <summary>Gives the registries the faults and latencies the site starts with.</summary>
internal static class InitialSettings
{
    /// <summary>Applies all settings; every problem found is in the exception.</summary>
    /// <exception cref="PracticeException">A setting names no registry of the site, or cannot hold for any.</exception>
    public static void Apply(PracticeOptions options, IReadOnlyDictionary<string, PracticeRegistry> registries)
    {
        var problems = new List<string>();
        foreach (var setting in options.Latencies)
            Apply(setting, registries, problems);

        var rules = registries.Keys.ToDictionary(name => name, _ => new List<FaultRule>());
        foreach (var setting in options.Faults)
        {
            var takers = Takers(setting, registries, problems);
            foreach (var registry in takers)
                rules[registry.Name].Add(setting.Rule);
        }
        if (problems.Count > 0)
            throw new PracticeException(string.Join('\n', problems));
        foreach (var (name, registry) in registries)
            registry.SetFaults(rules[name]);
    }

    private static void Apply(LatencySetting setting, IReadOnlyDictionary<string, PracticeRegistry> registries, List<string> problems)
    {
        var named = Named(setting.Registry, registries, problems);
        var takers = named.Where(registry => setting.Kind is not { } kind || registry.Kinds.Contains(kind)).ToList();
        if (named.Count > 0 && takers.Count == 0)
            problems.Add($"latency: {string.Join(", ", named.Select(registry => registry.Name))} has no such requests");
        foreach (var registry in takers)
            registry.SetLatency(setting.Range, setting.Kind);
    }

    private static List<PracticeRegistry> Takers(
        FaultSetting setting, IReadOnlyDictionary<string, PracticeRegistry> registries, List<string> problems)
    {
        var named = Named(setting.Registry, registries, problems);
        var takers = named.Where(registry => !setting.Rule.Problems(registry.Kinds).Any()).ToList();
        if (takers.Count == 0)
            problems.AddRange(named.SelectMany(registry => setting.Rule.Problems(registry.Kinds).Select(problem => $"{registry.Name}: {problem}")));
        return takers;
    }

    private static List<PracticeRegistry> Named(
        string? name, IReadOnlyDictionary<string, PracticeRegistry> registries, List<string> problems)
    {
        if (name is null)
            return [.. registries.Values];
        if (registries.TryGetValue(name, out var registry))
            return [registry];
        problems.Add($"no such registry \"{name}\"; allowed are {string.Join(", ", registries.Keys)}");
        return [];
    }
}
