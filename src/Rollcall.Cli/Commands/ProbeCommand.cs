using System.CommandLine;
using Rollcall.Cli.Output;
using Rollcall.Cli.Running;

namespace Rollcall.Cli.Commands;

/// <summary><c>probe</c>: how far do the numbers go?</summary>
internal static class ProbeCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var registry = new Argument<string>("REGISTRY") { Description = "a registry definition (YAML)" };
        var options = new RunOptions();
        var command = new Command("probe", """
            Finds the highest number of a registry, with few requests and never more than probe_budget.

            Records met on the way are saved, and the next run starts from there. docs/probing.md says how sure the result is, and why.

            Examples:
              rollcall probe registries/practice-court.yaml --year 2019
              rollcall probe court.yaml --year 2021..2025 --probe-budget 60
            """);
        command.Arguments.Add(registry);
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var order = RunOrder.Read(options, parsed) with { ProbeOnly = true };
            if (order.Walk is { Start: not null } or { End: not null } or { MaxCases: not null } or { Recollect: true })
            {
                throw new RollcallException(
                    ExitCode.Usage, "a probe asks how far the numbers go, whatever they start with: --start, --end, --max-cases and --recollect are for `rollcall run`", "Leave them out; ids.ceiling of the definition bounds the search.");
            }

            using var console = RunConsole.Open(environment, order);
            return (int)await RunBatch.Of([parsed.GetValue(registry)!], order, environment, console).ExecuteAsync(cancellationToken);
        });
        return command;
    }
}
