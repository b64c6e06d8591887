using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Rollcall.Ledger;
using Rollcall.Reporting;

namespace Rollcall.Dashboard.State;

/// <summary>The runs of an output folder. What does not change is read once. Thread safe.</summary>
internal sealed partial class RunShelf
{
    private const string ReportPrefix = "report-";
    private const string Json = ".json";

    // Between a journal's first line and the first live file.
    private static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(1);

    private readonly string _folder;
    private readonly TimeProvider _time;
    private readonly ReadOnce<JournalFile> _journals;
    private readonly ReadOnce<RunReport> _summaries = new(Report);
    private readonly ReadOnce<string> _runOfReport = new(path => Report(path)?.RunId);

    public RunShelf(string folder, TimeProvider time, ILogger logger)
    {
        _folder = folder;
        _time = time;
        _journals = new ReadOnce<JournalFile>(path => Journal(path, logger));
    }

    /// <summary>All runs, the newest first.</summary>
    public IReadOnlyList<RunView> All(OutputScan scan)
    {
        var reports = ReportsByRun(scan);
        _journals.Keep(scan);
        _summaries.Keep(scan);
        _runOfReport.Keep(scan);
        return
        [
            .. scan.Like("audit_", ".ndjson")
                .Select(name => _journals.Of(Path.Combine(_folder, name), scan.Find(name)))
                .OfType<JournalFile>()
                .Select(journal => View(journal, scan, reports))
                .OrderByDescending(run => run.Header.StartedAt)
                .ThenByDescending(run => run.RunId, StringComparer.Ordinal),
        ];
    }

    private RunView View(JournalFile journal, OutputScan scan, ILookup<string?, string> reports)
    {
        var runId = journal.Header.RunId;
        return new RunView(
            journal,
            Standing(journal, scan),
            [.. reports[runId].OrderDescending(StringComparer.Ordinal).Select(stem => new ReportName(stem, scan.Find(stem + ".html") is not null))],
            scan.Find(journal.Name) ?? default);
    }

    private RunStanding Standing(JournalFile journal, OutputScan scan)
    {
        var runId = journal.Header.RunId;
        var live = scan.Find(Path.GetFileName(LiveFiles.PathOf(_folder, runId))) is null ? new LiveRead.None() : LiveFiles.Read(_folder, runId, _time);
        var summary = Path.GetFileName(ReportFiles.SummaryOf(_folder, runId));
        return live switch
        {
            // It wrote its summary and could not take its live file away: a disk that was slow to answer.
            LiveRead.Dead dead when _summaries.Of(Path.Combine(_folder, summary), scan.Find(summary)) is { } report && report.End >= dead.Status.UpdatedAt => new RunStanding.Ended(report),
            LiveRead.Running running => new RunStanding.Going(running.Status),
            LiveRead.Silent silent => new RunStanding.Silent(silent.Status, silent.For),
            LiveRead.Dead dead => new RunStanding.Killed(dead.Status),
            LiveRead.Damaged damaged => new RunStanding.Unclear($"its live file cannot be read: {damaged.Reason}"),
            _ when _summaries.Of(Path.Combine(_folder, summary), scan.Find(summary)) is { } report => new RunStanding.Ended(report),
            _ when scan.Find(summary) is not null => new RunStanding.Unclear($"{summary} cannot be read; the next stop of the run writes it anew"),
            _ when scan.Find(journal.Name) is { } stamp && _time.GetUtcNow().UtcDateTime - stamp.WrittenAt > LongestStart => new RunStanding.Unclear("its process left neither a live file nor a summary"),
            _ => new RunStanding.Unclear(null),
        };
    }

    private ILookup<string?, string> ReportsByRun(OutputScan scan) => scan.Like(ReportPrefix, Json).ToLookup(
        name => _runOfReport.Of(Path.Combine(_folder, name), scan.Find(name)),
        name => name[..^Json.Length]);

    private static RunReport? Report(string path) => ReportFiles.TryRead(path, out var report, out _) ? report : null;

    private static JournalFile? Journal(string path, ILogger logger)
    {
        try
        {
            return JournalFile.Open(path);
        }
        catch (Exception ex) when (ex is FormatException or RollcallException or IOException or UnauthorizedAccessException)
        {
            LogUnreadable(logger, path, ex.Message);
            return null;
        }
    }

    [LoggerMessage(EventName = "dashboard.journal.unreadable", Level = LogLevel.Warning, Message = "{Path}: {Problem}. It is passed over.")]
    private static partial void LogUnreadable(ILogger logger, string path, string problem);
}
