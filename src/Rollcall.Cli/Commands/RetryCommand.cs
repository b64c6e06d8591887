using System.CommandLine;
using System.Text.Json;
using Rollcall.Cli.Output;
using Rollcall.Cli.Running;
using Rollcall.Fetching;
using Rollcall.Ledger;

namespace Rollcall.Cli.Commands;

/// <summary><c>retry</c>: ask a run's failed ids again, and nothing else.</summary>
internal static class RetryCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var run = new Argument<string>("RUN") { Description = "the run's id, or last" };
        var failure = new Option<string?>("--class") { Description = $"only ids that failed for this reason, as the report names it: {string.Join(", ", FailureClassNames.All)}", HelpName = "CLASS" };
        var registry = new Option<string?>("--registry") { Description = "the definition's file [the one that the run began with]", HelpName = "FILE" };
        var options = new RunOptions();
        var command = new Command("retry", """
            Asks the failed ids of a run again, all or those of one class, and nothing else. The definition is read as it is now.

            Examples:
              rollcall retry last
              rollcall retry 20251122T101500Z-practice-plain --class timeout
            """)
        {
            failure, registry,
        };
        command.Arguments.Add(run);
        options.AddHowTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var order = RunOrder.Read(options, parsed);
            using var console = RunConsole.Open(environment, order);
            var named = NamedRun.Find(parsed.GetValue(run)!, parsed.GetValue(registry), order, environment.Variables, console.Loggers.CreateLogger(nameof(RetryCommand)));
            var which = ClassOf(parsed.GetValue(failure));
            if (NothingFailed(named, which, console) is { } nothing)
            {
                Say(environment, order, named, nothing);
                return (int)ExitCode.Completed;
            }

            var retry = named.Order with { Retry = new OpenIntent.Retry(named.RunId, which) };
            return (int)await RunBatch.Of([named.File], retry, environment, console).ExecuteAsync(cancellationToken);
        });
        return command;
    }

    private static FailureClass? ClassOf(string? word) => word is null ? null
        : FailureClassNames.TryParse(word, out var failure) ? failure
        : throw new RollcallException(ExitCode.Usage, $"--class: '{word}' is not allowed; give {string.Join(" or ", FailureClassNames.All)}", "See: rollcall retry --help");

    /// <summary>Why there is nothing to ask; null when there is. A run is left alone that has nothing to be asked.</summary>
    private static string? NothingFailed(NamedRun named, FailureClass? which, RunConsole console)
    {
        var identity = named.Journal.Header.Identity;
        var folder = Path.GetDirectoryName(named.Journal.Path)!;
        var account = LedgerReader.Read(folder, identity.RegistryName, identity.Partition, console.Loggers.CreateLogger(nameof(RetryCommand)));
        if (account is null || account.Run.RunId != named.RunId || !account.View.ReopenedInRun.IsEmpty || account.Failed.Keys.Any(c => which is null || c == which))
        {
            return null;
        }

        return which is { } wanted && account.Failed.Count > 0
            ? $"no id failed with {wanted.Word()}; failed are {string.Join(", ", account.Failed.Select(f => $"{f.Value.Count:N0} with {f.Key.Word()}"))}"
            : "no id failed";
    }

    private static void Say(CliEnvironment environment, RunOrder order, NamedRun named, string nothing) => environment.Out.WriteLine(order.Json
        ? JsonSerializer.Serialize(new { run_id = named.RunId, stop_reason = StopReason.NothingToDo.Word(), exit_code = (int)ExitCode.Completed, detail = nothing })
        : $"{named.RunId}: {nothing}; nothing is asked again.");
}
