using Rollcall.Practice.Registries;

namespace Rollcall.Practice.Matches;

/// <summary>A match as a faultless collection must yield it: a match that was put off has no table of odds.</summary>
internal static class MatchTruth
{
    private static readonly Dictionary<string, string> TableNames = new(StringComparer.Ordinal) { ["summary"] = "incidents", ["odds"] = "odds", ["standings"] = "standings" };

    public static RecordTruth Of(Match match)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["title"] = match.Title, ["day"] = $"{match.Day:yyyy-MM-dd}", ["status"] = match.Status, ["score"] = match.Score,
        };
        var tables = new Dictionary<string, IReadOnlyList<IReadOnlyDictionary<string, string>>>(StringComparer.Ordinal);
        foreach (var section in match.Sections)
        {
            foreach (var value in section.Values)
                fields[value[0].ToLowerInvariant()] = value[1];
            tables[TableNames[section.Name]] = [.. section.Rows.Select(row => Row(section, row))];
        }
        return new RecordTruth { Id = match.Id, Outcome = ExpectedOutcome.Success, Fields = fields, Tables = tables };
    }

    private static Dictionary<string, string> Row(MatchSection section, string[] cells) =>
        section.Columns.Zip(cells).ToDictionary(cell => cell.First.ToLowerInvariant(), cell => cell.Second, StringComparer.Ordinal);
}
