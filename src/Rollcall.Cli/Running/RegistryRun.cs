using Rollcall.Cli.Output;
using Rollcall.Faults;
using Rollcall.Fetching;
using Rollcall.Planning;
using Rollcall.Registries;
using Rollcall.Reporting.Pictures;
using Rollcall.Settings;
using Rollcall.Sweeping;

namespace Rollcall.Cli.Running;

/// <summary>One run of one registry's partition from the command line: settings, signals, sweep, report.</summary>
internal sealed class RegistryRun(RegistryDefinition definition, Partition partition, RunOrder order, CliEnvironment environment, RunConsole console)
{
    /// <summary>What a person calls it.</summary>
    public string Name => partition.Name == "all" ? definition.Name : $"{definition.Name}, {partition.Name}";

    /// <summary>Its registry's name.</summary>
    public string Registry => definition.Name;

    /// <summary>Its partition's name.</summary>
    public string Partition => partition.Name;

    /// <summary>Carries it out.</summary>
    /// <param name="batchId">What the runs of one command have in common; null when it is alone.</param>
    /// <param name="cancellationToken">Gives up opening it.</param>
    /// <exception cref="RollcallException">It cannot be carried out.</exception>
    public async Task<(CollectionRequest Request, CollectionResult Result)> ExecuteAsync(string? batchId, CancellationToken cancellationToken)
    {
        var request = RequestOf(definition, partition, order, environment) with { BatchId = batchId };
        var surroundings = SurroundingsOf(environment, console) with { Tell = news => console.Tell(request, news) };

        console.LogInto(request.Settings);

        // Outlives the collection: closing a browser or a disk that hangs belongs to the exit that it bounds.
        using var stop = new StopSignal();
        using var signals = new SignalWatch(stop, request.Settings.GracefulShutdownTimeout, environment.Time, environment.Error);
        await using var collection = await Collection.OpenAsync(request, surroundings, cancellationToken);
        console.Begin(request, collection);
        var running = collection.RunAsync(stop, signals.Abort);
        await console.ShowWhileAsync(running, () => collection.Progress);
        var result = await running;
        IReadOnlyList<UsedSetting> Used() => SettingSources.Used(definition, order.SettingsFile, environment.Variables, order.Flags);
        return (request, await HtmlReport.AddToAsync(request.Settings.OutputDir, result, Used, result.Cause.LastStepsWithin(request.Settings.GracefulShutdownTimeout), environment.Time));
    }

    /// <summary>What the command line orders of one partition.</summary>
    public static CollectionRequest RequestOf(RegistryDefinition definition, Partition partition, RunOrder order, CliEnvironment environment) => new()
    {
        Definition = definition,
        Partition = partition,
        Settings = SettingSources.Resolve(definition, order.SettingsFile, environment.Variables, order.Flags),
        Walk = order.Walk,
        ProbeOnly = order.ProbeOnly,
        Fresh = order.Fresh,
        Retry = order.Retry,
        Origin = NamedRun.OriginOf(definition.File, order, partition.Values.Values, environment.Variables),
        DryRun = order.DryRun,
        ForceOverwrite = order.ForceOverwrite,
    };

    /// <summary>What a run takes from around it.</summary>
    public static CollectionSurroundings SurroundingsOf(CliEnvironment environment, RunConsole console) =>
        new(new PageSources(environment.Time, console.Loggers).Open, environment.Time, environment.Random, console.Loggers)
        {
            KillPoints = KillPoints.FromEnvironment(environment.Variables),
            PaceFolders = SharedPace.Folders,
            CollectMetrics = console.CollectMetrics,
        };

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
