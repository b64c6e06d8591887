using System.CommandLine;
using Rollcall.Cli.Loading;
using Rollcall.Faults;
using Rollcall.Loading;
using Rollcall.Loading.Databases;
using Rollcall.Loading.Undoing;

namespace Rollcall.Cli.Commands;

/// <summary><c>undo</c>: take back a load, or one batch of it.</summary>
internal static class UndoCommand
{
    private const int MostConflicts = 20;

    public static Command Create(CliEnvironment environment)
    {
        var load = new Argument<string>("LOAD") { Description = "the load's id, as its report names it, or last" };
        var batch = new Option<long?>("--batch") { Description = "only this batch of it", HelpName = "N" };
        var force = new Option<bool>("--force") { Description = "override rows that were changed since; a backup is made first" };
        var common = new CommonLoadOptions();
        var command = new Command("undo", """
            Takes back a load: every row is again what it was before. Refused when later changes touched the same rows.
            An undo is a load of its own: it can be taken back the same way.

            Examples:
              rollcall undo hearings-20251122T101500Z
              rollcall undo last --database hearings.db --batch 5
            """)
        {
            batch, force,
        };
        command.Arguments.Add(load);
        foreach (var option in common.All)
        {
            command.Options.Add(option);
        }

        command.SetAction(async parsed =>
        {
            var problems = new List<string>();
            var show = ShowOptions.Read(common, parsed, problems);
            if (problems.Count > 0)
            {
                throw new RollcallException(ExitCode.Usage, string.Join(Environment.NewLine, problems), "See: rollcall undo --help");
            }

            var settings = SettingSources.Resolve(definition: null, parsed.GetValue(common.SettingsFile), environment.Variables, common.Given(parsed));
            var options = LoadOrder.OptionsOf(settings);
            var id = parsed.GetValue(load)!;
            var address = settings.Database.Length > 0 ? DatabaseAddress.Parse(settings.Database) : FindDatabase(options.OutputDirectory, id);
            using var log = show.Log(environment, environment.Error.WriteLine);
            log.Open(settings);
            var around = new LoadSurroundings
            {
                Time = environment.Time,
                Log = log.Loggers.CreateLogger("load"),
                KillPoints = KillPoints.FromEnvironment(environment.Variables),
            };
            var result = await LoadUndo.RunAsync(address, id, parsed.GetValue(batch), parsed.GetValue(force), options, around);
            return (int)Show(environment, show, result, options.OutputDirectory);
        });
        return command;
    }

    private static DatabaseAddress FindDatabase(string outputDirectory, string load) =>
        LoadReports.DatabaseOf(outputDirectory, load) ?? throw new RollcallException(
            ExitCode.Usage,
            $"No report in {Path.GetFullPath(outputDirectory)} names a database file for {load}.",
            "Name the database with --database, or the folder of the load's report with --output.");

    private static ExitCode Show(CliEnvironment environment, ShowOptions show, UndoResult result, string outputDirectory)
    {
        switch (result)
        {
            case UndoResult.Done done when show.Json:
                environment.Out.WriteLine(done.Report.ToJson());
                return ExitCode.Completed;
            case UndoResult.Done done:
                LoadSummary.WriteUndo(environment, done.Report, outputDirectory);
                WriteConflicts(environment.Out, "overridden", done.Overridden);
                return ExitCode.Completed;
            case UndoResult.NothingToDo nothing:
                environment.Out.WriteLine(nothing.Message);
                return ExitCode.Completed;
            default:
                var conflicts = ((UndoResult.Refused)result).Conflicts;
                var forceable = conflicts.All(c => c.CanBeForced);
                environment.Error.WriteLine("rollcall: nothing was taken back: later changes touched the same rows.");
                WriteConflicts(environment.Error, "conflict", conflicts);
                environment.Error.WriteLine(forceable
                    ? "  Take the later loads back first, or override these rows with --force (a backup is made before)."
                    : "  Take the later loads back first; --force cannot help where a row's parent is gone.");
                return ExitCode.Usage;
        }
    }

    private static void WriteConflicts(TextWriter writer, string word, IReadOnlyList<UndoConflict> conflicts)
    {
        foreach (var conflict in conflicts.Take(MostConflicts))
        {
            writer.WriteLine($"  {word}: {conflict.Message} (batch {conflict.Batch})");
        }

        if (conflicts.Count > MostConflicts)
        {
            writer.WriteLine($"  and {conflicts.Count - MostConflicts} more");
        }
    }
}
