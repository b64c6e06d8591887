using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Rollcall.Faults;

namespace Rollcall.Loading;

/// <summary>What a load takes from around it. Immutable.</summary>
public sealed record LoadSurroundings
{
    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Where events go.</summary>
    public ILogger Log { get; init; } = NullLogger.Instance;

    /// <summary>What <c>-</c> as a source means.</summary>
    public Stream StandardInput { get; init; } = Stream.Null;

    /// <summary>What ended the wait when the load was told to stop: <see cref="StopReason.Sigint"/> or <see cref="StopReason.Sigterm"/>.</summary>
    public Func<StopReason> StoppedBy { get; init; } = () => StopReason.Sigint;

    /// <summary>Steps at which tests make the process die.</summary>
    public KillPoints KillPoints { get; init; } = KillPoints.None;
}

/// <summary>How far a load is, for a progress display.</summary>
/// <param name="RecordsRead">Records of batches that ended.</param>
/// <param name="Quarantined">Of these, records set aside.</param>
/// <param name="Batches">Batches that ended.</param>
/// <param name="Share">The share of the sources' bytes read, 0 to 1; null when their size is not known.</param>
public sealed record LoadState(long RecordsRead, long Quarantined, long Batches, double? Share);
