using System.Collections.Immutable;
using Rollcall.Fetching;
using Rollcall.Ledger;
using Rollcall.Pacing;
using Rollcall.Pacing.Health;
using Rollcall.Planning;
using Rollcall.Reading;
using Rollcall.Reading.Sections;
using Rollcall.Records;
using Rollcall.Records.Pages;
using Rollcall.Records.Sections;
using Rollcall.Settings;

namespace Rollcall.Sweeping;

/// <summary>What a sweep is made of. Each part is owned, and disposed of, by whoever made it.</summary>
public sealed record SweepParts
{
    /// <summary>How the run behaves.</summary>
    public required RunSettings Settings { get; init; }

    /// <summary>Which ids.</summary>
    public required SweepPlan Plan { get; init; }

    /// <summary>Where pages come from.</summary>
    public required IPageSource Source { get; init; }

    /// <summary>Who judges and reads them.</summary>
    public required PageReader Reader { get; init; }

    /// <summary>Who judges and reads the sections of a record, in the order of the definition; empty where it has none.</summary>
    public ImmutableArray<SectionPageReader> Sections { get; init; } = [];

    /// <summary>Where sections wait for the rest of their record; null where nothing is kept.</summary>
    public SectionStore? KeptSections { get; init; }

    /// <summary>Where records go.</summary>
    public required RecordStore Records { get; init; }

    /// <summary>Where pages are kept.</summary>
    public required RawPageStore RawPages { get; init; }

    /// <summary>The durable account.</summary>
    public required ILedger Ledger { get; init; }

    /// <summary>The host's budget.</summary>
    public required HostGate Gate { get; init; }

    /// <summary>Ids whose answers are known.</summary>
    public CanaryBook Canaries { get; init; } = CanaryBook.Empty;

    /// <summary>When to ask again.</summary>
    public required RetrySchedule Retries { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }
}
