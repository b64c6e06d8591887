using System.Runtime.InteropServices;

namespace Rollcall.Cli;

/// <summary>For commands that run until they are told to end.</summary>
internal static class Signals
{
    /// <summary>Completes at SIGINT, SIGTERM or the token.</summary>
    public static async Task WaitAsync(CancellationToken cancellationToken)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void End(PosixSignalContext context)
        {
            context.Cancel = true;
            ended.TrySetResult();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        await using var cancelled = cancellationToken.Register(() => ended.TrySetResult());
        await ended.Task;
    }
}
