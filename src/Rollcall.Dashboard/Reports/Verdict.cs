using Rollcall.Dashboard.Look;
using Rollcall.Reporting.Maps;
using Rollcall.Reporting.Pictures;

namespace Rollcall.Dashboard.Reports;

/// <summary>The headline: is every id accounted for? Pure.</summary>
/// <param name="Tone">The stylesheet's word: <c>good</c>, <c>warn</c>, <c>bad</c>.</param>
/// <param name="Says">The answer in a sentence.</param>
internal sealed record Verdict(string Tone, string Says)
{
    /// <summary>Judges a run by its partition's account, and by how it ended.</summary>
    public static Verdict Of(RunPicture picture)
    {
        var account = picture.Account;
        var failed = account[IdState.Failed].Count;
        var open = account[IdState.Unvisited].Count;
        var fine = picture.Report.ExitCode == 0;
        return account switch
        {
            { Walk.IsEmpty: true } => new Verdict(fine ? "good" : "bad", "No id was asked."),

            // A search sets out to account for nothing: that it left ids to be asked is no trouble, and how many they are it does not know.
            _ when fine && picture.IsSearchAlone && account.NotAccountedFor + account.NotWalked > 0 => new Verdict("good", "The search is over; ids up to the highest known are still to be asked."),
            { NotAccountedFor: > 0 and var missing } => new Verdict("bad", $"{Figures.Count(missing, "id is", "ids are")} not accounted for."),
            _ when failed > 0 => new Verdict("warn", $"Every id {(account.NotWalked > 0 ? "that was to be asked" : "up to the highest known")} is accounted for, but {Figures.Count(failed)} failed."),
            _ when !fine && open > 0 => new Verdict("warn", $"The run is not through: {Figures.Count(open, "id waits", "ids wait")} to be asked."),
            _ when !fine => new Verdict("warn", "The run did not end well; every id that was to be asked is accounted for."),

            // Nobody is to take a part for the whole.
            { NotWalked: > 0 and var rest } => new Verdict("good", $"Every id that was to be asked is accounted for; {Figures.Count(rest)} more below the highest known were not to be."),
            _ when open > 0 => new Verdict("good", "Every id up to the highest known is accounted for."),
            _ => new Verdict("good", "Every id is accounted for."),
        };
    }
}
