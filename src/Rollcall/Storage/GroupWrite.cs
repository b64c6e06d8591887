using Microsoft.Win32.SafeHandles;

namespace Rollcall.Storage;

/// <summary>
/// Writes files for many at once: who asks while a group is being written goes into the next one. The disk is asked for a group's content together and
/// then waited for file by file, so that one commit of the file system serves them all; alone, each flush would pay for one of its own. No timer: a
/// group begins as soon as the one before it has ended. Thread safe.
/// </summary>
public sealed class GroupWrite
{
    private readonly Lock _gate = new();
    private List<Asked> _next = [];
    private bool _busy;

    /// <summary>Writes a file; an older one of that name (a leftover) is cut off first. Completes when the content is durable, which its name is not.</summary>
    /// <param name="path">Where. No two callers may use one path at a time.</param>
    /// <param name="content">What; not to be changed before the end.</param>
    /// <exception cref="IOException">The storage refuses this file; see <see cref="StorageTroubles"/>. What was written may be left behind.</exception>
    public Task WriteAsync(string path, ReadOnlyMemory<byte> content)
    {
        var asked = new Asked(path, content);
        bool mine;
        lock (_gate)
        {
            _next.Add(asked);
            mine = !_busy;
            _busy = true;
        }

        if (mine)
        {
            WriteNext();
        }

        return asked.Done;
    }

    private void WriteNext()
    {
        List<Asked> group;
        lock (_gate)
        {
            group = _next;
            _next = [];
        }

        group.ForEach(a => a.Write(together: group.Count > 1));
        group.ForEach(a => a.Flush());
        lock (_gate)
        {
            if (_next.Count == 0)
            {
                _busy = false;
                return;
            }
        }

        // The next group belongs to those who wait for it; this caller has waited enough.
        ThreadPool.UnsafeQueueUserWorkItem(static me => me.WriteNext(), this, preferLocal: false);
    }

    private sealed class Asked(string path, ReadOnlyMemory<byte> content)
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private SafeFileHandle? _file;

        public Task Done => _done.Task;

        public void Write(bool together) => Guarded(() =>
        {
            _file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
            RandomAccess.Write(_file, content.Span, fileOffset: 0);
            if (together)
            {
                Posix.BeginWriting(_file);
            }
        });

        public void Flush()
        {
            if (_done.Task.IsFaulted)
            {
                return;
            }

            Guarded(() =>
            {
                RandomAccess.FlushToDisk(_file!);
                _file!.Dispose();
                _done.SetResult();
            });
        }

        // One file's trouble is not the others', whatever it is: it goes to whoever waits for this file.
        private void Guarded(Action act)
        {
            try
            {
                act();
            }
            catch (Exception ex)
            {
                _file?.Dispose();
                _done.SetException(ex);
            }
        }
    }
}
