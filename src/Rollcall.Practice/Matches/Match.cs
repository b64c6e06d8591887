namespace Rollcall.Practice.Matches;

/// <summary>One match of one tab. Immutable.</summary>
internal sealed record Match
{
    /// <summary>The id as the site writes it: <c>AUR-017</c>.</summary>
    public required string Id { get; init; }

    public required int Number { get; init; }

    public required MatchTab Tab { get; init; }

    public required string Home { get; init; }

    public required string Away { get; init; }

    public required DateOnly Day { get; init; }

    public required string Status { get; init; }

    /// <summary>Empty for a match that was not played.</summary>
    public required string Score { get; init; }

    /// <summary>In the order in which the page shows them.</summary>
    public required IReadOnlyList<MatchSection> Sections { get; init; }

    public string Title => $"{Home} v. {Away}";

    public MatchSection? Section(string name) => Sections.FirstOrDefault(section => section.Name == name);
}

/// <summary>One sub-tab of a match: labelled values, or a table.</summary>
/// <param name="Name">The name in addresses: <c>odds</c>.</param>
/// <param name="Heading">What a person reads: <c>Odds</c>.</param>
/// <param name="Values">Labelled values, each a label and a text.</param>
/// <param name="Columns">The headers of the table.</param>
/// <param name="Rows">Its rows.</param>
internal sealed record MatchSection(
    string Name, string Heading, IReadOnlyList<string[]> Values, IReadOnlyList<string> Columns, IReadOnlyList<string[]> Rows);

/// <summary>One tab: a league with its matches.</summary>
/// <param name="Slug">The name in addresses: <c>aurel</c>.</param>
/// <param name="Name">What a person reads: <c>Aurel League</c>.</param>
internal sealed record MatchTab(string Slug, string Name)
{
    /// <summary>What its ids begin with: <c>AUR</c>.</summary>
    public string Prefix { get; } = Slug[..3].ToUpperInvariant();
}
