using Rollcall.Loading;
using Rollcall.Loading.Accounts;
using Rollcall.Loading.Loads;
using Rollcall.Settings;
using Spectre.Console;

namespace Rollcall.Cli.Loading;

/// <summary>What came of a load or an undo, for a person: the counts, what was refused and why, where everything lies, what to do next.</summary>
internal static class LoadSummary
{
    private const int MostRefused = 10;

    public static void Write(CliEnvironment environment, LoadReport report, string outputDirectory)
    {
        var console = Console(environment);
        console.MarkupLineInterpolated($"[bold {(report.ExitCode == 0 ? "green" : "yellow")}]{report.StopReason}[/] (exit code {report.ExitCode}): {Headline(report)}");
        var table = new Table().Border(TableBorder.None).HideHeaders().AddColumn("what").AddColumn(new TableColumn("count").RightAligned()).AddColumn("note");
        Row(table, "inserted", report.RecordsInserted, "");
        Row(table, "updated", report.RecordsUpdated, "");
        Row(table, "unchanged", report.RecordsUnchanged, "");
        Row(table, "set aside", report.RecordsQuarantined, report.QuarantineFile is not null ? "mend them in the quarantine file and load that" : "");
        Row(table, "batches", report.BatchCount, $"{report.BatchesFailed:N0} with refusals, {report.DurationSeconds:0.000} s");
        console.Write(table);
        WriteRows(console, report);
        WriteTrouble(console, report);
        WritePaths(console, report, outputDirectory);
    }

    /// <summary>The same for an undo.</summary>
    public static void WriteUndo(CliEnvironment environment, LoadReport report, string outputDirectory)
    {
        var console = Console(environment);
        console.MarkupLineInterpolated($"[bold green]{report.StopReason}[/] (exit code {report.ExitCode}): {report.Load} took back {report.Source} in {report.Database}");
        WriteRows(console, report);
        WritePaths(console, report, outputDirectory);
    }

    private static IAnsiConsole Console(CliEnvironment environment)
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

    private static string Headline(LoadReport report)
    {
        // Of a database that broke down nobody can say what it still has.
        var are = report.DryRun ? "would be in" : report.ExitCode == (int)ExitCode.StorageUnavailable ? "were committed to" : "are in";
        var what = $"{report.RecordsApplied:N0} of {report.RecordsRead:N0} records from {report.Source} {are} {report.Database}";
        return report.StopReason == "nothing_to_do" ? $"{what}; nothing changed" : report.Resumed ? $"{what} (load {report.Load}, resumed)" : $"{what} (load {report.Load})";
    }

    private static void Row(Table table, string what, long count, string note) =>
        table.AddRow(new Text(what), new Text($"{count:N0}"), new Text(note, new Style(Color.Grey)));

    private static void WriteRows(IAnsiConsole console, LoadReport report)
    {
        foreach (var (table, rows) in report.Rows)
        {
            console.MarkupLineInterpolated($"  [grey]{table}:[/] {rows.Inserted:N0} inserted, {rows.Updated:N0} updated, {rows.Deleted:N0} deleted");
        }
    }

    private static void WriteTrouble(IAnsiConsole console, LoadReport report)
    {
        foreach (var (error, record) in report.BatchErrors.SelectMany(e => e.Records.Select(r => (e, r))).Take(MostRefused))
        {
            console.MarkupLineInterpolated($"  [red]batch {error.Batch}, record {record.Record}[/] ({record.Source}:{record.Line}{(record.Key is null ? "" : $", {record.Key}")}): {record.Reasons[0].Message}{(record.Reasons.Count > 1 ? $" and {record.Reasons.Count - 1} more" : "")}");
        }

        if (report.RecordsQuarantined > MostRefused)
        {
            console.MarkupLineInterpolated($"  [red]and {report.RecordsQuarantined - MostRefused:N0} more[/] in the quarantine file");
        }

        foreach (var finding in report.Findings)
        {
            console.MarkupLineInterpolated($"  [red]the whole:[/] {finding}");
        }

        foreach (var note in report.Notes)
        {
            console.MarkupLineInterpolated($"  [yellow]note:[/] {note}");
        }

        if (report.Error is not null)
        {
            console.MarkupLineInterpolated($"  [yellow]{report.Error}[/]");
        }
    }

    private static void WritePaths(IAnsiConsole console, LoadReport report, string outputDirectory)
    {
        if (report.DryRun)
        {
            console.WriteLine("A dry run: nothing was written.");
            return;
        }

        console.MarkupLineInterpolated($"  [grey]report[/]      {LoadFiles.Report(outputDirectory, report.Load)}");
        if (report.QuarantineFile is { } quarantine)
        {
            console.MarkupLineInterpolated($"  [grey]quarantine[/]  {quarantine}");
        }

        if (report.Backup is { } backup)
        {
            console.MarkupLineInterpolated($"  [grey]backup[/]      {backup}");
        }

        if (report.Status is LoadStatus.Complete or LoadStatus.Incomplete && report.Rows.Count > 0)
        {
            console.MarkupLineInterpolated($"  [grey]take it back with[/]  {UndoOf(report, outputDirectory)}");
        }
    }

    // A report names a file, but not how to reach a server.
    private static string UndoOf(LoadReport report, string outputDirectory)
    {
        var where = !File.Exists(report.Database) ? " --database …"
            : outputDirectory == SettingCatalog.Find("output_dir")!.Default ? ""
            : $" --output {outputDirectory}";
        return $"rollcall undo {report.Load}{where}";
    }
}
