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
        return account switch
        {
            { Walk.IsEmpty: true } => new Verdict(picture.Report.ExitCode == 0 ? "good" : "bad", "No id was asked."),
            { NotAccountedFor: > 0 and var missing } => new Verdict("bad", $"{Figures.Count(missing, "id is", "ids are")} not accounted for."),
            _ when failed > 0 => new Verdict("warn", $"Every id up to the highest known is accounted for, but {Figures.Count(failed)} failed."),
            _ when picture.Report.ExitCode != 0 => new Verdict("warn", $"The run is not through: {Figures.Count(open, "id waits", "ids wait")} to be asked."),
            _ when open > 0 => new Verdict("good", "Every id up to the highest known is accounted for."),
            _ => new Verdict("good", "Every id is accounted for."),
        };
    }
}
