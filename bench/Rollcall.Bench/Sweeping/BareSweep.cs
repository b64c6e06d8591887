using Microsoft.Extensions.Logging;
using Rollcall.Cli.Observing;
using Rollcall.Fetching;
using Rollcall.Ledger;
using Rollcall.Pacing;
using Rollcall.Planning;
using Rollcall.Reading;
using Rollcall.Records;
using Rollcall.Records.Pages;
using Rollcall.Registries;
using Rollcall.Settings;
using Rollcall.Storage;
using Rollcall.Sweeping;

namespace Rollcall.Bench.Sweeping;

/// <summary>The sweep alone, without what the command puts around it: all else is equal then but what a comparison changes.</summary>
internal static class BareSweep
{
    public static async Task InFilesAsync(Uri site, string folder, int ids, int workers)
    {
        using var log = Nowhere();
        await RunAsync(new SweepOrder(site, folder, ids, workers), Logger(log), OpenFilesAsync);
    }

    public static async Task InMemoryAsync(Uri site, string folder, int ids, int workers)
    {
        using var log = Nowhere();
        await RunAsync(
            new SweepOrder(site, folder, ids, workers), Logger(log), (asked, logger) => Task.FromResult<ILedger>(MemoryLedger.Open(asked, TimeProvider.System, logger)));
    }

    /// <summary>Opens the ledger of the product.</summary>
    public static async Task<ILedger> OpenFilesAsync(LedgerRequest asked, ILogger logger) =>
        await FileLedger.OpenAsync(asked, TimeProvider.System, logger, CancellationToken.None);

    private static JsonLog Nowhere() => new(TimeProvider.System, new LogOutput(LogLevel.Information, TextWriter.Null.WriteLine));

    private static ILogger Logger(JsonLog log) => log.CreateLogger("Rollcall.Sweeping");

    /// <summary>Sweeps once.</summary>
    public static async Task RunAsync(SweepOrder order, ILogger logger, Func<LedgerRequest, ILogger, Task<ILedger>> open)
    {
        var time = TimeProvider.System;
        var (site, folder, ids, workers) = order;
        var definition = RegistryReader.Read(Cli.Shipped.Registry("practice-plain")).Required with { Site = site };
        var settings = SettingLayers.Defaults with { Concurrency = workers, DelayMin = TimeSpan.Zero, DelayMax = TimeSpan.Zero, OutputDir = folder };
        var asked = new LedgerRequest { OutputFolder = folder, Identity = new PartitionIdentity(RegistryIdentity.Of(definition), "all"), DefinitionHash = definition.Hash };
        await using var ledger = await open(asked, logger);
        using var gate = new HostGate(settings, time, new Random(1));
        var partition = new Partition("all", TemplateValues.None);
        await using var source = new HttpPageSource(definition, partition.Values, new HttpOptions { Concurrency = workers }, time, gate.WaitAsync);
        var sweep = new Sweep(
            new SweepParts
            {
                Settings = settings,
                Plan = new SweepPlanner(definition, partition, folder, settings.PerCaseSubdir)
                    .Plan(new WalkRequest { End = ids }, ledger.View, settings.NoRecordTtl, time.GetUtcNow()),
                Source = source,
                Reader = new PageReader(definition, partition.Values),
                Records = RecordStore.Open(new RecordStoreOptions
                {
                    OutputFolder = folder,
                    RecordsFolder = settings.PerCaseSubdir,
                    Registry = ledger.Run.Registry,
                    Partition = ledger.Run.Partition,
                    RunId = ledger.Run.RunId,
                    Secrets = SecretMask.None,
                    Retries = new WriteRetries(0, TimeSpan.Zero, time),
                }),
                RawPages = RawPageStore.Open(new RawPageOptions
                {
                    OutputFolder = folder,
                    Registry = ledger.Run.Registry,
                    Partition = ledger.Run.Partition,
                    RunId = ledger.Run.RunId,
                    EvidencePerClass = settings.EvidencePerClass,
                    Secrets = SecretMask.None,
                }),
                Ledger = ledger,
                Gate = gate,
                Retries = new RetrySchedule(settings, new Random(1)),
                Time = time,
            },
            logger);
        using var stop = new StopSignal();
        var cause = await sweep.RunAsync(stop, CancellationToken.None);
        if (cause.Reason != StopReason.Completed)
        {
            throw new InvalidOperationException($"the sweep ended with {cause.Reason}: {cause.Detail}");
        }
    }
}

/// <summary>What is swept.</summary>
/// <param name="Site">The site.</param>
/// <param name="Folder">Where everything is written.</param>
/// <param name="Ids">How many ids.</param>
/// <param name="Workers">How many workers.</param>
internal sealed record SweepOrder(Uri Site, string Folder, int Ids, int Workers);
