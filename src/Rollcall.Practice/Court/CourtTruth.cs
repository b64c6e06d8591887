using Rollcall.Practice.Registries;

namespace Rollcall.Practice.Court;

/// <summary>A file as a faultless collection must yield it.</summary>
internal static class CourtTruth
{
    public static RecordTruth Of(CourtFile file) => new()
    {
        Id = file.Id.ToString(),
        Outcome = ExpectedOutcome.Success,
        Fields = new Dictionary<string, string>
        {
            ["style_of_cause"] = file.StyleOfCause,
            ["nature_of_proceeding"] = file.NatureOfProceeding,
            ["type"] = "Immigration Matters",
            ["type_of_action"] = file.TypeOfAction,
            ["office"] = file.Office,
            ["language"] = file.Language,
            ["filing_date"] = EntriesAnswer.Iso(file.FilingDate),
        },
        Tables = new Dictionary<string, IReadOnlyList<IReadOnlyDictionary<string, string>>>
        {
            ["docket_entries"] = [.. file.Docket.Select(Row)],
        },
    };

    private static Dictionary<string, string> Row(DocketEntry entry) => new()
    {
        ["doc_id"] = entry.Id.ToString(),
        ["entry_date"] = EntriesAnswer.Iso(entry.Filed),
        ["office"] = entry.Office,
        ["summary"] = entry.Summary,
    };
}
