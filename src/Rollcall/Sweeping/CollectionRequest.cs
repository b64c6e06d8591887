using Microsoft.Extensions.Logging;
using Rollcall.Faults;
using Rollcall.Fetching;
using Rollcall.Ledger;
using Rollcall.Pacing;
using Rollcall.Planning;
using Rollcall.Registries;
using Rollcall.Settings;

namespace Rollcall.Sweeping;

/// <summary>What one run is asked to collect, and how. Immutable.</summary>
public sealed record CollectionRequest
{
    /// <summary>The registry; its site and mode are those that are asked.</summary>
    public required RegistryDefinition Definition { get; init; }

    /// <summary>Its partition.</summary>
    public required Partition Partition { get; init; }

    /// <summary>How the run behaves.</summary>
    public required RunSettings Settings { get; init; }

    /// <summary>Which ids.</summary>
    public WalkRequest Walk { get; init; } = new();

    /// <summary>Only find the mark.</summary>
    public bool ProbeOnly { get; init; }

    /// <summary>Whether the mark is searched for: nothing says how far to go, and the ids are numbers.</summary>
    public bool Searches => Definition.Ids is IdSource.Range && Retry is null && (ProbeOnly || Walk.IsOpenEnded);

    /// <summary>Whether the ids stand on a listing, which has to be read before any is asked.</summary>
    public bool Lists => Definition.Ids is IdSource.Listing && Retry is null && !ProbeOnly;

    /// <summary>Start a new run even if one is unfinished.</summary>
    public bool Fresh { get; init; }

    /// <summary>Take up this run, finished or not, and ask its failed ids again, and nothing else; null for a walk.</summary>
    public OpenIntent.Retry? Retry { get; init; }

    /// <summary>What a new run is ordered with, so that later commands need only its name.</summary>
    public RunOrigin? Origin { get; init; }

    /// <summary>Do everything, write nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>Replace an id's older file instead of adding a suffix.</summary>
    public bool ForceOverwrite { get; init; }

    /// <summary>What the runs of one command have in common; null when the run is alone.</summary>
    public string? BatchId { get; init; }
}

/// <summary>What a run takes from around it.</summary>
/// <param name="OpenSource">Opens where pages come from, given the gate that further requests of one ask wait at; the run disposes of it.</param>
/// <param name="Time">The clock.</param>
/// <param name="Random">Chance, for pace and jitter; used by this run alone.</param>
/// <param name="Loggers">Where its events go.</param>
public sealed record CollectionSurroundings(
    Func<CollectionRequest, HostGate, IPageSource> OpenSource, TimeProvider Time, Random Random, ILoggerFactory Loggers)
{
    /// <summary>Where processes of this machine share their pace: the first folder that can be used; none when this one keeps its own.</summary>
    public IReadOnlyList<string> PaceFolders { get; init; } = [];

    /// <summary>Is told where the run has come to.</summary>
    public Action<CourseNews>? Tell { get; init; }

    /// <summary>
    /// Called when the run's instruments show their last and are about to go: whoever collects from time to time collects now. Null when nobody does.
    /// </summary>
    public Action? CollectMetrics { get; init; }

    /// <summary>Where tests make the process die.</summary>
    public KillPoints KillPoints { get; init; } = KillPoints.None;
}
