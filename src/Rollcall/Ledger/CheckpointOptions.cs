namespace Rollcall.Ledger;

/// <summary>When checkpoints are written and how many are kept. Immutable.</summary>
public sealed record CheckpointOptions
{
    /// <summary>After so many settled ids (<c>checkpoint_every_ids</c>), 100 by default; more rarely when that would cost more than a twentieth of the time.</summary>
    public int EveryIds { get; init; } = 100;

    /// <summary>After so much time, when anything happened (<c>checkpoint_every</c>), 30 s by default.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many of the newest are kept (<c>checkpoint_keep</c>), 3 by default, at least 1.</summary>
    public int Keep { get; init; } = 3;
}
