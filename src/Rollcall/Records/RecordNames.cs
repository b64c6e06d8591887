using System.Globalization;
using Rollcall.Storage;

namespace Rollcall.Records;

/// <summary>Which names a record's file can have. Pure.</summary>
internal static class RecordNames
{
    /// <summary>The highest suffix: a name taken gets <c>-1</c> to <c>-100</c>.</summary>
    public const int MostSuffixes = 100;

    /// <summary>The year's folder.</summary>
    public static string YearOf(DateOnly day) => day.Year.ToString("D4", CultureInfo.InvariantCulture);

    /// <summary>The names in the order they are tried: <c>ID-20251122.json</c>, <c>ID-20251122-1.json</c> and so on.</summary>
    public static IEnumerable<string> For(string idText, DateOnly day)
    {
        var stem = $"{SafeName.For(idText)}-{day.ToString("yyyyMMdd", CultureInfo.InvariantCulture)}";
        yield return stem + ".json";
        for (var suffix = 1; suffix <= MostSuffixes; suffix++)
        {
            yield return $"{stem}-{suffix}.json";
        }
    }
}
