using System.CommandLine;
using Rollcall.Settings;

namespace Rollcall.Cli.Commands;

/// <summary>The options that <c>run</c> shares with its kin: which ids, how, where to.</summary>
internal sealed class RunOptions
{
    /// <summary>The settings that have a flag of their own; the others are given in files or the environment.</summary>
    private static readonly string[] Flagged =
    [
        "concurrency", "max_retries", "job_timeout", "graceful_shutdown_timeout", "delay_min", "delay_max", "safe_stop_no_records", "safe_stop_failures", "probe_budget",
    ];

    private readonly List<(Setting Setting, Option<string?> Option)> _settings =
        [.. Flagged.Select(name => SettingCatalog.Find(name)!).Select(s => (s, Text(s.Flag, $"{s.Note} [{s.Default}]", Metavariable(s))))];

    private readonly Option<bool> _persist = new("--persist-raw-html") { Description = "keep every page, not only those of failures" };
    private readonly Option<string?> _output = Text("--output", "where everything is written [output]", "DIR");

    public Option<string?> Year { get; } = Text("--year", "fills {yy} and {yyyy}; 2021..2025 for one run each", "2025");

    public Option<string[]> Set { get; } = new("--set") { Description = "fills any other placeholder", HelpName = "name=value" };

    public Option<long?> Start { get; } = new("--start") { Description = "first number [ids.first of the definition]", HelpName = "N" };

    public Option<long?> End { get; } = new("--end") { Description = "last number [searched for, see probe]", HelpName = "N" };

    public Option<long?> MaxCases { get; } = new("--max-cases") { Description = "at most N ids from the start", HelpName = "N" };

    public Option<bool> DryRun { get; } = new("--dry-run") { Description = "full flow, nothing written but the log" };

    public Option<bool> Fresh { get; } = new("--fresh") { Description = "a new run; an unfinished one is left as it is" };

    public Option<bool> Recollect { get; } = new("--recollect") { Description = "ask saved ids again" };

    public Option<string?> RefreshOlderThan { get; } = Text("--refresh-older-than", "ask ids again whose record is older", "30d");

    public Option<bool> ForceOverwrite { get; } = new("--force-overwrite") { Description = "replace a record's file instead of adding a suffix" };

    public Option<string?> Mode { get; } = Text("--mode", "how to ask, instead of the definition's mode", "http|browser");

    public Option<string?> BaseUrl { get; } = Text("--base-url", "replaces the site's scheme, host and port", "URL");

    public Option<string?> SettingsFile { get; } = Text("--settings", "settings file [rollcall.yaml, if there is one]", "FILE");

    public Option<bool> Json { get; } = new("--json") { Description = "one JSON document on stdout, all else on stderr" };

    public Option<bool> Quiet { get; } = new("--quiet") { Description = "only the summary, and what goes wrong" };

    public Option<string?> LogFormat { get; } = Text("--log-format", "log lines as JSON even on a terminal", "json|text");

    /// <summary>Adds all of them to a command, in the order in which the help shows them.</summary>
    public void AddTo(Command command)
    {
        Option[] which = [Year, Set, Start, End, MaxCases];
        Option[] what = [_persist, DryRun, Fresh, Recollect, RefreshOlderThan, ForceOverwrite, _output, Mode, BaseUrl, SettingsFile, Json, Quiet, LogFormat];
        Add(command, which.Concat(_settings.Select(s => s.Option)).Concat(what));
    }

    /// <summary>Adds those that say how to ask, for a command whose ids are known.</summary>
    public void AddHowTo(Command command)
    {
        Option[] what = [_persist, DryRun, ForceOverwrite, _output, Mode, BaseUrl, SettingsFile, Json, Quiet, LogFormat];
        Add(command, _settings.Where(s => !s.Setting.Name.StartsWith("safe_stop_no", StringComparison.Ordinal)).Select(s => s.Option).Concat(what));
    }

    /// <summary>Adds those that say where the files are and how to show what comes of them, for a command that asks nothing.</summary>
    public void AddOffline(Command command) => Add(command, [ForceOverwrite, _output, SettingsFile, Json, Quiet, LogFormat]);

    private static void Add(Command command, IEnumerable<Option> options)
    {
        foreach (var option in options)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The settings given as flags.</summary>
    public IEnumerable<SettingValue> Given(ParseResult parsed)
    {
        foreach (var (setting, option) in _settings)
        {
            if (parsed.GetValue(option) is { } value)
            {
                yield return new SettingValue(setting.Name, value, setting.Flag);
            }
        }

        if (parsed.GetValue(_persist))
        {
            yield return new SettingValue("persist_raw_html", "true", "--persist-raw-html");
        }

        if (parsed.GetValue(_output) is { } output)
        {
            yield return new SettingValue("output_dir", output, "--output");
        }
    }

    private static Option<string?> Text(string name, string description, string metavariable) =>
        new(name) { Description = description, HelpName = metavariable };

    private static string Metavariable(Setting setting) => setting.Allowed.StartsWith(Durations.Allowed, StringComparison.Ordinal) ? "TIME" : "N";
}
