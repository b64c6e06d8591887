using System.Collections.Immutable;
using Rollcall.Ids;
using Rollcall.Registries;
using Rollcall.Storage;

namespace Rollcall.Planning;

/// <summary>One numbering space of a registry: what its placeholders stand for, and the name that files and the ledger know it by. Immutable.</summary>
/// <param name="Name">The values of the placeholders, <c>2025</c> or <c>civil_2025</c>; <c>all</c> when the registry has none.</param>
/// <param name="Values">The placeholders' and secrets' values.</param>
public sealed record Partition(string Name, TemplateValues Values)
{
    /// <summary>The address of the tab that it is, path and query; null when it is none, or has none.</summary>
    public string? Link { get; init; }

    /// <summary>Gives the definition's placeholders and secrets their values.</summary>
    /// <param name="definition">The definition.</param>
    /// <param name="year">What fills <c>{yy}</c> and <c>{yyyy}</c>; null when it was not given.</param>
    /// <param name="set">What fills other placeholders, by name.</param>
    /// <param name="environment">Where secrets come from.</param>
    /// <exception cref="RollcallException">A placeholder or a secret has no value, or a value has no placeholder: exit code 2.</exception>
    public static Partition Of(
        RegistryDefinition definition, int? year, IReadOnlyDictionary<string, string> set, IReadOnlyDictionary<string, string> environment)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return Of(definition, definition.Placeholders, year, set, environment);
    }

    /// <summary>What is known of the partitions of a registry with tabs before the tabs are: everything but the tab has its value.</summary>
    /// <inheritdoc cref="Of(RegistryDefinition, int?, IReadOnlyDictionary{string, string}, IReadOnlyDictionary{string, string})"/>
    public static Partition BeforeTabs(
        RegistryDefinition definition, int? year, IReadOnlyDictionary<string, string> set, IReadOnlyDictionary<string, string> environment)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(set);
        return Of(definition, definition.Placeholders.Remove(ListingNames.Tab), year, set.Where(v => v.Key != ListingNames.Tab).ToDictionary(StringComparer.Ordinal), environment);
    }

    /// <summary>The text of the ids of a range source.</summary>
    public NumberedIds NumbersOf(IdSource.Range source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Pattern.Bind(Values.Values);
    }

    private static Partition Of(
        RegistryDefinition definition, ImmutableArray<string> placeholders, int? year, IReadOnlyDictionary<string, string> set, IReadOnlyDictionary<string, string> environment)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(environment);
        var values = new Dictionary<string, string>(set, StringComparer.Ordinal);
        if (year is { } given)
        {
            if (given is < 1000 or > 9999)
            {
                throw new RollcallException(ExitCode.Usage, $"--year {given} is no year of four digits", "Give it as --year 2025.");
            }

            values["yyyy"] = given.ToString();
            values["yy"] = (given % 100).ToString("00");
        }

        RefuseMissing(definition, placeholders, values);
        RefuseUnused(definition, year, set);
        var secrets = definition.Secrets.ToDictionary(name => name, name => Secret(definition, name, environment), StringComparer.Ordinal);
        return new Partition(NameOf(placeholders, values), new TemplateValues(values, secrets));
    }

    private static void RefuseMissing(RegistryDefinition definition, ImmutableArray<string> placeholders, Dictionary<string, string> values)
    {
        var missing = placeholders.Where(p => !values.ContainsKey(p)).ToList();
        if (missing.Count > 0)
        {
            var remedies = missing.Select(m => m is "yy" or "yyyy" ? "--year 2025" : $"--set {m}=VALUE").Distinct();
            throw new RollcallException(
                ExitCode.Usage, $"{definition.File}: no value for {string.Join(", ", missing.Select(m => $"{{{m}}}"))}", $"Add {string.Join(" ", remedies)}.");
        }
    }

    private static void RefuseUnused(RegistryDefinition definition, int? year, IReadOnlyDictionary<string, string> set)
    {
        var unused = set.Keys.Where(k => !definition.Placeholders.Contains(k)).Select(k => $"--set {k}").ToList();
        if (year is not null && !definition.Placeholders.Any(p => p is "yy" or "yyyy"))
        {
            unused.Add("--year");
        }

        if (unused.Count > 0)
        {
            throw new RollcallException(
                ExitCode.Usage,
                $"{string.Join(" and ", unused)} fills nothing in {definition.File}",
                definition.Placeholders.IsEmpty ? "The definition has no placeholders; leave it out." : $"Its placeholders are {string.Join(", ", definition.Placeholders.Select(p => $"{{{p}}}"))}.");
        }
    }

    private static string Secret(RegistryDefinition definition, string name, IReadOnlyDictionary<string, string> environment) =>
        environment.TryGetValue(name, out var value) && value.Length > 0
            ? value
            : throw new RollcallException(
                ExitCode.Usage, $"{definition.File}: ${{{name}}} is not set", $"Export {name} in the environment; secrets are never read from a file.");

    // The year in four digits, whichever form the definition uses: 25 alone would be ambiguous in a file name.
    private static string NameOf(ImmutableArray<string> placeholders, Dictionary<string, string> values)
    {
        var names = placeholders.Select(p => p is "yy" && values.ContainsKey("yyyy") ? "yyyy" : p).Distinct().Order(StringComparer.Ordinal).ToList();
        return names.Count == 0 ? "all" : SafeName.For(string.Join('_', names.Select(n => values[n])));
    }
}
