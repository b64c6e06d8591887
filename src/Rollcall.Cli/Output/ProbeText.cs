using System.Globalization;
using Rollcall.Probing;
using Rollcall.Settings;
using Rollcall.Sweeping;

namespace Rollcall.Cli.Output;

/// <summary>The search for the highest number, in words. Pure.</summary>
internal static class ProbeText
{
    /// <summary>What it may cost, before it starts.</summary>
    public static string Begins(CourseNews.SearchBegins search, RunSettings settings)
    {
        var known = search.Knowledge switch
        {
            { Known: { } mark, WasMark: true } => $"anything above {mark}?",
            { Known: { } seen } => $"{seen} exists; how far do the numbers go?",
            _ => "how far do the numbers go?",
        };
        var longest = settings.DelayMax * search.Budget;
        var time = longest > TimeSpan.Zero ? $", {ProgressText.Span(longest)} at this pace" : "";
        return $"{known} At most {search.Budget} requests (probe_budget{time}), seldom more than {Math.Min(settings.ProbeTypicalGoal, search.Budget)}";
    }

    /// <summary>What it came to.</summary>
    public static IEnumerable<string> Found(CourseNews.MarkFound found)
    {
        var mark = found.Mark;
        yield return $"{(found.LooksAgain ? "Looked again at the end: the" : "The")} highest number is {mark.Mark}: {Percent(mark.Confidence)} sure that none is higher, "
            + $"{Percent(mark.NearConfidence)} that none is more than {MarkSearch.Near} higher ({found.Asked} numbers asked, {found.Requests} requests in all)";
        if (mark.IsSparse)
        {
            yield return $"  Only some {mark.Density.ToString("P0", CultureInfo.InvariantCulture)} of the numbers exist. Among so many holes the end is hard to tell from a hole; "
                + "the figures reckon with that, but what is rare here has seen fewer answers than usual.";
        }

        if (mark.EndedBy == SearchEnd.Budget)
        {
            yield return "  The budget ended the search before it was as sure as it should be; --probe-budget gives it more.";
        }

        if (mark.EndedBy == SearchEnd.Cost)
        {
            yield return "  It ended before it was as sure as it should be: to look further would cost more than a walk of so few records. "
                + "Asked again after the walk it looks further; --end says how far to walk in any case.";
        }
    }

    /// <summary>How sure something is: 99.96 % must not read as 100.</summary>
    public static string Percent(double share) => (Math.Floor(share * 1000) / 10).ToString("0.#", CultureInfo.InvariantCulture) + " %";
}
