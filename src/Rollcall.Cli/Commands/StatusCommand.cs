using System.CommandLine;
using Microsoft.Extensions.Logging;
using Rollcall.Cli.Observing;
using Rollcall.Cli.Output;
using Rollcall.Cli.Running;
using Rollcall.Ledger;
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
        var failures = new Option<bool>("--failures") { Description = "what went wrong: by class and message, where, what became of it, what to do" };
        var json = new Option<bool>("--json") { Description = "with --failures: one JSON document on stdout" };
        var command = new Command("status", """
            Shows the progress of runs that go on, or how one ended. Reads files only: it disturbs no run.

            Examples:
              rollcall status
              rollcall status 20251122T101500Z-practice-plain
              rollcall status registries/practice-court.yaml
              rollcall status --failures
            """)
        {
            output, settingsFile, failures, json,
        };
        command.Arguments.Add(run);
        command.SetAction(parsed =>
        {
            var asked = AskedAbout.Of(parsed.GetValue(run), parsed.GetValue(output), parsed.GetValue(settingsFile), environment.Variables);
            return (int)(parsed.GetValue(failures) ? ShowFailures(asked, parsed.GetValue(json), environment)
                : parsed.GetValue(json) ? throw new RollcallException(ExitCode.Usage, "--json is for --failures", "`rollcall status --failures --json`; a run's numbers are in audit_RUN.json and live-RUN.json.")
                : Show(asked, environment));
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
            throw NoRun(asked);
        }

        if (!ReportFiles.TryRead(summary, out var report, out var problem))
        {
            throw new RollcallException(ExitCode.StorageUnavailable, $"{summary} cannot be read: {problem}", "The journal beside it (.ndjson) is the truth; the next stop of the run writes the summary anew.");
        }

        StatusPrinter.Ended(environment, report);
        return ExitCode.Completed;
    }

    /// <summary>Of the runs that go on, or of the newest one that is meant. The journal is read: it is right at any moment, over all processes of a run.</summary>
    private static ExitCode ShowFailures(AskedAbout asked, bool json, CliEnvironment environment)
    {
        var folder = asked.Settings.OutputDir;
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(new PlainLog(environment.Error.WriteLine, LogLevel.Warning)));
        var journals = asked.Journals(loggers.CreateLogger("Rollcall.Reporting")).ToList();
        var going = journals.Where(j => LiveFiles.Read(folder, j.Header.RunId, environment.Time) is LiveRead.Running).ToList();
        var shown = going.Count > 0 ? going : journals.Take(1).ToList();
        if (shown.Count == 0)
        {
            throw NoRun(asked);
        }

        var found = shown.ConvertAll(journal => (journal.Header.RunId, RunTally.OfJournal(folder, IdentityOf(journal.Header)).Analyse()));
        if (json)
        {
            FailurePrinter.Json(environment, found);
        }
        else
        {
            found.ForEach(run => FailurePrinter.Text(environment, folder, run.RunId, run.Item2));
        }

        return ExitCode.Completed;
    }

    private static RunIdentity IdentityOf(JournalHeader header) =>
        new(header.RunId, header.Identity.RegistryName, header.Identity.Partition, header.StartedAt, IsResumed: true);

    private static RollcallException NoRun(AskedAbout asked) => new(
        ExitCode.Usage,
        $"there is no run{(asked.Name is null ? "" : $" {asked.Name}")} in {Path.GetFullPath(asked.Settings.OutputDir)}",
        "Name the folder that the run writes to with --output DIR.");

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
