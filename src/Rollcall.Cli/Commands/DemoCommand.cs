using System.CommandLine;
using System.Globalization;
using Rollcall.Cli.Loading;
using Rollcall.Cli.Output;
using Rollcall.Cli.Running;
using Rollcall.Practice;
using Rollcall.Settings;

namespace Rollcall.Cli.Commands;

/// <summary><c>demo</c>: all of it in one command, against a practice site that it starts itself.</summary>
internal static class DemoCommand
{
    // A year of 64 numbers, of which 60 have a file: enough to see everything, over in seconds.
    private const int Year = 2019;

    public static Command Create(CliEnvironment environment)
    {
        var output = new Option<string?>("--output") { Description = "where everything is written [a new folder, output/demo-TIME]", HelpName = "DIR" };
        var command = new Command("demo", "Shows it at work: starts the practice site on loopback, collects a registry from it, loads it into SQLite, and tells what came of it and where everything lies.")
        {
            output,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var folder = parsed.GetValue(output)
                ?? Path.Combine("output", "demo-" + environment.Time.GetUtcNow().ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture));
            await using var site = await PracticeSite.StartAsync(new PracticeOptions { Time = environment.Time }, cancellationToken);
            environment.Out.WriteLine($"The practice site answers at {site.Address}; its court has files of {Year}. How many is found out first; then they are asked one by one, in Chromium.");
            var order = new RunOrder
            {
                Flags = [new SettingValue("output_dir", folder, "--output")],
                Years = [Year],
                BaseUrl = site.Address,
            };
            var collected = await CollectAsync(order, environment, cancellationToken);
            return (int)(collected == ExitCode.Completed ? await LoadAsync(folder, order, environment, cancellationToken) : collected);
        });
        return command;
    }

    private static async Task<ExitCode> CollectAsync(RunOrder order, CliEnvironment environment, CancellationToken cancellationToken)
    {
        using var console = RunConsole.Open(environment, order);
        return await RunBatch.Of([Shipped.Registry("practice-court")], order, environment, console).ExecuteAsync(cancellationToken);
    }

    private static async Task<ExitCode> LoadAsync(string folder, RunOrder order, CliEnvironment environment, CancellationToken cancellationToken)
    {
        environment.Out.WriteLine();
        environment.Out.WriteLine($"Now the records go into a database, as 'rollcall load datasets/cases.yaml {folder}' would do it:");
        // Into a file of the demo's own, whatever database the user's settings name; and a machine that is busy is to show it all the same.
        SettingValue[] own =
        [
            new("database", Path.Combine(folder, "cases.db"), "demo"),
            new("batch_validation_timeout_ms", "10000", "demo"),
        ];
        var settings = SettingSources.Resolve(definition: null, settingsFile: null, environment.Variables, order.Flags.AddRange(own));
        var load = LoadOrder.Of(Shipped.Dataset("cases"), [folder], settings, new ShowOptions(Json: false, Quiet: false, JsonLog: null));
        return await new DatasetLoad(load, environment).ExecuteAsync(cancellationToken);
    }
}
