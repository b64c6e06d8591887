using System.Threading.Channels;
using Microsoft.Win32.SafeHandles;
using Rollcall.Faults;
using Rollcall.Storage;

namespace Rollcall.Ledger.Journals;

/// <summary>
/// The end of a journal that is written to. One thread writes: whatever is pending when it comes round shares one write and one flush to
/// disk; callers wait for exactly that, never for a timer. Thread safe; its owner closes it.
/// </summary>
internal sealed class Journal
{
    /// <summary>Callers beyond these wait for room; a worker has one append under way, so they never do.</summary>
    private const int PendingAtMost = 4096;

    /// <summary>A batch ends here, so that memory stays small and the first caller of a flood is not kept waiting.</summary>
    private const int BatchBytes = 1024 * 1024;

    /// <summary>How long closing waits for a disk that does not answer.</summary>
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(10);

    private readonly Channel<Pending> _pending = Channel.CreateBounded<Pending>(new BoundedChannelOptions(PendingAtMost) { SingleReader = true });
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _runId;
    private readonly SafeFileHandle _file;
    private readonly Action<LedgerEvent[], JournalPosition> _durable;
    private readonly TimeProvider _time;
    private readonly KillPoints _kill;
    private readonly WriteRetries _retries;
    private readonly TaskCompletionSource _hurried = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Of the writing thread alone.
    private readonly List<Pending> _batch = [];
    private JournalPosition _end;
    private long _lastSeq;
    private Exception? _broken;

    /// <param name="path">An existing journal.</param>
    /// <param name="runId">Whose it is.</param>
    /// <param name="end">Behind its last line, which is where the file ends.</param>
    /// <param name="durable">Told what is on disk by now, and where it ends, before the callers are; on the writing thread.</param>
    /// <param name="time">The clock that bounds closing.</param>
    /// <param name="request">How trouble is waited out, and where tests make the process die.</param>
    public Journal(string path, string runId, JournalPosition end, Action<LedgerEvent[], JournalPosition> durable, TimeProvider time, LedgerRequest request)
    {
        Path = path;
        _runId = runId;
        _end = end;
        _lastSeq = end.Seq;
        _durable = durable;
        _time = time;
        _kill = request.KillPoints;
        _retries = request.Retries;
        request.Hurry.Register(() => _hurried.TrySetResult());
        _file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);

        // A thread of its own: a flush blocks, and a disk that hangs must not take a thread that a page or a timer needs.
        new Thread(WriteAll) { IsBackground = true, Name = "journal" }.Start();
    }

    /// <summary>Where it lies.</summary>
    public string Path { get; }

    /// <inheritdoc cref="ILedger.AppendAsync"/>
    public async ValueTask AppendAsync(IReadOnlyList<LedgerEvent> events, CancellationToken cancellationToken)
    {
        if (events.Count == 0)
        {
            return;
        }

        var pending = new Pending(events, [.. events.Select(LineMapping.ToLine)]);
        try
        {
            await _pending.Writer.WriteAsync(pending, cancellationToken);
        }
        catch (ChannelClosedException ex)
        {
            throw new ObjectDisposedException("the ledger is closed", ex);
        }

        await pending.Done.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Writes what is pending and closes the file. Can be called again.</summary>
    /// <returns>False when the disk hangs: the file stays with the writing thread, which does not keep the process alive.</returns>
    public async ValueTask<bool> CloseAsync()
    {
        _pending.Writer.TryComplete();
        _hurried.TrySetResult();
        try
        {
            await _ended.Task.WaitAsync(CloseLimit, _time);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private void WriteAll()
    {
        var reader = _pending.Reader;
        using var lines = new LineWriter();
        while (reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (lines.Length < BatchBytes && reader.TryRead(out var pending))
            {
                Add(pending, lines);
            }

            Commit(lines);
        }

        _file.Dispose();
        _ended.TrySetResult();
    }

    private void Add(Pending pending, LineWriter lines)
    {
        foreach (var line in pending.Lines)
        {
            line.Seq = ++_lastSeq;
            line.RunId = _runId;
            lines.Add(line);
        }

        _batch.Add(pending);
    }

    private void Commit(LineWriter lines)
    {
        var trouble = _broken ?? WriteInTheEnd(lines);
        if (trouble is null)
        {
            LedgerEvent[] events = [.. _batch.SelectMany(p => p.Events)];
            _end = new JournalPosition(_end.Offset + lines.Length, _end.Line + events.Length, _lastSeq);
            _durable(events, _end);
        }

        foreach (var pending in _batch)
        {
            if (trouble is null)
            {
                pending.Done.TrySetResult();
            }
            else
            {
                pending.Done.TrySetException(StorageStop.For(Path, trouble));
            }
        }

        _lastSeq = _end.Seq;
        _batch.Clear();
        lines.Clear();
    }

    /// <summary>Waits here, on the writing thread: whoever appends meanwhile stands in line, and nothing can get ahead of the batch.</summary>
    private Exception? WriteInTheEnd(LineWriter lines)
    {
        for (var left = _retries.Retries; ; left--)
        {
            var trouble = Write(lines);
            if (trouble is null || _broken is not null || left <= 0 || StorageTroubles.Of(trouble) == StorageTrouble.OfOneFile || !Wait())
            {
                return trouble;
            }
        }
    }

    /// <returns>False when the run is to end: then it does not wait.</returns>
    private bool Wait()
    {
        try
        {
            _hurried.Task.WaitAsync(_retries.Backoff, _retries.Time).GetAwaiter().GetResult();
            return false;
        }
        catch (TimeoutException)
        {
            return true;
        }
    }

    private Exception? Write(LineWriter lines)
    {
        try
        {
            RandomAccess.Write(_file, lines.Written, _end.Offset);
            _kill.Reach(LedgerSteps.JournalWritten);
            RandomAccess.FlushToDisk(_file);
            _kill.Reach(LedgerSteps.JournalFlushed);
            return null;
        }
        catch (Exception ex) when (StorageTroubles.Is(ex))
        {
            TakeBack(ex);
            return ex;
        }
    }

    /// <summary>
    /// Nothing of a failed batch may stay: after a failed flush the kernel counts its pages as clean, and a later flush would vouch for
    /// lines that never reached the disk. Cut off, the journal is as before and the same events can be appended again.
    /// </summary>
    private void TakeBack(Exception cause)
    {
        try
        {
            RandomAccess.SetLength(_file, _end.Offset);
        }
        catch (Exception ex) when (StorageTroubles.Is(ex))
        {
            _broken = cause;
        }
    }

    private sealed class Pending(IReadOnlyList<LedgerEvent> events, LineContent[] lines)
    {
        public IReadOnlyList<LedgerEvent> Events { get; } = events;

        public LineContent[] Lines { get; } = lines;

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
