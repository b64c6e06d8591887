using System.CommandLine;
using Rollcall.Cli.Output;
using Rollcall.Cli.Running;

namespace Rollcall.Cli.Commands;

/// <summary><c>run</c>: collect registries; resume what was interrupted.</summary>
internal static class RunCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var registries = new Argument<string[]>("REGISTRY") { Description = "registry definitions (YAML)", Arity = ArgumentArity.OneOrMore };
        var options = new RunOptions();
        var command = new Command("run", """
            Collects registries: asks for each id once, saves one JSON file per record. Run it again after any interruption: it resumes.
            Without --end and --max-cases it first finds out how far the numbers go (see probe), and looks above once more at the end.

            Examples:
              rollcall run registries/practice-plain.yaml --end 240
              rollcall run court.yaml --year 2025 --start 30 --max-cases 50
              rollcall run court.yaml --year 2021..2025
            """);
        registries.Validators.Add(result =>
        {
            // Without this a mistyped option would be taken for one more registry file.
            foreach (var token in result.Tokens.Where(t => t.Value.StartsWith('-')))
            {
                result.AddError(ErrorPrinter.Unknown(command, token.Value));
            }
        });
        command.Arguments.Add(registries);
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var order = RunOrder.Read(options, parsed);
            using var console = RunConsole.Open(environment, order);
            return (int)await RunBatch.Of(parsed.GetValue(registries)!, order, environment, console).ExecuteAsync(cancellationToken);
        });
        return command;
    }
}
