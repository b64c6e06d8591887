using System.Collections.Immutable;
using Rollcall.Definitions;

namespace Rollcall.Settings;

/// <summary>A settings file: the values of settings, who is told of stops, and the schedule. Immutable.</summary>
/// <param name="Name">The file, as the user named it.</param>
/// <param name="Values">The settings it gives that exist and are allowed; whether they go together, <see cref="SettingLayers"/> says.</param>
/// <param name="Notify">Who is told of stops; null for nobody.</param>
/// <param name="Schedule">The jobs, in the order of the file.</param>
/// <param name="Problems">Everything that is wrong with it, in the order of the lines; then values and sections may be missing.</param>
public sealed record SettingsFile(
    string Name, ImmutableArray<SettingValue> Values, NotifyRules? Notify, ImmutableArray<ScheduledJob> Schedule, ImmutableArray<Problem> Problems)
{
    /// <summary>Read from the working directory when it is there and no other is named.</summary>
    public const string DefaultName = "rollcall.yaml";

    private static readonly SettingsFile None = new(DefaultName, [], null, [], []);

    /// <summary>The JSON Schema, for editors; shipped as <c>rollcall.schema.json</c>.</summary>
    public static string Schema => JsonSchema.Write("rollcall.schema.json", "Rollcall settings file", SettingsGrammar.Root);

    /// <summary>Reads it.</summary>
    /// <param name="named">The file; null for <see cref="DefaultName"/>, if it is there.</param>
    /// <param name="checks">Judges what the schedule names; null for whoever does not go by it.</param>
    public static SettingsFile Open(string? named, ScheduleChecks? checks = null) =>
        named is null && !File.Exists(DefaultName) ? None : Read(DefinitionFile.Open(named ?? DefaultName), checks);

    /// <summary>Reads a text.</summary>
    /// <param name="name">The file it came from, for messages.</param>
    /// <param name="text">The settings.</param>
    /// <param name="checks">Judges what the schedule names; null for whoever does not go by it.</param>
    public static SettingsFile Parse(string name, string text, ScheduleChecks? checks = null) => Read(DefinitionFile.Parse(name, text), checks);

    private static SettingsFile Read(DefinitionFile file, ScheduleChecks? checks)
    {
        if (file.Root is null or { IsEmpty: true })
        {
            return None with { Name = file.Name, Problems = [.. file.Problems.Errors] };
        }

        if (file.Root is not MappingNode given)
        {
            file.Problems.Add(file.Root.Line, "", $"{file.Root.Given} stands where settings should", "give settings as 'name: value', one a line");
            return None with { Name = file.Name, Problems = [.. file.Problems.Errors] };
        }

        var settings = given.Entries.Select(e => e.Key).Where(k => k is not (SettingsGrammar.Notify or SettingsGrammar.Schedule)).ToList();
        var root = file.Check(SettingsGrammar.Reading(settings, checks))!;
        var values = SettingsReader.Values(root.Entries.Where(e => settings.Contains(e.Key)), file);
        var notify = SettingsReader.Notify(root.MappingOf(SettingsGrammar.Notify));
        var schedule = SettingsReader.Schedule(root.ItemsOf(SettingsGrammar.Schedule), file.Problems);
        return new SettingsFile(file.Name, values, notify, schedule, [.. file.Problems.Errors]);
    }
}
