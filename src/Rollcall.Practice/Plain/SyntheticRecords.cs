using System.Globalization;
using Rollcall.Practice.Registries;

namespace Rollcall.Practice.Plain;

/// <summary>Invented permits. The same seed gives the same records.</summary>
internal sealed class SyntheticRecords(int seed, Numbering numbering) : PlainSource
{
    private static readonly DateOnly FirstDay = new(2016, 1, 4);

    private static readonly string[] Acts =
        ["Renewal", "Transfer", "First grant", "Amendment", "Extension", "Partial surrender", "Reinstatement"];

    private static readonly string[] Things =
    [
        "mooring licence", "market stall permit", "street works consent", "well drilling permit", "beekeeping notice",
        "quarry lease", "ferry timetable", "scaffolding licence", "tree felling consent", "pavement café permit",
    ];

    // Written so that careless text markers trip: SINGHAVEL holds "sin", others what HTML must encode.
    private static readonly string[] Places =
    [
        "Quay 7", "Upper Dorvan Road", "Singhavel Bridge", "Lot 12 & 13, Telmark", "the \"Old Foundry\" yard", "Mirelle-sur-Ombre",
        "O'Karrow Lane", "Plot <B>, Vastholm", "Brünnedal Station", "Sinnet Farm, no record street",
    ];

    private static readonly string[] Statuses = ["In force", "In force", "In force", "Expired", "Under review", "Withdrawn", "Refused"];
    private static readonly string[] Categories = ["", "Harbour", "Land use", "Streets", "Trade"];
    private static readonly string[] Offices = ["Northgate", "Southgate", "Isles", "Central"];

    private readonly NumberLine _line = new(seed, "plain", numbering);

    public override int Mark => _line.Mark;

    public override PlainRecord? Find(string number)
    {
        // Only the plain form: "007" is another address than "7".
        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            && value.ToString() == number && _line.Exists(value)
            ? Make(value)
            : null;
    }

    public override PlainRecord? Another(string number)
    {
        _ = int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value);
        return _line.Another(value) is { } other ? Make(other) : null;
    }

    public override bool TryGrow(int mark) => _line.TryGrow(mark);

    private PlainRecord Make(int number)
    {
        var dice = Dice.For(seed, "plain/record", number);
        var thing = dice.Pick(Things);
        var title = $"{dice.Pick(Acts)}: {thing}, {dice.Pick(Places)}";
        var created = FirstDay.AddDays(number / 3 % 3650);
        var conditions = Enumerable.Range(1, dice.Below(4)).Select(each => $"C{each}.{number % 10}");
        return new PlainRecord(number.ToString(), title,
        [
            new("status", dice.Pick(Statuses)),
            new("created", created.ToString("yyyy-MM-dd")),
            new("category", dice.Pick(Categories)),
            new("office", dice.Pick(Offices)),
            new("conditions", string.Join(", ", conditions)),
            new("fee", (20 + 5 * dice.Below(60)).ToString()),
        ]);
    }
}
