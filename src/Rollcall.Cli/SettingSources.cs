using System.Collections.Immutable;
using Rollcall.Cli.Commands;
using Rollcall.Cli.Notifying;
using Rollcall.Registries;
using Rollcall.Reporting.Pictures;
using Rollcall.Settings;

namespace Rollcall.Cli;

/// <summary>Gathers the layers of settings: settings file, registry file, environment, flags; the last wins.</summary>
internal static class SettingSources
{
    /// <summary>Environment variables of Rollcall that are no settings: switches of its own tests, and the dashboard's token.</summary>
    private static readonly HashSet<string> NoSettings = new(StringComparer.Ordinal) { "ROLLCALL_FULL", "ROLLCALL_APPROVE", "ROLLCALL_KILL_AT", ServeCommand.TokenVariable };

    /// <summary>Names of the environment without the prefix, as other programs around a database use them.</summary>
    private static readonly (string Variable, string Setting)[] BareNames =
    [
        ("ENABLE_BATCH_PROCESSING", "enable_batch_processing"), ("BATCH_SIZE", "batch_size"), ("BATCH_VALIDATION_TIMEOUT", "batch_validation_timeout_ms"),
    ];

    /// <summary>Settings whose values may hold a password, and the folder, which whoever reads a journal knows.</summary>
    private static readonly HashSet<string> NotKept = new(StringComparer.Ordinal) { "proxy", "browser.endpoint", "database", "output_dir" };

    /// <summary>What flags and the environment give, flags over the environment, as a journal may keep it.</summary>
    public static ImmutableSortedDictionary<string, string> Keepable(IReadOnlyDictionary<string, string> environment, IEnumerable<SettingValue> flags)
    {
        var given = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var value in FromEnvironment(environment).Concat(flags).Where(v => !NotKept.Contains(v.Name)))
        {
            given[value.Name] = value.Value;
        }

        return given.ToImmutable();
    }

    /// <summary>What a journal kept, as flags of a command that goes on with it: under the command's own flags and what the environment says now.</summary>
    public static IEnumerable<SettingValue> Kept(IReadOnlyDictionary<string, string> settings, IReadOnlyDictionary<string, string> environment) =>
        settings.Where(s => SettingCatalog.Find(s.Key) is not { } setting || !environment.ContainsKey(setting.EnvironmentVariable))
            .Select(s => new SettingValue(s.Key, s.Value, "the run's journal"));

    /// <summary>Resolves the settings of a run.</summary>
    /// <exception cref="RollcallException">Something is unknown or not allowed; the message has every such thing.</exception>
    public static RunSettings Resolve(
        RegistryDefinition? definition, string? settingsFile, IReadOnlyDictionary<string, string> environment, IEnumerable<SettingValue> flags) =>
        Resolve(OfDefinition(definition), settingsFile, environment, flags);

    /// <summary>Resolves the settings of a command that works by a definition of any kind.</summary>
    /// <param name="ofDefinition">What the definition gives.</param>
    /// <param name="settingsFile">The settings file; null for the default one, if there is one.</param>
    /// <param name="environment">The environment.</param>
    /// <param name="flags">What flags give.</param>
    /// <param name="schedule">Judges what the file's schedule names; null for a command that does not go by it.</param>
    /// <exception cref="RollcallException">Something is unknown or not allowed; the message has every such thing.</exception>
    public static RunSettings Resolve(
        IEnumerable<SettingValue> ofDefinition, string? settingsFile, IReadOnlyDictionary<string, string> environment, IEnumerable<SettingValue> flags, ScheduleChecks? schedule = null)
    {
        var file = SettingsFile.Open(settingsFile, schedule);
        var settings = SettingLayers.Resolve(Layers(ofDefinition, file, environment, flags), out var wrong);
        string[] problems = [.. file.Problems.Select(p => p.ToString()), .. wrong];
        return problems.Length == 0
            ? settings
            : throw new RollcallException(ExitCode.Usage, string.Join(Environment.NewLine, problems), "docs/settings.md lists all settings.");
    }

    /// <summary>What a run was set up with, in the order of the catalog: each setting's value, and who gave it. What may hold a password is not told.</summary>
    public static IReadOnlyList<UsedSetting> Used(
        RegistryDefinition definition, string? settingsFile, IReadOnlyDictionary<string, string> environment, IEnumerable<SettingValue> flags)
    {
        var given = Layers(OfDefinition(definition), SettingsFile.Open(settingsFile), environment, flags).SelectMany(layer => layer).ToLookup(v => v.Name);
        return
        [
            new UsedSetting("registry file", Path.GetFileName(definition.File), $"hash {definition.Hash}"),
            new UsedSetting("site", $"{definition.Site.Scheme}://{definition.Site.Authority}", "registry file, or --base-url"),
            new UsedSetting("mode", definition.Mode.ToString().ToLowerInvariant(), "registry file, or --mode"),
            .. SettingCatalog.All.Select(s => given[s.Name].LastOrDefault() is { } value ? new UsedSetting(s.Name, WithoutSecrets(s.Name, value.Value), value.Where) : new UsedSetting(s.Name, s.Default, null)),
        ];
    }

    private static string WithoutSecrets(string name, string value) => name switch
    {
        "database" => "(not shown)",
        "proxy" or "browser.endpoint" when Uri.TryCreate(value, UriKind.Absolute, out var address) && (address.UserInfo.Length > 0 || address.PathAndQuery.Length > 1) => $"{address.Scheme}://{address.Authority}/…",
        _ => value,
    };

    private static IEnumerable<SettingValue> OfDefinition(RegistryDefinition? definition) =>
        definition is null ? [] : definition.Settings.Select(s => new SettingValue(s.Name, s.Value, $"{definition.File}:{s.Line}"));

    private static IEnumerable<IEnumerable<SettingValue>> Layers(
        IEnumerable<SettingValue> ofDefinition, SettingsFile file, IReadOnlyDictionary<string, string> environment, IEnumerable<SettingValue> flags)
    {
        var bare = BareNames.Where(n => environment.ContainsKey(n.Variable)).Select(n => new SettingValue(n.Setting, environment[n.Variable], n.Variable));
        return [file.Values, ofDefinition, bare, FromEnvironment(environment), flags];
    }

    private static IEnumerable<SettingValue> FromEnvironment(IReadOnlyDictionary<string, string> environment) =>
        environment.Where(v => v.Key.StartsWith("ROLLCALL_", StringComparison.Ordinal) && !NoSettings.Contains(v.Key) && !v.Key.StartsWith(StopNotice.Prefix, StringComparison.Ordinal))
            .OrderBy(v => v.Key, StringComparer.Ordinal)
            .Select(v => new SettingValue(NameOf(v.Key), v.Value, v.Key));

    // An unknown variable keeps its name, so that the message can say what is near it.
    private static string NameOf(string variable) =>
        SettingCatalog.All.FirstOrDefault(s => s.EnvironmentVariable == variable)?.Name ?? variable["ROLLCALL_".Length..].ToLowerInvariant();
}
