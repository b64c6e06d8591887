using Rollcall.Practice.Registries;

namespace Rollcall.Practice.Court;

/// <summary>All files of the court, made up when asked for: the same seed gives the same files. Thread safe.</summary>
internal sealed class CourtArchive
{
    private readonly int _seed;
    private readonly SortedDictionary<int, NumberLine> _years = [];

    public CourtArchive(int seed, IEnumerable<CourtYear> years)
    {
        _seed = seed;
        foreach (var year in years)
            _years.Add(year.Year, new NumberLine(seed, $"court/{year.Year}", year.Numbering));
    }

    public IReadOnlyDictionary<string, int> Marks => _years.ToDictionary(year => year.Key.ToString(), year => year.Value.Mark);

    public CourtFile? Find(CourtId id) =>
        _years.TryGetValue(id.Year, out var numbers) && numbers.Exists(id.Number) ? Make(id, numbers) : null;

    /// <summary>Another file of the same year, the same one each time; null when there is none.</summary>
    public CourtFile? Another(CourtId id) =>
        _years.TryGetValue(id.Year, out var numbers) && numbers.Another(id.Number) is { } other ? Make(id with { Number = other }, numbers) : null;

    /// <exception cref="ArgumentException">There is no such year.</exception>
    public NumberLine Numbers(string year) =>
        int.TryParse(year, out var number) && _years.TryGetValue(number, out var numbers)
            ? numbers
            : throw new ArgumentException($"court has no year \"{year}\"; there are {string.Join(", ", _years.Keys)}", nameof(year));

    // Filings spread over the year up to its mark; what comes after the first mark was filed on its last day.
    private CourtFile Make(CourtId id, NumberLine numbers)
    {
        var day = Math.Min((id.Number - 1L) * 363 / numbers.FirstMark, 363);
        return CourtFileMaker.Make(_seed, id, new DateOnly(id.Year, 1, 2).AddDays((int)day));
    }
}
