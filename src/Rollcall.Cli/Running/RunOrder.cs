using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Rollcall.Cli.Commands;
using Rollcall.Ledger;
using Rollcall.Planning;
using Rollcall.Registries;
using Rollcall.Settings;

namespace Rollcall.Cli.Running;

/// <summary>What the command line orders, checked as far as it can be without a definition. Immutable.</summary>
internal sealed record RunOrder
{
    /// <summary>The settings given as flags.</summary>
    public ImmutableArray<SettingValue> Flags { get; init; } = [];

    /// <summary>The settings file; null for the default one, if there is one.</summary>
    public string? SettingsFile { get; init; }

    /// <summary>Which ids.</summary>
    public WalkRequest Walk { get; init; } = new();

    /// <summary>Only find the mark.</summary>
    public bool ProbeOnly { get; init; }

    /// <summary>Fills <c>{yy}</c> and <c>{yyyy}</c>: a run for each; empty when none is given.</summary>
    public ImmutableArray<int> Years { get; init; } = [];

    /// <summary>The one year; null when none is given.</summary>
    /// <exception cref="RollcallException">There are several: exit code 2.</exception>
    public int? OneYear => Years.Length <= 1
        ? Years.Cast<int?>().FirstOrDefault()
        : throw new RollcallException(ExitCode.Usage, "--year gives several years, and this command takes one", "Give it as --year 2025.");

    /// <summary>Fills other placeholders.</summary>
    public ImmutableDictionary<string, string> Set { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>How to ask, over the definition's mode.</summary>
    public FetchMode? Mode { get; init; }

    /// <summary>Replaces the site.</summary>
    public Uri? BaseUrl { get; init; }

    /// <summary>A new run.</summary>
    public bool Fresh { get; init; }

    /// <summary>Ask this run's failed ids again, and nothing else.</summary>
    public OpenIntent.Retry? Retry { get; init; }

    /// <summary>Write nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>Replace files.</summary>
    public bool ForceOverwrite { get; init; }

    /// <summary>One JSON document on stdout.</summary>
    public bool Json { get; init; }

    /// <summary>Only the summary, and what goes wrong.</summary>
    public bool Quiet { get; init; }

    /// <summary>Log lines as JSON whatever watches; null for by what watches.</summary>
    public bool? JsonLog { get; init; }

    /// <summary>Reads the options.</summary>
    /// <exception cref="RollcallException">Values are not allowed; the message has them all.</exception>
    public static RunOrder Read(RunOptions options, ParseResult parsed)
    {
        var problems = new List<string>();
        var order = new RunOrder
        {
            Flags = [.. options.Given(parsed)],
            SettingsFile = parsed.GetValue(options.SettingsFile),
            Walk = new WalkRequest
            {
                Start = parsed.GetValue(options.Start),
                End = parsed.GetValue(options.End),
                MaxCases = parsed.GetValue(options.MaxCases),
                Recollect = parsed.GetValue(options.Recollect),
                RefreshOlderThan = Age(parsed.GetValue(options.RefreshOlderThan), problems),
            },
            Years = YearsOf(parsed.GetValue(options.Year), problems),
            Set = Pairs(parsed.GetValue(options.Set) ?? [], problems),
            Mode = OneOf(parsed.GetValue(options.Mode), "--mode", [("http", FetchMode.Http), ("browser", FetchMode.Browser)], problems),
            BaseUrl = Address(parsed.GetValue(options.BaseUrl), problems),
            Fresh = parsed.GetValue(options.Fresh),
            DryRun = parsed.GetValue(options.DryRun),
            ForceOverwrite = parsed.GetValue(options.ForceOverwrite),
            Json = parsed.GetValue(options.Json),
            Quiet = parsed.GetValue(options.Quiet),
            JsonLog = OneOf(parsed.GetValue(options.LogFormat), "--log-format", [("json", true), ("text", false)], problems),
        };
        return problems.Count == 0
            ? order
            : throw new RollcallException(ExitCode.Usage, string.Join(Environment.NewLine, problems), $"See: rollcall {parsed.CommandResult.Command.Name} --help");
    }

    /// <summary>2025, 2021..2025, or 2021,2023.</summary>
    private static ImmutableArray<int> YearsOf(string? text, List<string> problems)
    {
        var years = ImmutableArray.CreateBuilder<int>();
        foreach (var part in text?.Split(',') ?? [])
        {
            var ends = part.Split("..");
            if (ends.Length > 2 || !IsYear(ends[0], out var first) || !IsYear(ends[^1], out var last) || last < first)
            {
                problems.Add($"--year: '{text}' is not allowed; give 2025, 2021..2025 or 2021,2023");
                return [];
            }

            years.AddRange(Enumerable.Range(first, last - first + 1));
        }

        return [.. years.Distinct()];
    }

    private static bool IsYear(string text, out int year) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out year) && year is >= 1000 and <= 9999;

    private static TimeSpan? Age(string? text, List<string> problems)
    {
        if (text is null)
        {
            return null;
        }

        if (!Durations.TryParse(text, out var age))
        {
            problems.Add($"--refresh-older-than: '{text}' is not allowed; give {Durations.Allowed}");
        }

        return age;
    }

    private static ImmutableDictionary<string, string> Pairs(string[] texts, List<string> problems)
    {
        var pairs = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1 || equals == text.Length - 1)
            {
                problems.Add($"--set: '{text}' is not allowed; give name=value");
                continue;
            }

            pairs[text[..equals]] = text[(equals + 1)..];
        }

        return pairs.ToImmutable();
    }

    private static T? OneOf<T>(string? text, string option, (string Word, T Value)[] allowed, List<string> problems)
        where T : struct
    {
        if (text is null)
        {
            return null;
        }

        foreach (var (word, value) in allowed)
        {
            if (word == text)
            {
                return value;
            }
        }

        problems.Add($"{option}: '{text}' is not allowed; give {string.Join(" or ", allowed.Select(a => a.Word))}");
        return null;
    }

    private static Uri? Address(string? text, List<string> problems)
    {
        if (text is null)
        {
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.AbsolutePath == "/" && address.Query.Length == 0)
        {
            return address;
        }

        problems.Add($"--base-url: '{text}' is not allowed; give scheme, host and port, such as http://127.0.0.1:8765");
        return null;
    }
}
