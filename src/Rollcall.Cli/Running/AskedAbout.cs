using Microsoft.Extensions.Logging;
using Rollcall.Ledger;
using Rollcall.Registries;
using Rollcall.Settings;

namespace Rollcall.Cli.Running;

/// <summary>What a command that only looks is asked about: a run, a registry by its name or its file, or whatever is there. Immutable.</summary>
/// <param name="Name">The run's id or the registry's name; null for whatever is there.</param>
/// <param name="Settings">Those of the definition that was named, and over them what this command says.</param>
internal sealed record AskedAbout(string? Name, RunSettings Settings)
{
    /// <summary>Reads what was given.</summary>
    /// <param name="what">A run's id, a registry's name or its file; null for whatever is there.</param>
    /// <param name="output">The folder, over every other that is named.</param>
    /// <param name="settingsFile">The settings file; null for the default one, if there is one.</param>
    /// <param name="variables">The environment's.</param>
    /// <exception cref="RollcallException">The definition or a setting is wrong: exit code 2.</exception>
    public static AskedAbout Of(string? what, string? output, string? settingsFile, IReadOnlyDictionary<string, string> variables)
    {
        var definition = DefinitionIn(what);
        SettingValue[] flags = output is null ? [] : [new SettingValue("output_dir", output, "--output")];
        return new AskedAbout(definition?.Name ?? what, SettingSources.Resolve(definition, settingsFile, variables, flags));
    }

    /// <summary>The journals that are meant, the newest run first.</summary>
    /// <exception cref="RollcallException">The folder cannot be read: exit code 7.</exception>
    public IEnumerable<JournalFile> Journals(ILogger logger) =>
        LedgerReader.Journals(Settings.OutputDir, logger).Where(j => Name is null || j.Header.RunId == Name || j.Header.Identity.RegistryName == Name);

    /// <summary>
    /// The definition in a file; null when there is no such file. In whatever mode it is sound: which one a run was ordered in is known only once the run is found,
    /// and name and settings are the same in all.
    /// </summary>
    /// <exception cref="RollcallException">It has errors in every mode: exit code 2.</exception>
    public static RegistryDefinition? DefinitionIn(string? file)
    {
        if (!File.Exists(file))
        {
            return null;
        }

        var read = RegistryReader.Read(file);
        return read.Definition ?? RegistryReader.Read(file, FetchMode.Browser).Definition ?? RegistryReader.Read(file, FetchMode.Http).Definition ?? read.Required;
    }
}
