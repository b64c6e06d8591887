using System.CommandLine;
using Rollcall.Cli.Loading;

namespace Rollcall.Cli.Commands;

/// <summary><c>load</c>: records into a database, in validated batches.</summary>
internal static class LoadCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var options = new LoadCommandOptions();
        var command = new Command("load", """
            Loads records into SQLite or PostgreSQL in validated batches. Good records are committed, bad ones set aside with every reason.
            Run it again after any interruption: it goes on with the next batch.

            Examples:
              rollcall load datasets/hearings.yaml hearings.ndjson --database hearings.db
              rollcall load datasets/cases.yaml output/json --dry-run
              rollcall load datasets/hearings.yaml - --database "Host=localhost;Database=hearings" < feed.ndjson
            """);
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
            (int)await new DatasetLoad(LoadOrder.Read(options, parsed, environment.Variables), environment).ExecuteAsync(cancellationToken));
        return command;
    }
}
