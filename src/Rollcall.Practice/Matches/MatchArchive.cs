using System.Globalization;
using Rollcall.Practice.Registries;

namespace Rollcall.Practice.Matches;

/// <summary>All matches, made up when asked for: the same seed gives the same ones. Thread safe.</summary>
internal sealed class MatchArchive
{
    private const int MatchesOfTab = 100;
    private const double WithdrawnShare = 0.02;

    private readonly int _seed;
    private readonly Dictionary<string, NumberLine> _lines;

    public MatchArchive(int seed)
    {
        _seed = seed;
        _lines = Tabs.ToDictionary(tab => tab.Slug, tab => new NumberLine(seed, "matches/" + tab.Slug, new Numbering { Mark = MatchesOfTab, HoleRate = WithdrawnShare }));
    }

    /// <summary>The tabs in the order in which the site shows them.</summary>
    public static IReadOnlyList<MatchTab> Tabs { get; } =
    [
        new("aurel", "Aurel League"), new("borea", "Borea Cup"), new("corvin", "Corvin Shield"), new("delmar", "Delmar Trophy"), new("estel", "Estel & Isles"),
        new("fjell", "Fjell Series"), new("garn", "Garn Division"), new("hovel", "Hovel Youth"), new("ister", "Ister Women"), new("jorvan", "Jorvan Friendlies"),
    ];

    public IReadOnlyDictionary<string, int> Marks => Tabs.ToDictionary(tab => tab.Slug, tab => _lines[tab.Slug].Mark);

    public static MatchTab? Tab(string slug) => Tabs.FirstOrDefault(tab => tab.Slug == slug);

    /// <exception cref="ArgumentException">There is no such tab.</exception>
    public NumberLine Line(string slug) => _lines.TryGetValue(slug, out var line)
        ? line
        : throw new ArgumentException($"matches has no tab \"{slug}\"; there are {string.Join(", ", _lines.Keys)}", nameof(slug));

    /// <summary>A match as the listing shows it, withdrawn or not.</summary>
    public Match Listed(MatchTab tab, int number) => MatchMaker.Make(_seed, tab, number);

    /// <summary>The match of that id; null when it was withdrawn, or never was.</summary>
    public Match? Find(string id) => Parse(id) is { } place && _lines[place.Tab.Slug].Exists(place.Number) ? Listed(place.Tab, place.Number) : null;

    /// <summary>Another match of the same tab; null when there is none.</summary>
    public Match? Another(string id) => Parse(id) is { } place && _lines[place.Tab.Slug].Another(place.Number) is { } other ? Listed(place.Tab, other) : null;

    /// <summary>The tab and number in an id; null when it is none of a tab.</summary>
    public static (MatchTab Tab, int Number)? Parse(string id)
    {
        var parts = id.Split('-');
        return parts.Length == 2 && Tabs.FirstOrDefault(tab => tab.Prefix == parts[0]) is { } tab
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && $"{number:000}" == parts[1]
            ? (tab, number)
            : null;
    }
}
