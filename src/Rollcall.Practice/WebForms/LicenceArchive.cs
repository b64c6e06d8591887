using Rollcall.Practice.Registries;

namespace Rollcall.Practice.WebForms;

/// <summary>All licences, made up when asked for: the same seed gives the same ones. Thread safe.</summary>
internal sealed class LicenceArchive(int seed, Numbering numbering)
{
    private static readonly string[] Trades = ["Ferry pilot", "Kiln & glaze works", "Night market <stall>", "Peat cutter", "Rope walk", "Tallow chandler", "Bell founder", "Eel trap"];
    private static readonly string[] Places = ["Vastholm", "Ørenby", "Little Quay", "Sankt Ylva", "Môrfa", "Tern Sound"];
    private static readonly string[] Names = ["Orlune Kest", "Tarvo Élvadra", "M. Quorinth & Daughters", "Yvanko Lumb", "Sintara Oquet", "O'Karrow Bros."];
    private static readonly string[] Statuses = ["In force", "Lapsed", "Suspended", "Surrendered"];
    private static readonly string[] Happenings = ["Application received", "Fee paid", "Inspection", "Inspection passed", "Renewed", "Notice served", "Objection heard", "Address changed"];
    private static readonly string[] Remarks = ["", "by post", "no licence has this number on the old roll", "in person, at the counter", "see page 2", "<unsigned>"];

    private readonly NumberLine _line = new(seed, "webforms", numbering);

    public int Mark => _line.Mark;

    public bool TryGrow(int mark) => _line.TryGrow(mark);

    public Licence? Find(long number) => _line.Exists(number) ? Make((int)number) : null;

    public Licence? Another(long number) => _line.Another(number) is { } other ? Make(other) : null;

    private Licence Make(int number)
    {
        var dice = Dice.For(seed, "webforms/licence", number);
        var issued = new DateOnly(2014, 3, 1).AddDays(number * 7 % 3900);
        var title = $"{dice.Pick(Trades)}, {dice.Pick(Places)}";
        return new Licence
        {
            Number = number,
            Title = title,
            Holder = dice.Pick(Names),
            Status = dice.Pick(Statuses),
            Issued = issued,
            Fee = 10 + (5 * dice.Below(40)),
            IsSealed = number != 1 && number != _line.FirstMark && dice.Chance(0.06),
            Events = [.. Events(dice, issued)],
            Rows = Rows(dice, number, title),
        };
    }

    // None to thirteen, five a page.
    private static IEnumerable<LicenceEvent> Events(Dice dice, DateOnly issued)
    {
        var count = dice.Below(14);
        for (var i = 0; i < count; i++)
        {
            issued = issued.AddDays(dice.Below(60));
            yield return new LicenceEvent(issued, dice.Pick(Happenings), dice.Pick(Remarks));
        }
    }

    // The licence stands among its amendments, none to seven, three rows a page.
    private static List<LicenceRow> Rows(Dice dice, int number, string title)
    {
        var rows = Enumerable.Range(0, dice.Below(8)).Select(i => new LicenceRow($"{number}-{(char)('A' + i)}", "Amendment", $"Amendment of {title}")).ToList();
        rows.Insert(dice.Below(rows.Count + 1), new LicenceRow(number.ToString(), "Licence", title));
        return rows;
    }
}
