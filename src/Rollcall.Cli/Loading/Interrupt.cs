using System.Runtime.InteropServices;

namespace Rollcall.Cli.Loading;

/// <summary>
/// Turns SIGINT and SIGTERM into the end of a load after the batch at work, which is a matter of milliseconds; nothing needs a second one.
/// </summary>
internal sealed class Interrupt : IDisposable
{
    private readonly CancellationTokenSource _stop;
    private readonly Action<string> _notice;
    private readonly PosixSignalRegistration[] _registrations;
    private StopReason? _reason;

    public Interrupt(Action<string> notice, CancellationToken cancellationToken)
    {
        _notice = notice;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, context => OnSignal(context, StopReason.Sigint)),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => OnSignal(context, StopReason.Sigterm)),
        ];
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>Which signal that was.</summary>
    public StopReason Reason => _reason ?? StopReason.Sigint;

    public void Dispose()
    {
        Array.ForEach(_registrations, r => r.Dispose());
        _stop.Dispose();
    }

    private void OnSignal(PosixSignalContext context, StopReason reason)
    {
        context.Cancel = true;
        if (_reason is null)
        {
            _reason = reason;
            _notice("rollcall: stopping after this batch; the same command goes on with the next one.");
            _stop.Cancel();
        }
    }
}
