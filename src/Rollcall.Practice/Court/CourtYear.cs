using Rollcall.Practice.Registries;

namespace Rollcall.Practice.Court;

/// <summary>One year's numbering of the court. Immutable.</summary>
/// <param name="Year">2000 to 2099; ids carry its last two digits.</param>
/// <param name="Numbering">Which numbers exist.</param>
public sealed record CourtYear(int Year, Numbering Numbering)
{
    /// <summary>
    /// 2019 is small, for demonstrations. The others have the size, and about the share of holes, that the Federal Court's
    /// immigration files had; 2022 has a run of 12 holes as well, since such runs are what trips careless stop rules.
    /// </summary>
    public static IReadOnlyList<CourtYear> Usual { get; } =
    [
        new(2019, new Numbering { Mark = 64, HoleRate = 0.05 }),
        new(2020, new Numbering { Mark = 6_424, HoleRate = 0.02 }),
        new(2021, new Numbering { Mark = 9_761, HoleRate = 0.005 }),
        new(2022, new Numbering { Mark = 13_487, HoleRate = 0.05, Gaps = [new NumberGap(5_000, 5_011)] }),
        new(2023, new Numbering { Mark = 16_208, HoleRate = 0.02 }),
        new(2024, new Numbering { Mark = 24_667, HoleRate = 0.02 }),
        new(2025, new Numbering { Mark = 26_418, HoleRate = 0.05 }),
    ];

    internal static IEnumerable<string> Problems(IReadOnlyList<CourtYear> years)
    {
        foreach (var year in years.Where(year => year.Year is < 2000 or > 2099))
            yield return $"court year {year.Year} must be from 2000 to 2099";
        foreach (var twice in years.GroupBy(year => year.Year).Where(same => same.Count() > 1))
            yield return $"court year {twice.Key} is given twice";
        foreach (var problem in years.SelectMany(year => year.Numbering.Problems($"court year {year.Year}")))
            yield return problem;
    }
}
