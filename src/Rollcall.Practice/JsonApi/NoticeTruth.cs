using System.Globalization;
using Rollcall.Practice.Registries;

namespace Rollcall.Practice.JsonApi;

/// <summary>A notice as a faultless collection must yield it.</summary>
internal static class NoticeTruth
{
    public static RecordTruth Of(Notice notice)
    {
        var unavailable = notice.State switch
        {
            NoticeState.Withheld => "withheld",
            NoticeState.Deleted => "deleted",
            NoticeState.Merged => $"merged:{notice.MergedInto}",
            _ => null,
        };
        return unavailable is not null
            ? new RecordTruth { Id = notice.Number.ToString(), Outcome = ExpectedOutcome.Success, Unavailable = unavailable }
            : new RecordTruth
            {
                Id = notice.Number.ToString(),
                Outcome = ExpectedOutcome.Success,
                Fields = new Dictionary<string, string>
                {
                    ["title"] = notice.Title,
                    ["publisher"] = notice.Publisher,
                    ["published"] = notice.Published.ToString("yyyy-MM-dd"),
                    ["value"] = notice.Value.ToString(CultureInfo.InvariantCulture),
                },
                Tables = new Dictionary<string, IReadOnlyList<IReadOnlyDictionary<string, string>>>
                {
                    ["parties"] = [.. notice.Parties.Select(p => new Dictionary<string, string> { ["name"] = p.Name, ["role"] = p.Role, ["since"] = p.Since.ToString("yyyy-MM-dd") })],
                },
            };
    }
}
