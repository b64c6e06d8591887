using System.CommandLine;
using Rollcall.Cli.Output;
using Rollcall.Reporting;
using Rollcall.Settings;

namespace Rollcall.Cli.Commands;

/// <summary><c>status</c>: how runs go or went, read from their files.</summary>
internal static class StatusCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var run = new Argument<string?>("RUN") { Description = "a run's id; by default all that go on, or the newest", Arity = ArgumentArity.ZeroOrOne };
        var output = new Option<string?>("--output") { Description = "the folder that the runs write to [output]", HelpName = "DIR" };
        var settingsFile = new Option<string?>("--settings") { Description = "settings file [rollcall.yaml, if there is one]", HelpName = "FILE" };
        var command = new Command("status", """
            Shows the progress of runs that go on, or how one ended. Reads files only: it disturbs no run.

            Examples:
              rollcall status
              rollcall status 20251122T101500Z-practice-plain
            """)
        {
            output, settingsFile,
        };
        command.Arguments.Add(run);
        command.SetAction(parsed =>
        {
            SettingValue[] flags = parsed.GetValue(output) is { } given ? [new SettingValue("output_dir", given, "--output")] : [];
            var folder = SettingSources.Resolve(definition: null, parsed.GetValue(settingsFile), environment.Variables, flags).OutputDir;
            return (int)Show(folder, parsed.GetValue(run), environment);
        });
        return command;
    }

    private static ExitCode Show(string folder, string? run, CliEnvironment environment)
    {
        var live = run is null ? LiveFiles.RunsIn(folder) : [run];
        var shown = live.Count(id => StatusPrinter.Live(environment, id, LiveFiles.Read(folder, id, environment.Time)));
        if (shown > 0)
        {
            return ExitCode.Completed;
        }

        var summary = run is not null ? ReportFiles.SummaryOf(folder, run) : Newest(folder);
        if (summary is null || !File.Exists(summary))
        {
            throw new RollcallException(
                ExitCode.Usage,
                run is null ? $"there is no run in {Path.GetFullPath(folder)}" : $"there is no run {run} in {Path.GetFullPath(folder)}",
                "Name the folder that the run writes to with --output DIR.");
        }

        if (!ReportFiles.TryRead(summary, out var report, out var problem))
        {
            throw new RollcallException(ExitCode.StorageUnavailable, $"{summary} cannot be read: {problem}", "The journal beside it (.ndjson) is the truth; the next stop of the run writes the summary anew.");
        }

        StatusPrinter.Ended(environment, report);
        return ExitCode.Completed;
    }

    private static string? Newest(string folder) => !Directory.Exists(folder)
        ? null
        : Directory.EnumerateFiles(folder, "audit_*.json").Max(StringComparer.Ordinal);
}
