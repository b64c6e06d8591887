using System.Collections.Immutable;
using Rollcall.Definitions;

namespace Rollcall.Settings;

/// <summary>A value somebody gave a setting.</summary>
/// <param name="Name">The setting's name, as given.</param>
/// <param name="Value">The value, as given.</param>
/// <param name="Where">Where it was given, for messages: <c>--max-retries</c>, <c>ROLLCALL_MAX_RETRIES</c>, <c>rollcall.yaml:3</c>.</param>
public sealed record SettingValue(string Name, string Value, string Where);

/// <summary>Puts the layers of settings together, lowest first: default, settings file, registry file, environment, flags.</summary>
public static class SettingLayers
{
    private static readonly string[] Names = [.. SettingCatalog.All.Select(s => s.Name)];

    /// <summary>The defaults alone.</summary>
    public static RunSettings Defaults { get; } = Resolve([], out _);

    /// <summary>Applies the layers in this order, later ones over earlier ones.</summary>
    /// <param name="layers">Lowest first.</param>
    /// <param name="problems">Every unknown name, wrong value and impossible combination, as sentences; empty when all is well.</param>
    public static RunSettings Resolve(IEnumerable<IEnumerable<SettingValue>> layers, out ImmutableArray<string> problems)
    {
        ArgumentNullException.ThrowIfNull(layers);
        var found = ImmutableArray.CreateBuilder<string>();
        var settings = new RunSettings();
        foreach (var setting in SettingCatalog.All)
        {
            if (!setting.TryApply(settings, setting.Default, out settings))
            {
                throw new InvalidOperationException($"the default of {setting.Name} is not allowed by its own rule");
            }
        }

        var delays = (Min: "the default", Max: "the default");
        foreach (var given in layers.SelectMany(layer => layer))
        {
            var setting = SettingCatalog.Find(given.Name);
            if (setting is null)
            {
                found.Add($"{given.Where}: {NoSuchSetting(given.Name)}; {Advice(given.Name)}");
            }
            else if (!setting.TryApply(settings, given.Value, out settings))
            {
                found.Add($"{given.Where}: {given.Name}: {NotAllowed(given.Value)}; give {setting.Allowed}");
            }
            else
            {
                delays = given.Name switch
                {
                    "delay_min" => (given.Where, delays.Max),
                    "delay_max" => (delays.Min, given.Where),
                    _ => delays,
                };
            }
        }

        if (settings.DelayMin > settings.DelayMax)
        {
            found.Add($"delay_min ({Durations.Text(settings.DelayMin)}, {delays.Min}) is above delay_max ({Durations.Text(settings.DelayMax)}, {delays.Max}); give both, delay_min the smaller");
        }

        problems = found.ToImmutable();
        return settings;
    }

    /// <summary>What is wrong with one value, taken by itself, and what is allowed; null when nothing is.</summary>
    public static (string Wrong, string Allowed)? ComplaintAbout(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(value);
        return SettingCatalog.Find(name) is not { } setting ? (NoSuchSetting(name), Advice(name))
            : setting.TryApply(Defaults, value, out _) ? null
            : (NotAllowed(value), $"give {setting.Allowed}");
    }

    private static string NoSuchSetting(string name) => $"there is no setting '{name}'";

    // Not all of their names: there are more than fit a screen.
    private static string Advice(string name) => Nearest.To(name, Names) is { } nearest ? $"did you mean '{nearest}'?" : "docs/settings.md lists those there are";

    private static string NotAllowed(string value) => $"'{value}' is not allowed";
}
