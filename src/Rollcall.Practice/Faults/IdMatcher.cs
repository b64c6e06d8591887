using System.Globalization;

namespace Rollcall.Practice.Faults;

/// <summary>Tells whether an id is among those a rule names.</summary>
internal sealed class IdMatcher
{
    private readonly HashSet<string> _texts = [];
    private readonly List<(long From, long To)> _ranges = [];

    public IdMatcher(IEnumerable<string> ids)
    {
        foreach (var id in ids)
        {
            if (TryRange(id, out var range))
                _ranges.Add(range);
            else
                _texts.Add(id);
        }
    }

    public static bool IsSound(string id) =>
        !string.IsNullOrWhiteSpace(id) && (!TryRange(id, out var range) || range.From <= range.To);

    public bool Matches(string? id, long? number)
    {
        if (_texts.Count == 0 && _ranges.Count == 0)
            return true;
        return (id is not null && _texts.Contains(id))
            || (number is { } n && _ranges.Exists(range => range.From <= n && n <= range.To));
    }

    private static bool TryRange(string id, out (long From, long To) range)
    {
        range = default;
        var ends = id.Split('-');
        if (ends.Length > 2 || !long.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out range.From))
            return false;
        range.To = range.From;
        return ends.Length == 1 || long.TryParse(ends[1], NumberStyles.None, CultureInfo.InvariantCulture, out range.To);
    }
}
