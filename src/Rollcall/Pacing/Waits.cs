namespace Rollcall.Pacing;

/// <summary>Waiting by an injected clock.</summary>
internal static class Waits
{
    /// <summary>
    /// Waits at least so long. <see cref="Task.Delay(TimeSpan, TimeProvider, CancellationToken)"/> drops fractions of a millisecond, so whoever asks the
    /// clock afterwards finds it too early and asks again, in a tight loop.
    /// </summary>
    public static Task AtLeast(TimeSpan wait, TimeProvider time, CancellationToken cancellationToken) =>
        Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), time, cancellationToken);
}
