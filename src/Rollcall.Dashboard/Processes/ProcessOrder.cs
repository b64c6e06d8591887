using System.Collections.Immutable;
using System.Globalization;

namespace Rollcall.Dashboard.Processes;

/// <summary>What a process of its own is to do: a closed set. It becomes the command line that a person would type, so the same rules hold. Immutable.</summary>
public abstract record ProcessOrder
{
    private ProcessOrder()
    {
    }

    /// <summary>
    /// Settings over those of the files, by name. They go into the new process's environment as <c>ROLLCALL_NAME</c>, which every setting has, whether or not it has a flag.
    /// </summary>
    public ImmutableSortedDictionary<string, string> Settings { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The command's name and what it is about: files, runs.</summary>
    public abstract IReadOnlyList<string> Words { get; }

    /// <summary>The command's own options, each as <c>--flag=value</c>: a value that looks like an option stays a value.</summary>
    public abstract IReadOnlyList<string> Options { get; }

    private static IEnumerable<string> Option(string flag, string? value) => value is null ? [] : [$"{flag}={value}"];

    private static IEnumerable<string> Option(string flag, long? value) => Option(flag, value?.ToString(CultureInfo.InvariantCulture));

    /// <summary><c>rollcall run</c>: starts a run, or resumes the unfinished one.</summary>
    /// <param name="Registries">The definitions' files; at least one.</param>
    public sealed record Run(ImmutableArray<string> Registries) : ProcessOrder
    {
        /// <summary><c>rollcall probe</c> instead: only find how far the numbers go. It takes no walk.</summary>
        public bool ProbeOnly { get; init; }

        /// <summary><c>--year</c>: 2025, 2021..2025 or 2021,2023; null for none.</summary>
        public string? Year { get; init; }

        /// <summary><c>--set</c>: what other placeholders stand for.</summary>
        public ImmutableSortedDictionary<string, string> Set { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

        /// <summary><c>--start</c>.</summary>
        public long? Start { get; init; }

        /// <summary><c>--end</c>.</summary>
        public long? End { get; init; }

        /// <summary><c>--max-cases</c>.</summary>
        public long? MaxCases { get; init; }

        /// <summary><c>--mode</c>: http or browser; null for the definition's.</summary>
        public string? Mode { get; init; }

        /// <summary><c>--base-url</c>; null for the definition's site.</summary>
        public string? BaseUrl { get; init; }

        /// <summary><c>--refresh-older-than</c>; null for never.</summary>
        public string? RefreshOlderThan { get; init; }

        /// <inheritdoc/>
        public override IReadOnlyList<string> Words => [ProbeOnly ? "probe" : "run", .. Registries];

        /// <inheritdoc/>
        public override IReadOnlyList<string> Options =>
        [
            .. Option("--year", Year), .. Set.SelectMany(s => Option("--set", $"{s.Key}={s.Value}")),
            .. Option("--start", Start), .. Option("--end", End), .. Option("--max-cases", MaxCases), .. Option("--mode", Mode), .. Option("--base-url", BaseUrl),
            .. Option("--refresh-older-than", RefreshOlderThan),
        ];
    }

    /// <summary><c>rollcall retry</c>: asks a run's failed ids again.</summary>
    /// <param name="RunId">The run.</param>
    /// <param name="Class">Only ids that failed for this reason; null for all.</param>
    public sealed record Retry(string RunId, string? Class) : ProcessOrder
    {
        /// <inheritdoc/>
        public override IReadOnlyList<string> Words => ["retry", RunId];

        /// <inheritdoc/>
        public override IReadOnlyList<string> Options => [.. Option("--class", Class)];
    }

    /// <summary><c>rollcall load</c>: records into the database that the settings name.</summary>
    /// <param name="Dataset">The dataset definition's file.</param>
    /// <param name="Sources">What is loaded; at least one.</param>
    public sealed record Load(string Dataset, ImmutableArray<string> Sources) : ProcessOrder
    {
        /// <inheritdoc/>
        public override IReadOnlyList<string> Words => ["load", Dataset, .. Sources];

        /// <inheritdoc/>
        public override IReadOnlyList<string> Options => [];
    }
}
