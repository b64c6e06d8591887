using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Rollcall.Ledger;
using Rollcall.Registries;
using Rollcall.Settings;

namespace Rollcall.Cli.Running;

/// <summary>A run that a command names by its id alone, and the order that it was given when it began.</summary>
/// <param name="Journal">Its journal.</param>
/// <param name="File">Its definition, as it is now.</param>
/// <param name="Order">How to go about it: what the run was ordered with, and over it what this command says.</param>
internal sealed record NamedRun(JournalFile Journal, string File, RunOrder Order)
{
    /// <summary>What users say instead of the newest run's id.</summary>
    public const string Last = "last";

    /// <summary>The run's id.</summary>
    public string RunId => Journal.Header.RunId;

    /// <summary>Finds it.</summary>
    /// <param name="name">A run's id, or <see cref="Last"/>.</param>
    /// <param name="registry">The definition's file; null for the one that the run began with.</param>
    /// <param name="order">What this command says.</param>
    /// <param name="variables">The environment's.</param>
    /// <param name="logger">Told of journals that cannot be read.</param>
    /// <exception cref="RollcallException">There is no such run, or its definition is gone: exit code 2.</exception>
    public static NamedRun Find(string name, string? registry, RunOrder order, IReadOnlyDictionary<string, string> variables, ILogger logger)
    {
        var folder = SettingSources.Resolve(AskedAbout.DefinitionIn(registry), order.SettingsFile, variables, order.Flags).OutputDir;
        var journal = LedgerReader.Journals(folder, logger).FirstOrDefault(j => name == Last || j.Header.RunId == name) ?? throw new RollcallException(
            ExitCode.Usage,
            name == Last ? $"there is no run in {Path.GetFullPath(folder)}" : $"there is no run {name} in {Path.GetFullPath(folder)}",
            "Name the folder that the run writes to with --output DIR; `rollcall status` shows its newest run.");
        var origin = journal.Header.Origin;
        var file = registry ?? origin?.DefinitionFile ?? throw new RollcallException(
            ExitCode.Usage, $"run {journal.Header.RunId} does not say which definition it began with", "Name it with --registry FILE.");
        if (!System.IO.File.Exists(file))
        {
            throw new RollcallException(ExitCode.Usage, $"the definition of run {journal.Header.RunId}, {file}, is not there", "Name it with --registry FILE.");
        }

        var values = origin?.Values ?? ImmutableDictionary<string, string>.Empty;
        return new NamedRun(journal, file, order with
        {
            // What was agreed with the site stands until somebody says otherwise. The run is in this folder, whatever the definition says about others.
            Flags =
            [
                .. SettingSources.Kept(origin?.Settings ?? ImmutableDictionary<string, string>.Empty, variables),
                .. order.Flags.Where(f => f.Name != "output_dir"),
                new SettingValue("output_dir", folder, "--output"),
            ],
            SettingsFile = order.SettingsFile ?? origin?.SettingsFile,
            Years = values.TryGetValue("yyyy", out var year) ? [int.Parse(year)] : [],
            Set = values.Where(v => v.Key is not ("yy" or "yyyy")).ToImmutableDictionary(),
            Mode = order.Mode ?? ModeOf(origin?.Mode),
            BaseUrl = order.BaseUrl ?? (origin?.BaseUrl is { } site ? new Uri(site) : null),
        });
    }

    /// <summary>What a new run's journal keeps of its order, so that it can be found again.</summary>
    public static RunOrigin OriginOf(string file, RunOrder order, IReadOnlyDictionary<string, string> values, IReadOnlyDictionary<string, string> variables) =>
        new(Path.GetFullPath(file), values, order.Mode?.ToString().ToLowerInvariant(), order.BaseUrl?.AbsoluteUri)
        {
            Settings = SettingSources.Keepable(variables, order.Flags),
            SettingsFile = order.SettingsFile is { } named ? Path.GetFullPath(named) : null,
            Recollect = order.Walk.Recollect,
            ProbeOnly = order.ProbeOnly,
            RefreshOlderThan = order.Walk.RefreshOlderThan is { } age ? Durations.Text(age) : null,
        };

    private static FetchMode? ModeOf(string? word) => word switch
    {
        null => null,
        "browser" => FetchMode.Browser,
        _ => FetchMode.Http,
    };
}
