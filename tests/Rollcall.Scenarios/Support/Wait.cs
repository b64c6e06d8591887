namespace Rollcall.Scenarios.Support;

/// <summary>Waiting for something that another process does, bounded.</summary>
internal static class Wait
{
    /// <summary>Looks again and again until it is so.</summary>
    /// <exception cref="TimeoutException">It is not so after a minute.</exception>
    public static async Task UntilAsync(Func<bool> condition, string what = "what the test waits for")
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!condition())
        {
            try
            {
                await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, limit.Token);
            }
            catch (OperationCanceledException ex)
            {
                throw new TimeoutException($"{what} did not come about within a minute", ex);
            }
        }
    }
}
