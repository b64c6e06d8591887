using System.Collections.Immutable;

namespace Rollcall.Registries;

/// <summary>
/// How pages are told apart. Judged in this order: expired, blocked, unavailable kinds, absent, found with identity. Entries of a list are
/// alternatives; all conditions of an entry must hold.
/// </summary>
public sealed record JudgeRules
{
    /// <summary>Pages that say that the session has ended. Nobody's answer: the session is opened anew, and the id asked again.</summary>
    public ImmutableArray<Rule> Expired { get; init; } = [];

    /// <summary>Pages by which the site refuses to serve us.</summary>
    public ImmutableArray<Rule> Blocked { get; init; } = [];

    /// <summary>Pages that say the record exists but is not shown.</summary>
    public ImmutableArray<Rule> Withheld { get; init; } = [];

    /// <summary>Pages that say the record was removed.</summary>
    public ImmutableArray<Rule> Deleted { get; init; } = [];

    /// <summary>Pages that say the record was merged into another.</summary>
    public ImmutableArray<Rule> Merged { get; init; } = [];

    /// <summary>Pages that say there is no such record. Never empty: an absence needs the site's own words.</summary>
    public required ImmutableArray<Rule> Absent { get; init; }

    /// <summary>Pages that hold a record. Never empty.</summary>
    public required ImmutableArray<Rule> Found { get; init; }

    /// <summary>What on a found page must name the id asked for.</summary>
    public required Rule Identity { get; init; }
}

/// <summary>Conditions that must all hold.</summary>
/// <remarks>
/// Without a status, a <c>found</c> rule wants 200 to 299, a <c>blocked</c> one takes any, and the others take 200 to 299 and 400 to 499 but
/// 429: a failing server shows parts of any page. An empty body holds to no rule but <c>blocked</c> ones and those that name its status, 400 or more.
/// </remarks>
/// <param name="Line">The definition's line, for messages.</param>
/// <param name="Status">One of these HTTP statuses; empty for any.</param>
/// <param name="Url">A text that the final address contains, an id in it as a whole one; null for any.</param>
/// <param name="At">What must be on the page, and what it must say; null for anything.</param>
public sealed record Rule(int Line, ImmutableArray<int> Status, Template? Url, Place? At)
{
    /// <summary>For <c>merged</c>: where the other id stands.</summary>
    public Place? Into { get; init; }
}

/// <summary>A place on a page (visible elements of a selector, or a dotted path in JSON) and the text that must stand there.</summary>
/// <param name="Selector">A CSS selector; null when <paramref name="JsonPath"/> is given, or when the whole page is meant.</param>
/// <param name="JsonPath">A dotted path, such as <c>data.items.0.name</c> or <c>data.items.length</c>; null for HTML.</param>
/// <param name="Is">The whole text must be one of these; empty for no such test.</param>
/// <param name="Contains">The text must hold one of these as whole words; empty for no such test.</param>
/// <remarks>
/// Texts are compared without regard to case, with runs of white space (no-break spaces too) as one space. An id among them must not be part of a
/// longer one: a hyphen or slash joins it to a letter or digit, a point or comma to a digit.
/// </remarks>
public sealed record Place(string? Selector, string? JsonPath, ImmutableArray<Template> Is, ImmutableArray<Template> Contains);
