using Rollcall.Ledger;

namespace Rollcall.Sweeping;

/// <summary>
/// The one place where a run is told to stop: by a signal, a policy or the storage. The first cause wins; later ones change nothing.
/// Thread safe.
/// </summary>
public sealed class StopSignal : IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private StopCause? _cause;

    /// <summary>Why the run stops; null while nobody asked it to.</summary>
    public StopCause? Cause
    {
        get
        {
            lock (_gate)
            {
                return _cause;
            }
        }
    }

    /// <summary>Cancelled once the run is to take no more ids; jobs in flight may finish.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>Asks the run to stop.</summary>
    /// <returns>False when it was asked before.</returns>
    public bool Request(StopReason reason, string detail) => Request(new StopCause(reason, detail));

    /// <inheritdoc cref="Request(StopReason, string)"/>
    public bool Request(StopCause cause)
    {
        lock (_gate)
        {
            if (_cause is not null)
            {
                return false;
            }

            _cause = cause;
        }

        _stop.Cancel();
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();
}

/// <summary>Why a run stopped, and what a person should know about it.</summary>
public sealed record StopCause(StopReason Reason, string Detail)
{
    /// <summary>For a defect: the exception in full, which the journal's last line keeps.</summary>
    public string? Trace { get; init; }

    /// <summary>
    /// How much of <c>graceful_shutdown_timeout</c> each of the last steps may take after a signal: waiting for what was given up, the journal's last
    /// line, the report. On a disk that hangs they all run out, and the whole exit still keeps the limit.
    /// </summary>
    internal const double ShareOfLastSteps = 0.07;

    /// <summary>How long one of the last steps may take: after a signal little, else as long as the whole exit may.</summary>
    public TimeSpan LastStepsWithin(TimeSpan limit) =>
        Reason is StopReason.Sigint or StopReason.Sigterm ? limit * ShareOfLastSteps : limit;
}
