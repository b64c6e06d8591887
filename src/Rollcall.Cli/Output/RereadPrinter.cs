using Rollcall.Sweeping.Rereads;

namespace Rollcall.Cli.Output;

/// <summary>Shows what came of reading kept pages again.</summary>
internal static class RereadPrinter
{
    private const int MostLines = 20;

    /// <summary>As one JSON document, or for a person.</summary>
    public static void Print(CliEnvironment environment, RereadReport report, string outputDir, bool json)
    {
        var output = environment.Out;
        if (json)
        {
            output.WriteLine(report.ToJson());
            return;
        }

        output.WriteLine($"{report.RunId}: {report.Pages:N0} kept pages read again, nothing was sent{(report.StopReason is { } reason ? $"; ended by {reason} before all were read" : "")}");
        foreach (var change in report.Changed.GroupBy(c => (c.Was, c.Now)))
        {
            output.WriteLine($"  {change.Count(),8:N0}  {(change.Key.Was == change.Key.Now ? $"{change.Key.Now}, read differently" : $"{change.Key.Was}, {change.Key.Now} by now")}: {Ids(change.Select(c => c.CaseId))}");
        }

        output.WriteLine($"  {report.Unchanged,8:N0}  as before");
        Lines(output, report.NotRead.Select(d => $"not read: {d.CaseId}, whose {d.Outcome} stands: {d.Reason} ({d.Page})"));
        Lines(output, report.Damaged.Select(d => $"damaged: {d.Page}: {d.Problem}"));
        output.WriteLine(report.Failed > 0 ? $"{report.Failed:N0} ids of the run are failed: `{Again.Retry(report.RunId, outputDir)}` asks them again." : "No id of the run is failed.");
    }

    private static string Ids(IEnumerable<string> ids)
    {
        var some = ids.Take(MostLines + 1).ToList();
        return string.Join(", ", some.Take(MostLines)) + (some.Count > MostLines ? ", … (all of them with --json)" : "");
    }

    private static void Lines(TextWriter output, IEnumerable<string> lines)
    {
        var some = lines.ToList();
        foreach (var line in some.Take(MostLines))
        {
            output.WriteLine("  " + line);
        }

        if (some.Count > MostLines)
        {
            output.WriteLine($"  and {some.Count - MostLines:N0} more (all of them with --json)");
        }
    }
}
