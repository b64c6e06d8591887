using System.Collections.Immutable;
using Rollcall.Ids;

namespace Rollcall.Registries;

/// <summary>One site's collection of records: how to ask, how to judge, what to read. Checked when it was read, then frozen.</summary>
public sealed record RegistryDefinition
{
    /// <summary>Its name: lower-case letters, digits and hyphens; part of file names.</summary>
    public required string Name { get; init; }

    /// <summary>What a person calls it; the name when none is given.</summary>
    public required string Title { get; init; }

    /// <summary>Scheme, host and port that relative addresses belong to.</summary>
    public required Uri Site { get; init; }

    /// <summary>How it is asked.</summary>
    public FetchMode Mode { get; init; }

    /// <summary>Whether a page that takes the place of one whose browser ended starts with its cookies and local storage (browser).</summary>
    public bool KeepsSession { get; init; }

    /// <summary>A mail address or page by which the site's operator can reach the user; part of the User-Agent.</summary>
    public string? Contact { get; init; }

    /// <summary>Which ids there are.</summary>
    public required IdSource Ids { get; init; }

    /// <summary>Done once per session.</summary>
    public ImmutableArray<Step> Open { get; init; } = [];

    /// <summary>Done once per id. Never empty.</summary>
    public required ImmutableArray<Step> Ask { get; init; }

    /// <summary>Done once per id judged found so far.</summary>
    public ImmutableArray<Step> Detail { get; init; } = [];

    /// <summary>Parts of a record that are come to by steps of their own, once it was found and read, in this order.</summary>
    public ImmutableArray<SectionRule> Sections { get; init; } = [];

    /// <summary>Done after every id.</summary>
    public ImmutableArray<Step> Reset { get; init; } = [];

    /// <summary>How pages are told apart.</summary>
    public required JudgeRules Judge { get; init; }

    /// <summary>What is read from a record's page.</summary>
    public required ReadRules Read { get; init; }

    /// <summary>Ids whose answers are known.</summary>
    public Canaries Canaries { get; init; } = new([], []);

    /// <summary>The settings the definition gives, by name, as written, each with its line.</summary>
    public ImmutableArray<GivenSetting> Settings { get; init; } = [];

    /// <summary>The placeholders that <c>--year</c> or <c>--set</c> must fill, each once; <c>id</c> and <c>number</c> are none of them.</summary>
    public ImmutableArray<string> Placeholders { get; init; } = [];

    /// <summary>The names of the secrets that the environment must hold, each once.</summary>
    public ImmutableArray<string> Secrets { get; init; } = [];

    /// <summary>The file it was read from, as the user named it.</summary>
    public required string File { get; init; }

    /// <summary>SHA-256 of the file's text (lower-case hex): which definition gave an outcome.</summary>
    public required string Hash { get; init; }
}

/// <summary>Where ids come from: a closed set.</summary>
public abstract record IdSource
{
    private IdSource()
    {
    }

    /// <summary>Every number of a numbering space.</summary>
    /// <param name="Pattern">How a number becomes an id.</param>
    /// <param name="First">The lowest number that can exist, 0 or more; 1 by default.</param>
    /// <param name="Ceiling">The highest number that can exist.</param>
    public sealed record Range(IdPattern Pattern, long First, long Ceiling) : IdSource;

    /// <summary>The lines of a file, free text allowed; empty lines and lines that start with <c>#</c> are none.</summary>
    /// <param name="File">The path, relative to the definition's folder.</param>
    public sealed record List(string File) : IdSource;

    /// <summary>What pages of the site list.</summary>
    /// <param name="Tabs">The tabs, each a partition; null when there is one list only.</param>
    /// <param name="Items">The pages that list the items of a tab.</param>
    public sealed record Listing(TabSource? Tabs, ListingRule Items) : IdSource;
}

/// <summary>A setting as a file gives it.</summary>
public sealed record GivenSetting(string Name, string Value, int Line);

/// <summary>Ids whose answers are known: asked to see whether the site still tells the truth.</summary>
/// <param name="Present">Numbers (or ids of a list) known to exist.</param>
/// <param name="Absent">Numbers known not to exist.</param>
public sealed record Canaries(ImmutableArray<string> Present, ImmutableArray<string> Absent);
