using System.CommandLine;
using Rollcall.Settings;

namespace Rollcall.Cli.Loading;

/// <summary>The options that <c>load</c> and <c>undo</c> share.</summary>
internal sealed class CommonLoadOptions
{
    public Option<string?> Database { get; } = Text("--database", "a SQLite file or a PostgreSQL address [output/DATASET.db]", "FILE|Host=…");

    public Option<string?> Output { get; } = Text("--output", "where reports, quarantine and backups go [output]", "DIR");

    public Option<string?> SettingsFile { get; } = Text("--settings", "settings file [rollcall.yaml, if there is one]", "FILE");

    public Option<bool> Json { get; } = new("--json") { Description = "one JSON document on stdout, all else on stderr" };

    public Option<bool> Quiet { get; } = new("--quiet") { Description = "only the summary, and what goes wrong" };

    public Option<string?> LogFormat { get; } = Text("--log-format", "log lines as JSON even on a terminal", "json|text");

    /// <summary>All of them, in the order in which the help shows them.</summary>
    public IReadOnlyList<Option> All => [Database, Output, SettingsFile, Json, Quiet, LogFormat];

    /// <summary>The settings given as flags.</summary>
    public IEnumerable<SettingValue> Given(ParseResult parsed)
    {
        if (parsed.GetValue(Database) is { } database)
        {
            yield return new SettingValue("database", database, "--database");
        }

        if (parsed.GetValue(Output) is { } output)
        {
            yield return new SettingValue("output_dir", output, "--output");
        }
    }

    internal static Option<string?> Text(string name, string description, string metavariable) =>
        new(name) { Description = description, HelpName = metavariable };
}

/// <summary>The options of <c>load</c>.</summary>
internal sealed class LoadCommandOptions
{
    private static readonly string[] Flagged = ["batch_size", "batch_validation_timeout_ms", "enable_batch_processing", "changeset_retention", "backup_keep"];

    private readonly List<(Setting Setting, Option<string?> Option)> _settings =
    [
        .. Flagged.Select(name => SettingCatalog.Find(name)!)
            .Select(s => (s, CommonLoadOptions.Text(s.Flag, $"{s.Note} [{s.Default}]", Metavariable(s)))),
    ];

    public Argument<string> Dataset { get; } = new("DATASET") { Description = "a dataset definition (YAML)" };

    public Argument<string[]> Sources { get; } = new("SOURCE")
    {
        Description = "NDJSON, JSON or CSV files, a folder of records, a finished run, or - for standard input",
        Arity = ArgumentArity.OneOrMore,
    };

    public Option<string?> OnFailure { get; } = CommonLoadOptions.Text("--on-failure", "a batch that does not pass: set its bad records aside, or all of it [isolate]", "isolate|skip-batch");

    public Option<string?> MaxQuarantine { get; } = CommonLoadOptions.Text("--max-quarantine", "abort when more is refused", "N|N%");

    public Option<bool> Strict { get; } = new("--strict") { Description = "take the load back when the whole does not pass at the end" };

    public Option<bool> DryRun { get; } = new("--dry-run") { Description = "validate only; nothing is written" };

    public Option<bool> Fresh { get; } = new("--fresh") { Description = "a new load; an unfinished one is left as it is" };

    public Option<string?> Format { get; } = CommonLoadOptions.Text("--format", "how sources are written [told by name or first character]", "ndjson|json|csv");

    public CommonLoadOptions Common { get; } = new();

    /// <summary>Adds all of them to a command, in the order in which the help shows them.</summary>
    public void AddTo(Command command)
    {
        command.Arguments.Add(Dataset);
        command.Arguments.Add(Sources);
        Option[] what = [Common.Database, DryRun, OnFailure, MaxQuarantine, Strict, Fresh, Format];
        foreach (var option in what.Concat(_settings.Select(s => s.Option)).Concat(Common.All.Skip(1)))
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The settings given as flags.</summary>
    public IEnumerable<SettingValue> Given(ParseResult parsed) =>
        Common.Given(parsed).Concat(_settings
            .Select(s => (s.Setting, Value: parsed.GetValue(s.Option)))
            .Where(s => s.Value is not null)
            .Select(s => new SettingValue(s.Setting.Name, s.Value!, s.Setting.Flag)));

    private static string Metavariable(Setting setting) => setting.Name switch
    {
        "enable_batch_processing" => "true|false",
        "changeset_retention" => "TIME",
        _ => "N",
    };
}
