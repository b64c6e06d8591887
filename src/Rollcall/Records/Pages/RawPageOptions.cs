using Rollcall.Storage;

namespace Rollcall.Records.Pages;

/// <summary>Which pages are kept where. Immutable.</summary>
public sealed record RawPageOptions
{
    /// <summary>The folder that everything of the runs lies in.</summary>
    public required string OutputFolder { get; init; }

    /// <summary>The registry's name.</summary>
    public required string Registry { get; init; }

    /// <summary>The partition's name.</summary>
    public required string Partition { get; init; }

    /// <summary>The run whose pages they are.</summary>
    public required string RunId { get; init; }

    /// <summary>How many pages of one class a run keeps (<c>evidence_per_class</c>), 0 or more; 200 by default.</summary>
    public int EvidencePerClass { get; init; } = 200;

    /// <summary>What must not reach a file.</summary>
    public SecretMask Secrets { get; init; } = SecretMask.None;

    /// <summary>Whether everything is done but the writing (<c>--dry-run</c>).</summary>
    public bool DryRun { get; init; }
}
