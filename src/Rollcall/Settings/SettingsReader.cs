using System.Collections.Immutable;
using Rollcall.Definitions;

namespace Rollcall.Settings;

/// <summary>Makes rules and jobs of checked nodes. What did not fit the grammar was reported, and is passed over here.</summary>
internal static class SettingsReader
{
    /// <summary>The settings that exist and are allowed; what is wrong with the others is said among all that is wrong with the file, at its line.</summary>
    public static ImmutableArray<SettingValue> Values(IEnumerable<MappingEntry> entries, DefinitionFile file)
    {
        var values = ImmutableArray.CreateBuilder<SettingValue>();
        foreach (var entry in entries)
        {
            var value = new SettingValue(entry.Key, entry.Value.Text ?? "", $"{file.Name}:{entry.Line}");
            if (SettingLayers.ComplaintAbout(value.Name, value.Value) is { } complaint)
            {
                file.Problems.Add(entry.Line, SettingCatalog.Find(entry.Key) is null ? "" : entry.Key, complaint.Wrong, complaint.Allowed);
            }
            else
            {
                values.Add(value);
            }
        }

        return values.ToImmutable();
    }

    /// <summary>The rules; null when the section is not there, or is not whole.</summary>
    public static NotifyRules? Notify(MappingNode? section)
    {
        if (section is null)
        {
            return null;
        }

        var on = section.TextsOf("on").SelectMany(StopsOf).Distinct().ToImmutableArray();
        var rules = new NotifyRules
        {
            On = on.IsEmpty ? NotifyRules.Problems : on,
            Webhook = section.TextOf("webhook"),
            Headers = Pairs(section.MappingOf("headers")),
            Command = [.. section.TextsOf("command")],
        };
        return section.TextOf("timeout") is { } text && Durations.TryParse(text, out var timeout) ? rules with { Timeout = timeout } : rules;
    }

    /// <summary>The jobs that are whole.</summary>
    public static ImmutableArray<ScheduledJob> Schedule(IReadOnlyList<Node> items, Problems problems)
    {
        var jobs = ImmutableArray.CreateBuilder<ScheduledJob>();
        foreach (var item in items.OfType<MappingNode>())
        {
            CheckSettings(item, problems);
            if (item.TextOf("name") is not { } name || item.TextOf("cron") is not { } cron || item.TextsOf("run").ToImmutableArray() is not { IsEmpty: false } registries)
            {
                continue;
            }

            if (jobs.Any(j => j.Name == name))
            {
                problems.Add(item["name"]!, $"there is a job '{name}' before it", "give each job a name of its own");
            }

            jobs.Add(JobOf(item, name, cron, registries));
        }

        return jobs.ToImmutable();
    }

    private static ScheduledJob JobOf(MappingNode item, string name, string cron, ImmutableArray<string> registries) => new()
    {
        Name = name,
        Cron = cron,
        TimeZone = item.TextOf("time_zone") is { } zone ? TimeZoneInfo.FindSystemTimeZoneById(zone) : null,
        Registries = registries,
        Year = item.TextOf("year"),
        Set = Pairs(item.MappingOf("set")),
        Start = item["start"]?.Number,
        End = item["end"]?.Number,
        MaxCases = item["max_cases"]?.Number,
        Mode = item.TextOf("mode"),
        BaseUrl = item.TextOf("base_url"),
        RefreshOlderThan = item.TextOf("refresh_older_than"),
        Settings = Pairs(item.MappingOf("settings")),
        Load = item.TextOf("load"),
        Missed = item.TextOf("missed") is "skip" ? MissedRule.Skip : MissedRule.RunOnce,
    };

    private static void CheckSettings(MappingNode item, Problems problems)
    {
        foreach (var entry in item.MappingOf("settings")?.Entries ?? [])
        {
            if (entry.Key == "output_dir")
            {
                problems.Add(entry.Line, entry.Value.Path, "a job cannot have an output folder of its own", "give output_dir for all, or start a serve for each folder");
            }
            else if (SettingLayers.ComplaintAbout(entry.Key, entry.Value.Text ?? "") is { } complaint)
            {
                problems.Add(entry.Line, entry.Value.Path, complaint.Wrong, complaint.Allowed);
            }
        }
    }

    private static IEnumerable<StopReason> StopsOf(string word) => word switch
    {
        SettingsGrammar.OnAll => NotifyRules.AllStops,
        SettingsGrammar.OnProblems => NotifyRules.Problems,
        _ => StopReasons.TryParse(word, out var reason) ? [reason] : [],
    };

    private static ImmutableSortedDictionary<string, string> Pairs(MappingNode? mapping) =>
        mapping?.Entries.ToImmutableSortedDictionary(e => e.Key, e => e.Value.Text ?? "", StringComparer.Ordinal) ?? ImmutableSortedDictionary<string, string>.Empty;
}
