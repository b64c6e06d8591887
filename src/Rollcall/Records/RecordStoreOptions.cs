using Rollcall.Faults;
using Rollcall.Storage;

namespace Rollcall.Records;

/// <summary>Which records are stored where, and how. Immutable.</summary>
public sealed record RecordStoreOptions
{
    /// <summary>The folder that everything of the runs lies in.</summary>
    public required string OutputFolder { get; init; }

    /// <summary>The folder of the records in it (<c>per_case_subdir</c>).</summary>
    public string RecordsFolder { get; init; } = "json";

    /// <summary>The registry's name.</summary>
    public required string Registry { get; init; }

    /// <summary>The partition's name.</summary>
    public required string Partition { get; init; }

    /// <summary>The run that saves.</summary>
    public required string RunId { get; init; }

    /// <summary>What must not reach a file.</summary>
    public SecretMask Secrets { get; init; } = SecretMask.None;

    /// <summary>How trouble of the storage is waited out.</summary>
    public required WriteRetries Retries { get; init; }

    /// <summary>Where tests make the process die: <see cref="RecordSteps"/>.</summary>
    public KillPoints KillPoints { get; init; } = KillPoints.None;

    /// <summary>Whether an older file of the same id gives way (<c>--force-overwrite</c>) or keeps its name.</summary>
    public bool ForceOverwrite { get; init; }

    /// <summary>Whether everything is done but the writing (<c>--dry-run</c>).</summary>
    public bool DryRun { get; init; }
}
