using Rollcall.Definitions;

namespace Rollcall.Settings;

/// <summary>The grammar of the settings file's two sections; everything else in it is a setting with one value.</summary>
internal static class SettingsGrammar
{
    public const string Notify = "notify";
    public const string Schedule = "schedule";

    /// <summary>For <c>on</c>: what stands for several stop reasons.</summary>
    public const string OnProblems = "problems";
    public const string OnAll = "all";

    private static readonly TextShape Text = new("text", "give a text");
    private static readonly TextShape Value = new("value of a setting", "give one value") { MayBeEmpty = true };

    private static readonly TextShape JobName = new("name of a job", "use lower-case letters, digits and hyphens, at most 60") { Pattern = "[a-z0-9]([a-z0-9-]{0,58}[a-z0-9])?" };

    // No pattern: for an editor it would make a text of 2025.
    private static readonly TextShape Years = new("year", "give 2025, 2021..2025, 2021,2023, or current for the year in which the job is due")
    {
        Check = text => text == ScheduledJob.CurrentYear || text.Split(["..", ","], StringSplitOptions.None).All(y => y.Length == 4 && y.All(char.IsAsciiDigit)) ? null : new Complaint($"'{text}' is no year"),
    };

    private static readonly TextShape Zone = new("time zone", "give a name of the IANA time zone database, such as America/Toronto, or UTC")
    {
        Check = text => TimeZoneInfo.TryFindSystemTimeZoneById(text, out _) ? null : new Complaint($"this machine knows no time zone '{text}'"),
    };

    private static readonly TextShape Time = new("duration", $"give {Durations.Allowed}")
    {
        Check = text => Durations.TryParse(text, out _) ? null : new Complaint($"'{text}' is no duration"),
    };

    private static readonly TextShape NotifyTime = new("duration", $"give {Durations.Allowed}, more than 0, at most {Durations.Text(NotifyRules.LongestTimeout)}")
    {
        Check = text => Durations.TryParse(text, out var time) && time > TimeSpan.Zero && time <= NotifyRules.LongestTimeout ? null : new Complaint($"'{text}' is not allowed"),
    };

    private static readonly TextShape Address = new("address", "give scheme, host and path, such as https://hooks.example/rollcall/${HOOK_TOKEN}")
    {
        Check = text => Uri.TryCreate(Secrets.Fill(text, _ => "secret"), UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? null : new Complaint($"'{text}' is no http or https address"),
        Pattern = "https?://.+",
    };

    private static readonly TextShape Site = new("site", "give scheme, host and port alone, such as http://127.0.0.1:8765") { Pattern = "https?://[^/?#]+/?" };

    private static readonly ChoiceShape Stops = new("stop", [OnProblems, OnAll, .. NotifyRules.AllStops.Select(r => r.Word())]);

    private static readonly NumberShape Number = new("number", 0, long.MaxValue);

    /// <summary><c>notify:</c>.</summary>
    public static Key NotifyKey { get; } = new(
        Notify,
        new MappingShape("notify", [
            new("on", new ListShape(Stops, "stops", OrOne: true), "Which stops are told: stop reasons, problems (the default: all but those where all went well or somebody ended the run), or all."),
            new("webhook", Address, "The address that gets the facts of the stop as JSON, by POST. ${NAME} comes from the environment."),
            new("headers", new MapShape(new TextShape("header name", "give a name such as Authorization") { Pattern = "[A-Za-z0-9!#$%&'*+.^_`|~-]+" }, Text, "headers"), "Headers of that request. ${NAME} comes from the environment."),
            new("command", new ListShape(new TextShape("text", "the program first, then its arguments"), "command"), "A program and its arguments, as a list; no shell reads them. It gets the facts as JSON on its standard input and in ROLLCALL_NOTIFY_… variables."),
            new("timeout", NotifyTime, "How long telling may take in all; 20s by default."),
        ])
        {
            Rules = [new KeyRule.AtLeastOne("webhook", "command"), new KeyRule.Needs("headers", "webhook")],
        },
        "Who is told when a run stops.");

    /// <summary><c>schedule:</c>.</summary>
    /// <param name="checks">Judges what it names; null for not looking.</param>
    public static Key ScheduleKey(ScheduleChecks? checks) => new(
        Schedule,
        new ListShape(
            new MappingShape("job", [
                new("name", JobName, "The job's name in the history and on the dashboard.") { IsRequired = true },
                new("cron", new TextShape("cron expression", "give five fields as in a crontab (minute hour day month weekday), or six or seven as in Quartz (second first, year last)") { Check = checks?.Cron }, "When: \"30 2 * * *\" is every night at half past two.") { IsRequired = true },
                new("time_zone", Zone, "Whose clock that is read from; the machine's by default."),
                new("run", new ListShape(new TextShape("registry definition", "name a file, from the working directory on") { Check = checks?.File }, "registry definitions", OrOne: true), "The registry definition, or a list of them, as `rollcall run` takes them.") { IsRequired = true },
                new("year", Years, "As --year; current for the year in which the job is due."),
                new("set", new MapShape(Text, Text, "placeholders"), "As --set: what other placeholders stand for."),
                new("start", Number, "As --start."),
                new("end", Number, "As --end."),
                new("max_cases", new NumberShape("number", 1, long.MaxValue), "As --max-cases."),
                new("mode", new ChoiceShape("mode", ["http", "browser"]), "As --mode."),
                new("base_url", Site, "As --base-url."),
                new("refresh_older_than", Time, "As --refresh-older-than."),
                new("settings", new MapShape(Text, Value, "settings") { Known = [.. SettingCatalog.All.Select(s => new Key(s.Name, Value, s.Note))] }, "Settings of this job, over those of all files."),
                new("load", new TextShape("dataset definition", "name a file, from the working directory on") { Check = checks?.File }, "The dataset definition by which the records are loaded when the run ended 0 or 3."),
                new("missed", new ChoiceShape("rule", ["run_once", "skip"]), "What becomes of starts missed while nobody could start them: run_once (the default) makes up for them once, skip leaves them out."),
            ])
            {
                Example = "{ name: nightly, cron: \"30 2 * * *\", run: registries/court.yaml }",
            },
            "jobs"),
        "What `rollcall serve` starts, and when.");

    /// <summary>The whole file, for the schema.</summary>
    public static MappingShape Root { get; } = new(
        "settings file",
        [.. SettingCatalog.All.Select(s => new Key(s.Name, Value, $"{s.Note} [{s.Default}]")), NotifyKey, ScheduleKey(checks: null)]);

    /// <summary>The file as it is read: names of settings are judged by their owner, who knows what is near them.</summary>
    public static MappingShape Reading(IEnumerable<string> settings, ScheduleChecks? checks) =>
        new("settings file", [.. settings.Select(name => new Key(name, Value, "")), NotifyKey, ScheduleKey(checks)]);
}
