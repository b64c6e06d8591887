namespace Rollcall.Storage;

/// <summary>
/// Makes the names in one folder durable for many at once: who asks while a flush is under way shares the next one, since the one under way may
/// have begun before his rename. No timer: a flush starts as soon as the one before it has ended. Thread safe.
/// </summary>
public sealed class FolderFlush(string folder)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _next;
    private bool _busy;

    /// <summary>Completes when everything that was renamed or created in the folder before this call is durable.</summary>
    /// <exception cref="IOException">The storage refuses.</exception>
    public Task FlushAsync()
    {
        Task flushed;
        bool mine;
        lock (_gate)
        {
            _next ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            flushed = _next.Task;
            mine = !_busy;
            _busy = true;
        }

        if (mine)
        {
            FlushOnce();
        }

        return flushed;
    }

    private void FlushOnce()
    {
        TaskCompletionSource mine;
        lock (_gate)
        {
            mine = _next!;
            _next = null;
        }

        try
        {
            DurableFile.FlushFolder(folder);
            mine.SetResult();
        }
        catch (Exception ex) when (StorageTroubles.Is(ex))
        {
            mine.SetException(ex);
        }

        lock (_gate)
        {
            if (_next is null)
            {
                _busy = false;
                return;
            }
        }

        // The next flush belongs to those who wait for it; this caller has waited enough.
        ThreadPool.UnsafeQueueUserWorkItem(static me => me.FlushOnce(), this, preferLocal: false);
    }
}
