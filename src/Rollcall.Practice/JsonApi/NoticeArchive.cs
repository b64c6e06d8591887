using Rollcall.Practice.Registries;

namespace Rollcall.Practice.JsonApi;

/// <summary>All notices, made up when asked for: the same seed gives the same ones. Thread safe.</summary>
internal sealed class NoticeArchive(int seed, Numbering numbering)
{
    private static readonly string[] Matters = ["Tender", "Award", "Winding-up", "Road closure", "Change of name", "Auction of \"unclaimed\" goods", "Merger {draft}"];
    private static readonly string[] Publishers = ["Harbour Board", "Ministry of Practice", "County of Ørenby", "Tribunal of Wrecks", "Vastholm & Sons"];
    private static readonly string[] Starts = ["Kest", "Dovan", "Élv", "Brün", "Phend", "Sin", "Singh", "Lumb"];
    private static readonly string[] Ends = ["adra", "oquet", "indal", "arrow", "umbek"];
    private static readonly string[] Roles = ["buyer", "supplier", "objector", "trustee"];

    private readonly NumberLine _line = new(seed, "json", numbering);

    public int Mark => _line.Mark;

    public bool TryGrow(int mark) => _line.TryGrow(mark);

    public Notice? Find(long number) => _line.Exists(number) ? Make((int)number) : null;

    public Notice? Another(long number) => _line.Another(number) is { } other ? Make(other) : null;

    private Notice Make(int number)
    {
        var dice = Dice.For(seed, "json/notice", number);
        var fate = dice.Unit();
        var into = _line.Another(number) ?? number;
        var state = number == 1 || number == _line.FirstMark ? NoticeState.Shown
            : fate < 0.05 ? NoticeState.Withheld
            : fate < 0.10 ? NoticeState.Deleted
            : fate < 0.15 && into != number ? NoticeState.Merged
            : NoticeState.Shown;
        var published = new DateOnly(2018, 1, 8).AddDays(number * 3 % 2500);
        return new Notice
        {
            Number = number,
            Title = $"{dice.Pick(Matters)} no. {number}",
            Publisher = dice.Pick(Publishers),
            Published = published,
            Value = dice.Below(5_000_000) / 100m,
            Parties = [.. Parties(dice, published)],
            State = state,
            MergedInto = state == NoticeState.Merged ? into : 0,
        };
    }

    // None to eleven, four a page.
    private static IEnumerable<NoticeParty> Parties(Dice dice, DateOnly day)
    {
        var count = dice.Below(12);
        for (var i = 0; i < count; i++)
            yield return new NoticeParty(dice.Pick(Starts) + dice.Pick(Ends), dice.Pick(Roles), day.AddDays(-dice.Below(3000)));
    }
}
