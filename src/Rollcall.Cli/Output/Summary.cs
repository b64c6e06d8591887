using Rollcall.Reporting;
using Rollcall.Sweeping;
using Spectre.Console;

namespace Rollcall.Cli.Output;

/// <summary>What came of a run, for a person: the counts, why it ended, what to do next, and where everything lies.</summary>
internal static class Summary
{
    /// <summary>Writes it to stdout; trouble with the report's files to stderr.</summary>
    public static void Write(CliEnvironment environment, CollectionRequest request, CollectionResult result)
    {
        var console = ConsoleOf(environment);
        var report = result.Report;
        var table = new Table().Border(TableBorder.None).HideHeaders().AddColumn("what").AddColumn(new TableColumn("count").RightAligned()).AddColumn("note");
        Row(table, "found", report.Succeeded, report.Unavailable > 0 ? $"of these {report.Unavailable:N0} exist but are not shown" : "");
        Row(table, "no record", report.NoRecord, "the site said so");
        Row(table, "failed", report.Failed, report.Failed > 0 ? $"`{Again.Retry(report.RunId, request.Settings.OutputDir)}` asks them once more, and so does the next run" : "");
        Row(table, "total", report.Total, $"{ProgressText.Span(TimeSpan.FromSeconds(report.DurationSeconds))}, {report.Requests:N0} requests, {report.Retries:N0} retries");
        if (report.Probe is { } probe)
        {
            Row(table, "highest", probe.Mark, $"none higher: {ProbeText.Percent(probe.Confidence)} sure, for {probe.Requests:N0} of the requests");
        }

        if (report.Skipped > 0)
        {
            Row(table, "skipped", report.Skipped, "settled by earlier runs");
        }

        if (report.Unsettled > 0)
        {
            Row(table, "not reached", report.Unsettled, "");
        }

        console.WriteLine();
        console.MarkupLineInterpolated($"[bold {(report.ExitCode == 0 ? "green" : "yellow")}]{report.StopReason}[/] (exit code {report.ExitCode}): {result.Cause.Detail}");
        console.Write(table);
        foreach (var error in report.Errors)
        {
            console.MarkupLineInterpolated($"  [red]{error.Class}[/] × {error.Count:N0}, first {error.FirstId}: {error.Message}{(error.HtmlPath is { } page ? $" ({Path.Combine(request.Settings.OutputDir, page)})" : "")}");
        }

        Paths(console, environment, request, result);
    }

    /// <summary>Where summaries go.</summary>
    public static IAnsiConsole ConsoleOf(CliEnvironment environment)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(environment.Out),
            Ansi = environment.IsTerminal ? AnsiSupport.Detect : AnsiSupport.No,
        });
        if (!environment.IsTerminal)
        {
            // A pipe has no width: lines are for programs and log files, which do not want them broken.
            console.Profile.Width = 1000;
        }

        return console;
    }

    private static void Row(Table table, string what, long count, string note) =>
        table.AddRow(new Text(what), new Text($"{count:N0}"), new Text(note, new Style(Color.Grey)));

    private static void Paths(IAnsiConsole console, CliEnvironment environment, CollectionRequest request, CollectionResult result)
    {
        if (result.Files is not { } files)
        {
            console.WriteLine("A dry run: nothing was written.");
            return;
        }

        var output = request.Settings.OutputDir;
        if (result.Report.Succeeded > 0)
        {
            console.MarkupLineInterpolated($"  [grey]records[/]  {Path.Combine(output, request.Settings.PerCaseSubdir)}");
        }

        console.MarkupLineInterpolated($"  [grey]journal[/]  {Path.Combine(output, $"audit_{result.Report.RunId}.ndjson")}");
        if (files.HtmlPath is { } page)
        {
            console.MarkupLineInterpolated($"  [grey]look at[/]  {Path.Combine(output, page)}");
        }

        if (files.ReportPath is { } report)
        {
            console.MarkupLineInterpolated($"  [grey]report[/]   {Path.Combine(output, report)}");
        }

        if (files.Trouble is { } trouble)
        {
            environment.Error.WriteLine($"rollcall: the report could not be written: {trouble}. The run in short: {ShortSummary.Of(result)}");
        }
    }
}
