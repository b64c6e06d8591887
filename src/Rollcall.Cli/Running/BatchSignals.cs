using System.Runtime.InteropServices;

namespace Rollcall.Cli.Running;

/// <summary>
/// Remembers across the runs of one command that it was told to end. A run may have another first cause by then, or be over already: no other begins
/// all the same.
/// </summary>
internal sealed class BatchSignals : IDisposable
{
    private readonly PosixSignalRegistration[] _registrations;
    private int _first;

    public BatchSignals() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, context => OnSignal(context, ExitCode.InterruptedBySigint)),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => OnSignal(context, ExitCode.InterruptedBySigterm)),
    ];

    /// <summary>The exit code of the first signal; null while there was none.</summary>
    public ExitCode? First => Volatile.Read(ref _first) is var code and > 0 ? (ExitCode)code : null;

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(_registrations, r => r.Dispose());

    private void OnSignal(PosixSignalContext context, ExitCode code)
    {
        context.Cancel = true;
        Interlocked.CompareExchange(ref _first, (int)code, 0);
    }
}
