using Rollcall.Practice.Registries;

namespace Rollcall.Practice.WebForms;

/// <summary>A licence as a faultless collection must yield it.</summary>
internal static class LicenceTruth
{
    public static RecordTruth Of(Licence licence) => licence.IsSealed
        ? new RecordTruth { Id = licence.Number.ToString(), Outcome = ExpectedOutcome.Success, Unavailable = "withheld" }
        : new RecordTruth
        {
            Id = licence.Number.ToString(),
            Outcome = ExpectedOutcome.Success,
            Fields = new Dictionary<string, string>
            {
                ["title"] = licence.Title,
                ["holder"] = licence.Holder,
                ["status"] = licence.Status,
                ["issued"] = licence.Issued.ToString("yyyy-MM-dd"),
                ["fee"] = licence.Fee.ToString(),
            },
            Tables = new Dictionary<string, IReadOnlyList<IReadOnlyDictionary<string, string>>>
            {
                ["events"] = [.. licence.Events.Select(e => new Dictionary<string, string> { ["date"] = e.Date.ToString("yyyy-MM-dd"), ["event"] = e.What, ["remark"] = e.Remark })],
            },
        };
}
