using System.CommandLine;
using Microsoft.Extensions.Logging;
using Rollcall.Cli.Observing;
using Rollcall.Cli.Output;
using Rollcall.Cli.Running;
using Rollcall.Reporting;

namespace Rollcall.Cli.Commands;

/// <summary><c>status</c>: how runs go or went, read from their files.</summary>
internal static class StatusCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var run = new Argument<string?>("RUN or REGISTRY") { Description = "a run's id, a registry's name or its file; by default all that go on, or the newest", Arity = ArgumentArity.ZeroOrOne };
        var output = new Option<string?>("--output") { Description = "the folder that the runs write to [output]", HelpName = "DIR" };
        var settingsFile = new Option<string?>("--settings") { Description = "settings file [rollcall.yaml, if there is one]", HelpName = "FILE" };
        var command = new Command("status", """
            Shows the progress of runs that go on, or how one ended. Reads files only: it disturbs no run.

            Examples:
              rollcall status
              rollcall status 20251122T101500Z-practice-plain
              rollcall status registries/practice-court.yaml
            """)
        {
            output, settingsFile,
        };
        command.Arguments.Add(run);
        command.SetAction(parsed =>
        {
            var asked = AskedAbout.Of(parsed.GetValue(run), parsed.GetValue(output), parsed.GetValue(settingsFile), environment.Variables);
            return (int)Show(asked, environment);
        });
        return command;
    }

    private static ExitCode Show(AskedAbout asked, CliEnvironment environment)
    {
        var folder = asked.Settings.OutputDir;
        var runs = asked.Name is null ? null : RunsOf(asked, asked.Name, environment);
        var shown = (runs ?? LiveFiles.RunsIn(folder)).Count(id => StatusPrinter.Live(environment, id, LiveFiles.Read(folder, id, environment.Time)));
        if (shown > 0)
        {
            return ExitCode.Completed;
        }

        var summary = runs is null ? Newest(folder) : runs.Select(id => ReportFiles.SummaryOf(folder, id)).FirstOrDefault(File.Exists);
        if (summary is null)
        {
            throw new RollcallException(
                ExitCode.Usage,
                $"there is no run{(asked.Name is null ? "" : $" {asked.Name}")} in {Path.GetFullPath(folder)}",
                "Name the folder that the run writes to with --output DIR.");
        }

        if (!ReportFiles.TryRead(summary, out var report, out var problem))
        {
            throw new RollcallException(ExitCode.StorageUnavailable, $"{summary} cannot be read: {problem}", "The journal beside it (.ndjson) is the truth; the next stop of the run writes the summary anew.");
        }

        StatusPrinter.Ended(environment, report);
        return ExitCode.Completed;
    }

    /// <summary>The run of that id, or the runs of the registry of that name, the newest first.</summary>
    private static List<string> RunsOf(AskedAbout asked, string name, CliEnvironment environment)
    {
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(new PlainLog(environment.Error.WriteLine, LogLevel.Warning)));
        return [.. asked.Journals(loggers.CreateLogger("Rollcall.Reporting")).Select(j => j.Header.RunId).Prepend(name).Distinct()];
    }

    private static string? Newest(string folder) => !Directory.Exists(folder)
        ? null
        : Directory.EnumerateFiles(folder, "audit_*.json").Max(StringComparer.Ordinal);
}
