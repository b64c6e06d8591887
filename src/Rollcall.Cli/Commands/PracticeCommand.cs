using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using Rollcall.Practice;
using Rollcall.Practice.Faults;
using Rollcall.Practice.Latencies;

namespace Rollcall.Cli.Commands;

/// <summary><c>practice</c>: the practice site alone, until a signal ends it.</summary>
internal static class PracticeCommand
{
    /// <summary>The port that the shipped definitions name.</summary>
    private const int DefaultPort = 8765;

    private static readonly Option<int?> Port = new("--port") { Description = "the port on 127.0.0.1 [8765]; 0 takes any free one", HelpName = "N" };
    private static readonly Option<string?> Records = new("--records") { Description = "an NDJSON file that the plain registry serves [invented records]", HelpName = "FILE" };
    private static readonly Option<string?> Key = new("--key") { Description = "the property that numbers its records [number]", HelpName = "NAME" };
    private static readonly Option<string[]> Latency = new("--latency") { Description = "how long answers take, such as 200ms, 0-2s, plain=1s", HelpName = "[REGISTRY=]TIME" };
    private static readonly Option<string[]> Fault = new("--fault") { Description = "a fault and its share, such as status_500:0.05 or plain/reset,first=2", HelpName = "FAULT" };
    private static readonly Option<int?> Seed = new("--seed") { Description = "what all chance on the site hangs on [1]", HelpName = "N" };

    public static Command Create(CliEnvironment environment)
    {
        var command = new Command("practice", """
            Serves the practice site: registries whose truth is known, with faults that can be changed while it runs.

            Examples:
              rollcall practice
              rollcall practice --records eips.ndjson --key number --latency 50ms --fault timeout:0.02
            """)
        {
            Port, Records, Key, Latency, Fault, Seed,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, environment, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CliEnvironment environment, CancellationToken cancellationToken)
    {
        var problems = new List<string>();
        var options = new PracticeOptions
        {
            Port = parsed.GetValue(Port) ?? DefaultPort,
            RecordsFile = parsed.GetValue(Records),
            RecordsKey = parsed.GetValue(Key) ?? "number",
            Seed = parsed.GetValue(Seed) ?? 1,
            Time = environment.Time,
            Faults = Parse<FaultSetting>(parsed.GetValue(Fault), FaultSetting.TryParse, problems),
            Latencies = Parse<LatencySetting>(parsed.GetValue(Latency), LatencySetting.TryParse, problems),
        };
        if (problems.Count > 0)
        {
            throw new RollcallException(ExitCode.Usage, string.Join(Environment.NewLine, problems), "docs/practice-site.md lists what there is.");
        }

        try
        {
            await using var site = await PracticeSite.StartAsync(options, cancellationToken);
            environment.Out.WriteLine($"The practice site answers at {site.Address} until Ctrl-C.");
            var elsewhere = site.Address.Port == DefaultPort ? "" : $" --base-url {site.Address.GetLeftPart(UriPartial.Authority)}";
            foreach (var registry in site.Registries.Keys)
            {
                environment.Out.WriteLine($"  {registry}: collect it with  rollcall run registries/practice-{registry}.yaml{elsewhere}");
            }

            await environment.Out.FlushAsync(cancellationToken);
            await Signals.WaitAsync(cancellationToken);
        }
        catch (PracticeException ex)
        {
            throw new RollcallException(ExitCode.Usage, ex.Message, "Correct the options and start again; with --port 0 it takes any free port.", ex);
        }

        return (int)ExitCode.Completed;
    }

    private delegate bool Parser<T>(string text, [NotNullWhen(true)] out T? value, [NotNullWhen(false)] out string? problem);

    private static List<T> Parse<T>(string[]? texts, Parser<T> parse, List<string> problems)
    {
        var values = new List<T>();
        foreach (var text in texts ?? [])
        {
            if (parse(text, out var value, out var problem))
            {
                values.Add(value);
            }
            else
            {
                problems.Add(problem);
            }
        }

        return values;
    }
}
