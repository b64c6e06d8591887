using System.Runtime.InteropServices;
using Rollcall.Ledger;
using Rollcall.Sweeping;

namespace Rollcall.Cli;

/// <summary>
/// Turns SIGINT and SIGTERM into the end of a run: the first drains, the second gives up what is in flight, and the limit bounds the whole exit
/// whatever hangs.
/// </summary>
internal sealed class SignalWatch : IDisposable
{
    // What is left of the limit after giving up the jobs in flight, for the last lines of the journal and the report.
    private const double ShareForJobs = 0.65;

    // Where even that hangs the process is ended; ending it takes a moment too on a busy machine.
    private const double ShareForAll = 0.9;

    /// <summary>What is left of the limit after that.</summary>
    public const double ShareAfter = 1 - ShareForAll;

    private readonly StopSignal _stop;
    private readonly TimeSpan _limit;
    private readonly TimeProvider _time;
    private readonly TextWriter _error;
    private readonly CancellationTokenSource _abort = new();
    private readonly List<PosixSignalRegistration> _registrations;
    private readonly List<ITimer> _timers = [];
    private int _signals;

    /// <param name="stop">Who is told first.</param>
    /// <param name="limit"><c>graceful_shutdown_timeout</c>.</param>
    /// <param name="time">The clock.</param>
    /// <param name="error">Where the user is told what happens.</param>
    public SignalWatch(StopSignal stop, TimeSpan limit, TimeProvider time, TextWriter error)
    {
        _stop = stop;
        _limit = limit;
        _time = time;
        _error = error;
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, context => OnSignal(context, StopReason.Sigint)),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => OnSignal(context, StopReason.Sigterm)),
        ];
    }

    /// <summary>Cancelled when the jobs in flight are to be given up.</summary>
    public CancellationToken Abort => _abort.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        _registrations.ForEach(r => r.Dispose());
        lock (_timers)
        {
            _timers.ForEach(t => t.Dispose());
        }

        _abort.Dispose();
    }

    private void OnSignal(PosixSignalContext context, StopReason reason)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref _signals) > 1)
        {
            _error.WriteLine("rollcall: giving up the jobs in flight; their ids stay open.");
            _abort.Cancel();
            return;
        }

        _error.WriteLine($"rollcall: stopping: no new ids; waiting up to {_limit.TotalSeconds * ShareForJobs:0} s for the jobs in flight. Once more to give them up.");
        _stop.Request(reason, $"ended by {(reason == StopReason.Sigint ? "SIGINT" : "SIGTERM")}; run the same command again to resume");
        lock (_timers)
        {
            _timers.Add(_time.CreateTimer(_ => _abort.Cancel(), null, _limit * ShareForJobs, Timeout.InfiniteTimeSpan));

            // Whatever still hangs then (a disk, a browser) does not keep the process: the ledger has all that was acknowledged.
            _timers.Add(_time.CreateTimer(_ => Environment.Exit((int)reason.Code()), null, _limit * ShareForAll, Timeout.InfiniteTimeSpan));
        }
    }
}
