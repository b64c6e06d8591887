using Rollcall.Cli.Output;
using Rollcall.Fetching;
using Rollcall.Planning;
using Rollcall.Registries;
using Rollcall.Settings;
using Rollcall.Sweeping;

namespace Rollcall.Cli.Running;

/// <summary>One run of one registry from the command line: definition, settings, signals, sweep, report, summary.</summary>
internal sealed class RegistryRun(string file, RunOrder order, CliEnvironment environment, RunConsole console)
{
    /// <summary>Carries it out.</summary>
    /// <returns>The run's exit code.</returns>
    public async Task<ExitCode> ExecuteAsync(CancellationToken cancellationToken)
    {
        var definition = ReadDefinition();
        var settings = SettingSources.Resolve(definition, order.SettingsFile, environment.Variables, order.Flags);
        var request = new CollectionRequest
        {
            Definition = definition,
            Partition = Partition.Of(definition, order.Year, order.Set, environment.Variables),
            Settings = settings,
            Walk = order.Walk,
            Fresh = order.Fresh,
            DryRun = order.DryRun,
            ForceOverwrite = order.ForceOverwrite,
        };
        var surroundings = new CollectionSurroundings((asked, gate) => PageSources.Open(asked, gate, environment.Time), environment.Time, environment.Random, console.Loggers);

        await using var collection = await Collection.OpenAsync(request, surroundings, cancellationToken);
        using var stop = new StopSignal();
        using var signals = new SignalWatch(stop, settings.GracefulShutdownTimeout, environment.Time, environment.Error);
        console.Begin(request, collection);
        var running = collection.RunAsync(stop, signals.Abort);
        await console.ShowWhileAsync(running, collection.Progress);
        var result = await running;
        console.End(request, result);
        return result.Cause.Reason.Code();
    }

    private RegistryDefinition ReadDefinition()
    {
        var read = RegistryReader.Read(file, order.Mode);
        var definition = read.Required;
        foreach (var warning in read.Warnings)
        {
            console.Notice(warning.ToString());
        }

        return definition with { Site = order.BaseUrl ?? definition.Site, Mode = order.Mode ?? definition.Mode };
    }
}
