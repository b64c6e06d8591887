namespace Rollcall.Cli.Observing;

/// <summary>
/// How long the end of a run, and of the command, waits for those who take its log and metrics: one limit for all of them together, since
/// <c>graceful_shutdown_timeout</c> bounds the whole exit. Not thread safe.
/// </summary>
internal sealed class EndPatience(TimeProvider time)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    // Nobody goes without a try: who was late the last time may be quick again.
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(100);

    private TimeSpan _left = Longest;
    private bool _wasLate;

    /// <summary>What is left.</summary>
    public TimeSpan Left => _left > Least ? _left : Least;

    /// <summary>A run begins: all of it is there again, unless whoever was waited for last did not come.</summary>
    /// <param name="limit"><c>graceful_shutdown_timeout</c>; what a signal's other steps leave of it counts.</param>
    public void Begin(TimeSpan limit)
    {
        if (!_wasLate)
        {
            var after = limit * SignalWatch.ShareAfter;
            _left = after < Longest ? after : Longest;
        }
    }

    /// <summary>Waits for what may hang where the network does; a quarter of what is left is kept for the disk. Threads that hang do not keep the process alive.</summary>
    public void WaitFor(Action work)
    {
        var begun = time.GetTimestamp();
        var within = _left * 0.75 > Least ? _left * 0.75 : Least;
        _wasLate = Task.WaitAny([Task.Run(work)], within) < 0;
        _left -= time.GetElapsedTime(begun);
    }
}
