using Rollcall.Faults;
using Rollcall.Observing;
using Rollcall.Storage;

namespace Rollcall.Ledger;

/// <summary>Which ledger to open, and what for. Immutable.</summary>
public sealed record LedgerRequest
{
    /// <summary>The folder that everything of the runs lies in. Created when missing.</summary>
    public required string OutputFolder { get; init; }

    /// <summary>Whose numbers these are.</summary>
    public required PartitionIdentity Identity { get; init; }

    /// <summary>SHA-256 of the definition (hex): outcomes are journalled under it.</summary>
    public required string DefinitionHash { get; init; }

    /// <summary>What it is opened for; <see cref="OpenIntent.Continue"/> by default.</summary>
    public OpenIntent Intent { get; init; } = OpenIntent.Continue;

    /// <summary>When checkpoints are written and how many are kept.</summary>
    public CheckpointOptions Checkpoints { get; init; } = new();

    /// <summary>Where tests make the process die: <see cref="LedgerSteps"/>.</summary>
    public KillPoints KillPoints { get; init; } = KillPoints.None;

    /// <summary>How short trouble of the storage is waited out when the journal is written; by default not at all.</summary>
    public WriteRetries Retries { get; init; } = new(0, TimeSpan.Zero, TimeProvider.System);

    /// <summary>Cancelled when the run is told to stop: from then on trouble is not waited out any more.</summary>
    public CancellationToken Hurry { get; init; }

    /// <summary>What a new run is ordered with, for its header.</summary>
    public RunOrigin? Origin { get; init; }

    /// <summary>What the runs of one command have in common; null when the run is alone.</summary>
    public string? BatchId { get; init; }

    /// <summary>Told of checkpoints; null when nobody measures.</summary>
    internal RunMetrics? Metrics { get; init; }
}
