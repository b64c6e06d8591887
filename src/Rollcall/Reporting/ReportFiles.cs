using System.Globalization;
using System.Text.Json;
using Rollcall.Storage;

namespace Rollcall.Reporting;

/// <summary>What became of a report's files. Never an exception: a report that cannot be written fails no run.</summary>
/// <param name="ReportPath">The report, relative to the output folder; null when it could not be written.</param>
/// <param name="SummaryPath">The run's summary, relative to the output folder; null when it could not be written.</param>
/// <param name="Trouble">Why not, for a person; null when both are there.</param>
public sealed record ReportWritten(string? ReportPath, string? SummaryPath, string? Trouble)
{
    /// <summary>The report for a person, relative to the output folder; null when it was not written.</summary>
    public string? HtmlPath { get; init; }
}

/// <summary>
/// Writes a report as <c>report-YYYYMMDDTHHMMSSZ.json</c>, one for each time the run stopped, and as <c>audit_RUN.json</c>, the latest. Atomic, durable.
/// </summary>
public static class ReportFiles
{
    private const int MostSuffixes = 100;

    /// <summary>The path of a run's summary.</summary>
    public static string SummaryOf(string outputFolder, string runId) => Path.Combine(outputFolder, SummaryName(runId));

    /// <summary>Writes both files. Each is tried even when the other fails.</summary>
    public static ReportWritten Write(string outputFolder, RunReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var content = ReadableJson.Write(report);
        var temporary = Path.Combine(outputFolder, $".{SafeName.For(report.RunId)}.report.tmp");
        var troubles = new List<string>();
        var summary = Try(() =>
        {
            Directory.CreateDirectory(outputFolder);
            DurableFile.Replace(SummaryOf(outputFolder, report.RunId), temporary, content);
            return SummaryName(report.RunId);
        });
        var path = Try(() => WriteReport(outputFolder, temporary, report.End, content));
        return new ReportWritten(path, summary, troubles.Count == 0 ? null : string.Join("; ", troubles.Distinct()));

        string? Try(Func<string> write)
        {
            try
            {
                return write();
            }
            catch (Exception ex) when (StorageTroubles.Is(ex))
            {
                DurableFile.TryDelete(temporary);
                troubles.Add(ex.Message);
                return null;
            }
        }
    }

    /// <summary>Writes a file beside a report, of the same name with another extension. Atomic, durable; what is there is replaced.</summary>
    /// <param name="outputFolder">The output folder.</param>
    /// <param name="reportPath">The report's path in it.</param>
    /// <param name="extension">With its dot.</param>
    /// <param name="content">What to write.</param>
    /// <returns>Its path, relative to the output folder.</returns>
    /// <exception cref="IOException">The storage refuses; nothing is left behind if it can be helped.</exception>
    public static string WriteBeside(string outputFolder, string reportPath, string extension, ReadOnlySpan<byte> content)
    {
        var name = Path.ChangeExtension(reportPath, extension);
        DurableFile.Replace(Path.Combine(outputFolder, name), Path.Combine(outputFolder, $".{name}.tmp"), content);
        return name;
    }

    /// <summary>Reads a report or a summary.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="report">The report.</param>
    /// <param name="problem">What is wrong with it, when it is none.</param>
    public static bool TryRead(string path, out RunReport report, out string problem)
    {
        report = null!;
        problem = "";
        try
        {
            report = ReadableJson.Read<RunReport>(File.ReadAllBytes(path));
            return true;
        }
        catch (Exception ex) when (ex is JsonException || StorageTroubles.Is(ex))
        {
            problem = ex.Message;
            return false;
        }
    }

    private static string SummaryName(string runId) => $"audit_{runId}.json";

    // Runs of one command can end within the same second.
    private static string WriteReport(string outputFolder, string temporary, DateTimeOffset end, byte[] content)
    {
        DurableFile.Write(temporary, content);
        var stem = "report-" + end.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        for (var suffix = 0; suffix <= MostSuffixes; suffix++)
        {
            var name = suffix == 0 ? stem + ".json" : $"{stem}-{suffix}.json";
            if (DurableFile.TryMoveToFreeName(temporary, Path.Combine(outputFolder, name)))
            {
                DurableFile.FlushFolder(outputFolder);
                return name;
            }
        }

        throw new IOException($"{stem}.json and its {MostSuffixes} suffixes are taken");
    }
}
