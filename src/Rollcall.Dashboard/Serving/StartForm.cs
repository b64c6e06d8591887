using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Rollcall.Dashboard.Processes;
using Rollcall.Dashboard.State;
using Rollcall.Settings;

namespace Rollcall.Dashboard.Serving;

/// <summary>What was filled in to start a run, and what is wrong with it. Immutable.</summary>
public sealed record StartForm
{
    /// <summary>The settings that can be given here: those with a flag, none of which is a path.</summary>
    public static readonly ImmutableArray<string> SettingNames =
    [
        "concurrency", "delay_min", "delay_max", "max_retries", "job_timeout", "probe_budget", "safe_stop_no_records", "safe_stop_failures", "persist_raw_html",
    ];

    /// <summary>What can be started.</summary>
    public IReadOnlyList<RegistryOffer> Offers { get; init; } = [];

    /// <summary>Where that lies.</summary>
    public IReadOnlyList<string> Folders { get; init; } = [];

    /// <summary>What was filled in, by field.</summary>
    public ImmutableDictionary<string, string> Values { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>What is wrong, as the command line says it.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>What was filled into a field; empty when nothing was.</summary>
    public string this[string field] => Values.GetValueOrDefault(field, "");

    /// <summary>The form as it was sent.</summary>
    internal static StartForm Of(IFormCollection form, RegistryOffers offers) => new()
    {
        Offers = offers.All(),
        Folders = offers.Folders,
        Values = form.Where(f => f.Value.ToString().Trim().Length > 0).ToImmutableDictionary(f => f.Key, f => f.Value.ToString().Trim()),
    };

    /// <summary>The order that it makes; null when something is wrong with it, and then <paramref name="problems"/> says what.</summary>
    public ProcessOrder.Run? Order(out IReadOnlyList<string> problems)
    {
        var wrong = new List<string>();
        problems = wrong;
        if (Offers.FirstOrDefault(offer => offer.File == this["registry"]) is not { } registry)
        {
            wrong.Add("Choose a registry from the list.");
            return null;
        }

        wrong.AddRange(registry.Problems);
        var order = new ProcessOrder.Run([registry.File])
        {
            Year = Text("year"),
            Start = Number("start", "--start", wrong),
            End = Number("end", "--end", wrong),
            MaxCases = Number("max_cases", "--max-cases", wrong),
            Mode = Text("mode"),
            BaseUrl = Text("base_url"),
            Set = Pairs(wrong),
            Settings = SettingNames.Where(name => Text(name) is not null).ToImmutableSortedDictionary(name => name, name => Text(name)!, StringComparer.Ordinal),
        };
        return wrong.Count == 0 ? order : null;
    }

    private string? Text(string field) => this[field] is { Length: > 0 } text ? text : null;

    private long? Number(string field, string flag, List<string> wrong)
    {
        if (Text(field) is not { } text)
        {
            return null;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        wrong.Add($"{flag}: '{text}' is not allowed; give a whole number");
        return null;
    }

    private ImmutableSortedDictionary<string, string> Pairs(List<string> wrong)
    {
        var pairs = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var line in this["set"].Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1 || equals == line.Length - 1)
            {
                wrong.Add($"--set: '{line}' is not allowed; give name=value");
                continue;
            }

            pairs[line[..equals]] = line[(equals + 1)..];
        }

        return pairs.ToImmutable();
    }

    /// <summary>The setting behind a field.</summary>
    public static Setting SettingOf(string name) => SettingCatalog.Find(name)!;
}
