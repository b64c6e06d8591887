namespace Rollcall.Browser;

/// <summary>Something took longer than it may.</summary>
internal sealed class TooLongException(string what, TimeSpan limit) : Exception($"{what} not done within {Limits.Text(limit)}")
{
    public string What { get; } = what;
}

/// <summary>A page answers nothing any more: one of its scripts does not end.</summary>
internal sealed class FrozenPageException(TimeSpan limit) : Exception($"the page's scripts do not end: no answer within {Limits.Text(limit)}");

/// <summary>A page is gone: it crashed, or its browser did.</summary>
internal sealed class LostPageException(string? browser) : Exception(browser is null ? "the page crashed" : $"the browser is lost: {browser}");

/// <summary>Bounds what has no bound of its own.</summary>
internal static class Limits
{
    /// <summary>The task's result, or an exception when it takes too long. The task itself is given up, not ended.</summary>
    /// <exception cref="TooLongException">The limit has passed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<T> Within<T>(this Task<T> task, TimeSpan limit, string what, TimeProvider time, CancellationToken cancellationToken)
    {
        await Wait(task, limit, what, time, cancellationToken);
        return await task;
    }

    /// <inheritdoc cref="Within{T}"/>
    public static async Task Within(this Task task, TimeSpan limit, string what, TimeProvider time, CancellationToken cancellationToken)
    {
        await Wait(task, limit, what, time, cancellationToken);
        await task;
    }

    /// <summary>Whether the task ended well within the limit; nobody hears of how it failed, or of what becomes of it later.</summary>
    public static async Task<bool> EndsWithin(this Task task, TimeSpan limit, TimeProvider time)
    {
        try
        {
            await task.WaitAsync(limit, time, CancellationToken.None);
            return true;
        }
        catch (Exception)
        {
            Forget(task);
            return false;
        }
    }

    /// <summary>Whether the task ended within the limit, well or not: whoever is asked still answers.</summary>
    public static async Task<bool> AnswersWithin(this Task task, TimeSpan limit, TimeProvider time)
    {
        using var timer = new CancellationTokenSource();
        var isAnswered = await Task.WhenAny(task, Task.Delay(limit, time, timer.Token)) == task;
        await timer.CancelAsync();
        Forget(task);
        return isAnswered;
    }

    /// <summary>A duration as the log gives it.</summary>
    public static long Milliseconds(TimeSpan took) => (long)took.TotalMilliseconds;

    /// <summary>A limit as messages say it.</summary>
    public static string Text(TimeSpan limit) => limit.TotalSeconds >= 1 ? $"{limit.TotalSeconds:0.#} s" : $"{limit.TotalMilliseconds:0} ms";

    private static async Task Wait(Task task, TimeSpan limit, string what, TimeProvider time, CancellationToken cancellationToken)
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var late = Task.Delay(limit, time, timer.Token);
        if (await Task.WhenAny(task, late) == task)
        {
            await timer.CancelAsync();
            return;
        }

        Forget(task);
        cancellationToken.ThrowIfCancellationRequested();
        throw new TooLongException(what, limit);
    }

    // A task given up may fail later; that is no news then.
    private static void Forget(Task task) =>
        _ = task.ContinueWith(static t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
}
