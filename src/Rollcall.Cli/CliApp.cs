using System.CommandLine;
using System.CommandLine.Help;
using Rollcall.Cli.Commands;
using Rollcall.Cli.Output;

namespace Rollcall.Cli;

/// <summary>The command line: which commands there are, and how a failure becomes a message and an exit code.</summary>
internal static class CliApp
{
    /// <summary>Runs one command.</summary>
    /// <returns>The process's exit code; one of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, CliEnvironment environment)
    {
        var root = Root(environment);
        var parsed = root.Parse(arguments.Count > 0 ? arguments : ["--help"], new ParserConfiguration { EnablePosixBundling = false });
        if (parsed.Errors.Count > 0 && parsed.Action is not HelpAction)
        {
            ErrorPrinter.Usage(environment, parsed);
            return (int)ExitCode.Usage;
        }

        if (parsed.Action is HelpAction && parsed.CommandResult.Command == root)
        {
            ShortenForOverview(root);
        }

        try
        {
            // Signals are the commands' own business: a sweep drains, it is not killed by a time limit of the parser.
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                Output = environment.Out,
                Error = environment.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
        }
        catch (RollcallException ex)
        {
            ErrorPrinter.Failure(environment, ex);
            return (int)ex.ExitCode;
        }
#pragma warning disable CA1031 // The last resort of the process: whatever it was becomes exit code 1 with its details.
        catch (Exception ex) when (ex is not OperationCanceledException)
#pragma warning restore CA1031
        {
            ErrorPrinter.Defect(environment, ex);
            return (int)ExitCode.InternalError;
        }
    }

    // The help of all commands is to fit a screen of 80 columns; what each does in full, its own help says.
    private static void ShortenForOverview(Command root)
    {
        foreach (var command in root.Subcommands)
        {
            var whole = command.Description ?? "";
            var end = whole.AsSpan().IndexOfAny(":.?\n");
            command.Description = end < 0 ? whole : whole[..end];
        }
    }

    /// <summary>The tree of commands, which tests compare with the docs.</summary>
    public static Command Root(CliEnvironment environment)
    {
        var root = new Command("rollcall", """
            Rollcall collects public registries whose records carry sequential numbers, so that every id is accounted for.

            Start here:
              rollcall demo                         see it work on a practice site
              rollcall check registries/x.yaml      is this definition right?
              rollcall run registries/x.yaml        collect; run again after any interruption
              rollcall COMMAND --help               options and examples
            """)
        {
            new HelpOption(),
            new VersionOption(),
            DemoCommand.Create(environment),
            RunCommand.Create(environment),
            ProbeCommand.Create(environment),
            StatusCommand.Create(environment),
            VerifyCommand.Create(environment),
            RetryCommand.Create(environment),
            RereadCommand.Create(environment),
            CheckCommand.Create(environment),
            LoadCommand.Create(environment),
            UndoCommand.Create(environment),
            ServeCommand.Create(environment),
            PracticeCommand.Create(environment),
        };
        return root;
    }
}
