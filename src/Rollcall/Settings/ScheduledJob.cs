using System.Collections.Immutable;

namespace Rollcall.Settings;

/// <summary>What becomes of a start whose time came while nobody could start it.</summary>
public enum MissedRule
{
    /// <summary>It is made up for once, as soon as it can be, however many were missed: the default.</summary>
    RunOnce,

    /// <summary>It is left out; the next one is at its own time.</summary>
    Skip,
}

/// <summary>One job of the <c>schedule:</c> of the settings file: when, and what. Immutable.</summary>
public sealed record ScheduledJob
{
    /// <summary>What <see cref="Year"/> is written as for the year in which the job is due.</summary>
    public const string CurrentYear = "current";

    /// <summary>Its name: unique in the file; lower-case letters, digits and hyphens.</summary>
    public required string Name { get; init; }

    /// <summary>When, as written: five fields as in a crontab, or six or seven as in Quartz.</summary>
    public required string Cron { get; init; }

    /// <summary>Whose clock the times are read from; null for the machine's.</summary>
    public TimeZoneInfo? TimeZone { get; init; }

    /// <summary>The registry definitions that are run; at least one.</summary>
    public required ImmutableArray<string> Registries { get; init; }

    /// <summary>As <c>--year</c>, or <see cref="CurrentYear"/>; null for none.</summary>
    public string? Year { get; init; }

    /// <summary>As <c>--set</c>.</summary>
    public ImmutableSortedDictionary<string, string> Set { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>As <c>--start</c>.</summary>
    public long? Start { get; init; }

    /// <summary>As <c>--end</c>.</summary>
    public long? End { get; init; }

    /// <summary>As <c>--max-cases</c>.</summary>
    public long? MaxCases { get; init; }

    /// <summary>As <c>--mode</c>.</summary>
    public string? Mode { get; init; }

    /// <summary>As <c>--base-url</c>.</summary>
    public string? BaseUrl { get; init; }

    /// <summary>As <c>--refresh-older-than</c>.</summary>
    public string? RefreshOlderThan { get; init; }

    /// <summary>Settings over those of the files, by name.</summary>
    public ImmutableSortedDictionary<string, string> Settings { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The dataset definition by which the records of finished runs are loaded; null for no load.</summary>
    public string? Load { get; init; }

    /// <summary>What becomes of missed starts.</summary>
    public MissedRule Missed { get; init; }
}
