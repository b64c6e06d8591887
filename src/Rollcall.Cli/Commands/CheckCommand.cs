using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using Rollcall.Cli.Output;
using Rollcall.Cli.Running;
using Rollcall.Pacing;
using Rollcall.Planning;
using Rollcall.Registries;
using Rollcall.Settings;
using Rollcall.Sweeping;

namespace Rollcall.Cli.Commands;

/// <summary><c>check</c>: is this definition right? With <c>--live</c>: what does the site say to it?</summary>
internal static class CheckCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var registry = new Argument<string>("REGISTRY") { Description = "a registry definition (YAML)" };
        var live = new Option<bool>("--live") { Description = "ask its canaries and show what each rule saw" };
        var id = new Option<string?>("--id") { Description = "with --live: ask this id or number instead", HelpName = "ID" };
        var options = new CheckOptions();
        var command = new Command("check", """
            Checks a registry definition: every mistake at once, with line, key and what is allowed.

            Examples:
              rollcall check registries/practice-plain.yaml
              rollcall check court.yaml --live --year 2025 --id 231
            """)
        {
            live, id,
        };
        command.Arguments.Add(registry);
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var order = options.Read(parsed);
            var definition = RegistryRun.ReadDefinition(parsed.GetValue(registry)!, order, environment.Out.WriteLine);
            var settings = SettingSources.Resolve(definition, order.SettingsFile, environment.Variables, order.Flags);
            environment.Out.WriteLine($"{definition.File}: {definition.Title}: the definition is sound.");
            return parsed.GetValue(live) || parsed.GetValue(id) is not null
                ? await AskAsync(definition, settings, order, parsed.GetValue(id), environment, cancellationToken)
                : (int)ExitCode.Completed;
        });
        return command;
    }

    private static async Task<int> AskAsync(
        RegistryDefinition definition, RunSettings settings, RunOrder order, string? id, CliEnvironment environment, CancellationToken cancellationToken)
    {
        if (definition.Ids is IdSource.Listing listing)
        {
            return await new ListingCheck(definition, listing, settings, order, environment).AskAsync(id, cancellationToken);
        }

        var partition = Partition.Of(definition, order.OneYear, order.Set, environment.Variables);
        return await AskAsync(definition, partition, settings, LiveCheck.IdsFor(definition, partition, id), environment, cancellationToken);
    }

    /// <summary>Asks ids of a partition and shows what came.</summary>
    public static async Task<int> AskAsync(
        RegistryDefinition definition, Partition partition, RunSettings settings, IReadOnlyList<CheckedId> ids, CliEnvironment environment, CancellationToken cancellationToken)
    {
        var request = new CollectionRequest { Definition = definition, Partition = partition, Settings = settings, DryRun = true };
        using var gate = new HostGate(settings, environment.Time, environment.Random, definition.Site, SharedPace.Folders);
        await using var source = new PageSources(environment.Time, NullLoggerFactory.Instance).Open(request, gate);
        var check = new LiveCheck(request, source, gate, environment.Time);
        var worst = ExitCode.Completed;
        var answers = new List<CheckedAnswer>();
        foreach (var asked in ids)
        {
            var answer = await check.AskAsync(asked.Id, cancellationToken);
            answers.Add(answer);
            var verdict = CheckPrinter.Print(environment, answer, asked.Expected);
            worst = ExitCodes.Worst([worst, verdict]);
        }

        CheckPrinter.PrintUntested(environment, answers);
        return (int)worst;
    }
}
