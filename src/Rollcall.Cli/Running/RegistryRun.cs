using Rollcall.Cli.Output;
using Rollcall.Faults;
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
        var definition = ReadDefinition(file, order, console.Notice);
        var settings = SettingSources.Resolve(definition, order.SettingsFile, environment.Variables, order.Flags);
        var partition = Partition.Of(definition, order.Year, order.Set, environment.Variables);
        var request = new CollectionRequest
        {
            Definition = definition,
            Partition = partition,
            Settings = settings,
            Walk = order.Walk,
            Fresh = order.Fresh,
            Retry = order.Retry,
            Origin = NamedRun.OriginOf(file, order, partition.Values.Values),
            DryRun = order.DryRun,
            ForceOverwrite = order.ForceOverwrite,
        };
        var surroundings = new CollectionSurroundings(new PageSources(environment.Time, console.Loggers).Open, environment.Time, environment.Random, console.Loggers)
        {
            KillPoints = KillPoints.FromEnvironment(environment.Variables),
        };

        // Outlives the collection: closing a browser or a disk that hangs belongs to the exit that it bounds.
        using var stop = new StopSignal();
        using var signals = new SignalWatch(stop, settings.GracefulShutdownTimeout, environment.Time, environment.Error);
        await using var collection = await Collection.OpenAsync(request, surroundings, cancellationToken);
        console.Begin(request, collection);
        var running = collection.RunAsync(stop, signals.Abort);
        await console.ShowWhileAsync(running, collection.Progress);
        var result = await running;
        console.End(request, result);
        return result.Cause.Reason.Code();
    }

    /// <summary>Reads a definition, with what the command line replaces in it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="order">The command line.</param>
    /// <param name="warn">Is told what works but will be regretted.</param>
    /// <exception cref="RollcallException">It has errors; the exception has them all.</exception>
    public static RegistryDefinition ReadDefinition(string file, RunOrder order, Action<string> warn)
    {
        var read = RegistryReader.Read(file, order.Mode);
        var definition = read.Required;
        foreach (var warning in read.Warnings)
        {
            warn(warning.ToString());
        }

        return definition with { Site = order.BaseUrl ?? definition.Site };
    }
}
