using System.CommandLine;
using Rollcall.Cli.Output;
using Rollcall.Cli.Running;
using Rollcall.Faults;
using Rollcall.Planning;
using Rollcall.Sweeping;
using Rollcall.Sweeping.Rereads;

namespace Rollcall.Cli.Commands;

/// <summary><c>reread</c>: read a run's kept pages again, without the network.</summary>
internal static class RereadCommand
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    public static Command Create(CliEnvironment environment)
    {
        var run = new Argument<string>("RUN") { Description = "the run's id, or last" };
        var registry = new Option<string?>("--registry") { Description = "the definition's file [the one that the run began with]", HelpName = "FILE" };
        var options = new RunOptions();
        var command = new Command("reread", """
            Reads the kept pages of a run with the definition as it is now. Sends nothing. Failed ids whose page is understood by now get
            their outcome; records that read differently are saved anew (pages of records are only there with --persist-raw-html).

            Examples:
              rollcall reread last
              rollcall reread 20251122T101500Z-practice-plain --registry corrected.yaml
            """)
        {
            registry,
        };
        command.Arguments.Add(run);
        options.AddOffline(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var order = RunOrder.Read(options, parsed);
            using var console = RunConsole.Open(environment, order);
            var logger = console.Loggers.CreateLogger(nameof(RereadCommand));
            var named = NamedRun.Find(parsed.GetValue(run)!, parsed.GetValue(registry), order, environment.Variables, logger);
            var definition = RegistryRun.ReadDefinition(named.File, named.Order, console.Notice);
            var settings = SettingSources.Resolve(definition, named.Order.SettingsFile, environment.Variables, named.Order.Flags);
            console.LogInto(settings);
            var request = new RereadRequest
            {
                RunId = named.RunId,
                Definition = definition,
                Partition = Partition.Of(definition, named.Order.OneYear, named.Order.Set, environment.Variables),
                Settings = settings,
                ForceOverwrite = named.Order.ForceOverwrite,
                KillPoints = KillPoints.FromEnvironment(environment.Variables),
            };
            using var stop = new StopSignal();
            using var signals = new SignalWatch(stop, settings.GracefulShutdownTimeout, environment.Time, environment.Error);
            await using var reread = await Reread.OpenAsync(request, environment.Time, logger, cancellationToken);
            var reading = Task.Run(() => reread.RunAsync(stop), cancellationToken);
            while (await Task.WhenAny(reading, Task.Delay(Every, environment.Time, cancellationToken)) != reading)
            {
                if (!order.Quiet)
                {
                    environment.Error.WriteLine($"{reread.Done:N0} of {reread.Pages:N0} kept pages read");
                }
            }

            var report = await reading;
            RereadPrinter.Print(environment, report, settings.OutputDir, order.Json);
            return report.ExitCode;
        });
        return command;
    }
}
