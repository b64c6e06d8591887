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

/// <summary>The sweep alone, all else being equal but its ledger: in files, or in memory.</summary>
internal static class LedgerChoice
{
    public static Task InFilesAsync(Uri site, string folder, int ids, int workers) => RunAsync(
        site, folder, ids, workers, async (asked, logger) => await FileLedger.OpenAsync(asked, TimeProvider.System, logger, CancellationToken.None));

    public static Task InMemoryAsync(Uri site, string folder, int ids, int workers) => RunAsync(
        site, folder, ids, workers, (asked, logger) => Task.FromResult<ILedger>(MemoryLedger.Open(asked, TimeProvider.System, logger)));

    private static async Task RunAsync(Uri site, string folder, int ids, int workers, Func<LedgerRequest, ILogger, Task<ILedger>> open)
    {
        var time = TimeProvider.System;
        using var log = new JsonLog(time, new LogOutput(LogLevel.Information, TextWriter.Null.WriteLine));
        var logger = log.CreateLogger("Rollcall.Sweeping");
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
