using System.CommandLine;
using Rollcall.Loading;
using Rollcall.Loading.Batches;
using Rollcall.Loading.Databases;
using Rollcall.Loading.Datasets;
using Rollcall.Loading.Sources;
using Rollcall.Settings;

namespace Rollcall.Cli.Loading;

/// <summary>What the command line orders of a load, checked. Immutable.</summary>
internal sealed record LoadOrder
{
    /// <summary>How records become rows.</summary>
    public required DatasetDefinition Dataset { get; init; }

    /// <summary>What is loaded.</summary>
    public required IReadOnlyList<string> Sources { get; init; }

    /// <summary>Into what.</summary>
    public required DatabaseAddress Database { get; init; }

    /// <summary>How.</summary>
    public required LoadOptions Options { get; init; }

    /// <summary>The settings that it follows from.</summary>
    public required RunSettings Settings { get; init; }

    /// <summary>How it is shown.</summary>
    public required ShowOptions Show { get; init; }

    /// <summary>A load of sources by the settings as they stand: what other commands do at their end.</summary>
    public static LoadOrder Of(string dataset, IReadOnlyList<string> sources, RunSettings settings, ShowOptions show)
    {
        var definition = DatasetReader.Read(dataset);
        return new LoadOrder
        {
            Dataset = definition,
            Sources = sources,
            Database = AddressOf(definition.Name, settings),
            Options = OptionsOf(settings),
            Settings = settings,
            Show = show,
        };
    }

    /// <summary>Reads the options of <c>load</c>.</summary>
    /// <exception cref="RollcallException">The definition or a value is not allowed; the message has every such thing.</exception>
    public static LoadOrder Read(LoadCommandOptions options, ParseResult parsed, IReadOnlyDictionary<string, string> environment)
    {
        var dataset = DatasetReader.Read(parsed.GetValue(options.Dataset)!);
        var settings = SettingSources.Resolve(dataset.Settings, parsed.GetValue(options.Common.SettingsFile), environment, options.Given(parsed));
        var problems = new List<string>();
        var onFailure = OneOf(parsed.GetValue(options.OnFailure), "--on-failure", [("isolate", OnFailure.Isolate), ("skip-batch", OnFailure.SkipBatch)], problems);
        var format = OneOf(
            parsed.GetValue(options.Format),
            "--format",
            [("ndjson", SourceFormat.Ndjson), ("json", SourceFormat.Json), ("csv", SourceFormat.Csv)],
            problems);
        QuarantineLimit? limit = null;
        if (parsed.GetValue(options.MaxQuarantine) is { } text && !QuarantineLimit.TryParse(text, out limit))
        {
            problems.Add($"--max-quarantine: '{text}' is not allowed; give {QuarantineLimit.Allowed}");
        }

        var show = ShowOptions.Read(options.Common, parsed, problems);
        return problems.Count > 0
            ? throw new RollcallException(ExitCode.Usage, string.Join(Environment.NewLine, problems), "See: rollcall load --help")
            : new LoadOrder
            {
                Dataset = dataset,
                Sources = parsed.GetValue(options.Sources)!,
                Database = AddressOf(dataset.Name, settings),
                Options = OptionsOf(settings) with
                {
                    OnFailure = onFailure ?? OnFailure.Isolate,
                    Format = format ?? SourceFormat.Detect,
                    MaxQuarantine = limit,
                    Strict = parsed.GetValue(options.Strict),
                    DryRun = parsed.GetValue(options.DryRun),
                    Fresh = parsed.GetValue(options.Fresh),
                },
                Settings = settings,
                Show = show,
            };
    }

    /// <summary>The options that follow from settings alone.</summary>
    public static LoadOptions OptionsOf(RunSettings settings) => new()
    {
        EnableBatchProcessing = settings.EnableBatchProcessing,
        BatchSize = settings.BatchSize,
        BatchValidationTimeout = settings.BatchValidationTimeout,
        OutputDirectory = settings.OutputDir,
        ChangesetRetention = settings.ChangesetRetention,
        BackupKeep = settings.BackupKeep,
        BusyTimeout = settings.BusyTimeout,
    };

    private static DatabaseAddress AddressOf(string dataset, RunSettings settings) =>
        DatabaseAddress.Parse(settings.Database.Length > 0 ? settings.Database : Path.Combine(settings.OutputDir, dataset + ".db"));

    private static T? OneOf<T>(string? text, string option, (string Word, T Value)[] allowed, List<string> problems)
        where T : struct
    {
        if (text is null)
        {
            return null;
        }

        var at = Array.FindIndex(allowed, a => a.Word == text);
        if (at < 0)
        {
            problems.Add($"{option}: '{text}' is not allowed; give {string.Join(" or ", allowed.Select(a => a.Word))}");
            return null;
        }

        return allowed[at].Value;
    }
}
