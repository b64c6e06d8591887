using System.Globalization;

namespace Rollcall.Practice.Matches;

/// <summary>Makes up matches. Every club, person and place is put together from syllables; none is meant.</summary>
internal static class MatchMaker
{
    private static readonly DateOnly FirstDay = new(2025, 1, 4);

    private static readonly string[] Towns =
        ["Dovan", "Telm", "Kest", "Vasthol", "Brünne", "Orrick", "Mirelle", "O'Karrow", "Singhavel", "Zevrin", "Quorra", "Lumbek"];

    private static readonly string[] Clubs = ["Rovers", "United", "Athletic", "& District", "1908"];
    private static readonly string[] Players = ["T. Avel", "I. Othin", "O. Adra", "B. Ivor", "Q. Umbek", "M. Ellou", "Z. Eski", "Y. Indal"];
    private static readonly string[] Incidents = ["Goal", "Yellow card", "Substitution", "Red card"];
    private static readonly string[] Bookmakers = ["Fair & Square", "Oddsmith", "Third Post"];

    public static Match Make(int seed, MatchTab tab, int number)
    {
        var dice = Dice.For(seed, "matches/" + tab.Slug, number);
        var home = dice.Below(Towns.Length);
        var away = (home + 1 + dice.Below(Towns.Length - 1)) % Towns.Length;
        var postponed = dice.Chance(0.08);
        var match = new Match
        {
            Id = $"{tab.Prefix}-{number:000}",
            Number = number,
            Tab = tab,
            Home = $"{Towns[home]} {dice.Pick(Clubs)}",
            Away = $"{Towns[away]} {dice.Pick(Clubs)}",
            Day = FirstDay.AddDays(number * 3),
            Status = postponed ? "Postponed" : "Played",
            Score = postponed ? "" : $"{dice.Below(5)}-{dice.Below(4)}",
            Sections = [],
        };

        // A match that was put off has no odds, and no sub-tab for them.
        return match with
        {
            Sections = postponed
                ? [Summary(ref dice, match), Standings(ref dice)]
                : [Summary(ref dice, match), Odds(ref dice), Standings(ref dice)],
        };
    }

    private static MatchSection Summary(ref Dice dice, Match match)
    {
        var rows = new List<string[]>();
        var minute = 0;
        for (var left = match.Score.Length == 0 ? 0 : 1 + dice.Below(5); left > 0; left--)
        {
            minute += 1 + dice.Below(17);
            rows.Add([minute.ToString(), dice.Chance(0.5) ? match.Home : match.Away, dice.Pick(Incidents), dice.Pick(Players)]);
        }
        var venue = $"{dice.Pick(Towns)} Ground <{match.Number % 7}>";
        return new MatchSection("summary", "Summary", [["Venue", venue], ["Attendance", (200 + dice.Below(9000)).ToString()]], ["Minute", "Team", "Incident", "Player"], rows);
    }

    private static MatchSection Odds(ref Dice dice)
    {
        var rows = new List<string[]>();
        foreach (var bookmaker in Bookmakers)
            rows.Add([bookmaker, Price(ref dice), Price(ref dice), Price(ref dice)]);
        return new MatchSection("odds", "Odds", [], ["Bookmaker", "Home", "Draw", "Away"], rows);
    }

    private static MatchSection Standings(ref Dice dice)
    {
        var rows = new List<string[]>();
        var points = 40 + dice.Below(20);
        for (var rank = 1; rank <= 4; rank++)
        {
            rows.Add([rank.ToString(), $"{Towns[(rank * 5) % Towns.Length]} {dice.Pick(Clubs)}", points.ToString()]);
            points -= dice.Below(9);
        }
        return new MatchSection("standings", "Standings", [], ["Rank", "Club", "Points"], rows);
    }

    private static string Price(ref Dice dice) => (1.05 + (dice.Below(600) / 100.0)).ToString("0.00", CultureInfo.InvariantCulture);
}
