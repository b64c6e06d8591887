using Rollcall.Reporting.Certificates;

namespace Rollcall.Cli.Output;

/// <summary>Shows a certificate.</summary>
internal static class CertificatePrinter
{
    private const int LongestIntervals = 200;
    private const int MostOfAKind = 50;

    /// <summary>As one JSON document, or for a person: counts, intervals, and every finding; of several, at the end which are not complete.</summary>
    public static void Print(CliEnvironment environment, CertificateSet set, bool json)
    {
        if (json)
        {
            environment.Out.WriteLine(set.ToJson());
            return;
        }

        foreach (var certificate in set.Certificates)
        {
            Print(environment.Out, certificate);
        }

        foreach (var partition in set.NotBegun)
        {
            environment.Out.WriteLine($"{partition}: not begun: no run has come to it yet");
        }

        foreach (var partition in set.Vanished)
        {
            environment.Out.WriteLine($"{partition}: the site showed this tab no longer before a run came to it");
        }

        var all = set.Certificates.Count + set.NotBegun.Count;
        if (all > 1)
        {
            environment.Out.WriteLine(set.IsComplete
                ? $"All {all} partitions are accounted for."
                : $"NOT accounted for: {string.Join(", ", set.Certificates.Where(c => !c.IsComplete).Select(c => $"{c.Registry}/{c.Partition}").Concat(set.NotBegun))}, of {all} partitions");
        }
    }

    private static void Print(TextWriter output, Certificate certificate)
    {
        output.WriteLine($"{certificate.Registry}/{certificate.Partition}: {certificate.Size:N0} numbers in {certificate.Runs.Count} {(certificate.Runs.Count == 1 ? "run" : "runs")}");
        Line("success", certificate.Succeeded, certificate.Intervals.Success);
        Line("  of these unavailable", certificate.Unavailable, certificate.Intervals.Unavailable);
        Line("no record", certificate.NoRecord, certificate.Intervals.NoRecord);
        Line("  absent above the mark", null, certificate.Intervals.AbsentAboveMark);
        Line("  not confirmed yet", null, certificate.Intervals.Unconfirmed);
        Line("failed", certificate.Failed, certificate.Intervals.Failed);
        Line("unvisited", certificate.Unvisited, certificate.Intervals.Unvisited);
        Line("not to be asked", certificate.NotWalked, certificate.Intervals.NotWalked);
        Line("no longer listed", null, certificate.Intervals.Vanished);
        foreach (var kind in certificate.Findings.GroupBy(f => f.Kind))
        {
            foreach (var finding in kind.Take(MostOfAKind))
            {
                output.WriteLine($"  {finding.Kind}: {finding.CaseId ?? finding.Ids}{(finding.File is null ? "" : $" ({finding.File})")}: {finding.Problem}");
            }

            if (certificate.FindingCounts[kind.Key] - MostOfAKind is > 0 and var more)
            {
                output.WriteLine($"  {kind.Key}: and {more:N0} more (with --json)");
            }
        }

        output.WriteLine(certificate.IsComplete
            ? $"{Says(certificate)} Evidence sha256 {certificate.EvidenceSha256}"
            : $"NOT accounted for: {certificate.NotAccountedForCount:N0} numbers: {Short(certificate.NotAccountedFor)}");

        void Line(string what, long? count, string intervals)
        {
            if (count is > 0 || (count is null && intervals.Length > 0))
            {
                output.WriteLine($"  {what,-24} {count,8:N0}  {Short(intervals)}");
            }
        }
    }

    // Nobody is to take a part for the whole.
    private static string Says(Certificate certificate) => certificate.NotWalked == 0
        ? $"Every number up to the highest record seen ({certificate.HighestSeen?.ToString() ?? "none yet"}) is accounted for."
        : $"Every number that was to be asked is accounted for; {certificate.NotWalked:N0} more up to the highest record seen ({certificate.HighestSeen}) were not to be (--end, --max-cases, or gone from the list).";

    private static string Short(string intervals) =>
        intervals.Length <= LongestIntervals ? intervals : string.Concat(intervals.AsSpan(0, LongestIntervals), "… (all of them with --json)");
}
