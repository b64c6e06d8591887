using System.Globalization;
using System.Text;
using System.Threading.Channels;
using Rollcall.Settings;
using Rollcall.Storage;

namespace Rollcall.Cli.Observing;

/// <summary>
/// Log lines in files under <c>output_dir/logs</c>, of bounded size. A log must not hurt a run: lines are handed to a task of its own, which writes what has
/// come ten times a second. What a slow or full disk does not take waits, and is tried again; lines for which there is no room to wait are dropped and counted.
/// Ending waits a bounded time. Thread safe, but for opening and ending.
/// </summary>
internal sealed class LogFile(TimeProvider time) : IDisposable
{
    /// <summary>The folder in <c>output_dir</c>.</summary>
    public const string Folder = "logs";

    private const int MostWaiting = 20_000;

    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(2);

    private readonly Channel<string> _lines = Channel.CreateBounded<string>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private readonly string _process = LogFolder.ProcessName(time.GetUtcNow());
    private string? _open;
    private CancellationTokenSource? _stop;
    private Task? _writing;
    private long _dropped;
    private bool _hangs;
    private volatile bool _isOff;

    /// <summary>Takes a line. Until a folder is opened it waits.</summary>
    public void Write(string line)
    {
        if (!_isOff && !_lines.Writer.TryWrite(line))
        {
            Interlocked.Increment(ref _dropped);
        }
    }

    /// <summary>From now on lines go to the folder of these settings; those before are written out first. Nothing is made before there is a line.</summary>
    public void Open(RunSettings settings)
    {
        var folder = Path.GetFullPath(Path.Combine(settings.OutputDir, Folder));
        if (folder == _open)
        {
            return;
        }

        End(LongestEnd);
        _open = folder;

        // What hangs may go on one day: two must not write at once.
        _isOff = settings.LogKeep == 0 || _hangs;
        if (!_isOff)
        {
            _stop = new CancellationTokenSource();
            var writer = new Writer(this, new LogFolder(folder, _process, settings.LogMaxMegabytes * 1_000_000L, settings.LogKeep));
            var stop = _stop.Token;
            _writing = Task.Run(() => writer.RunAsync(stop), CancellationToken.None);
        }
    }

    /// <summary>Writes out what waits.</summary>
    /// <param name="within">How long at most.</param>
    public void End(TimeSpan within)
    {
        if (_stop is null)
        {
            return;
        }

        _stop.Cancel();
        _hangs = !_writing!.Wait(within);
        if (!_hangs)
        {
            _stop.Dispose();
        }

        _stop = null;
    }

    /// <inheritdoc/>
    public void Dispose() => End(LongestEnd);

    /// <summary>Writes to one folder until it is told to stop.</summary>
    private sealed class Writer(LogFile owner, LogFolder files)
    {
        private const int BlockSize = 64 * 1024;

        private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(100);
        private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(2);

        private readonly StringBuilder _block = new(BlockSize);

        // How many lines the block stands for: those in it, and those that it says were dropped.
        private long _count;

        public async Task RunAsync(CancellationToken stop)
        {
            while (true)
            {
                var isLast = stop.IsCancellationRequested;
                var isWritten = TryWriteAll();
                if (isLast)
                {
                    if (!isWritten)
                    {
                        GiveUp();
                    }

                    return;
                }

                try
                {
                    if (isWritten)
                    {
                        await owner._lines.Reader.WaitToReadAsync(stop);
                    }

                    await Task.Delay(isWritten ? Gather : TryAgain, owner.Time, stop);
                }
                catch (OperationCanceledException)
                {
                    // Once more, and then it is over.
                }
            }
        }

        private bool TryWriteAll()
        {
            // What the disk did not take the last time goes first.
            if (!TryWriteBlock())
            {
                return false;
            }

            if (Interlocked.Exchange(ref owner._dropped, 0) is var dropped and > 0)
            {
                _count += dropped;
                _block.Append(CultureInfo.InvariantCulture, $$"""{"timestamp":"{{owner.Time.GetUtcNow():O}}","level":"warning","event":"batch.log.dropped","message":"{{dropped}} log lines were dropped: the disk did not take them in time","count":{{dropped}}}""").Append('\n');
            }

            while (owner._lines.Reader.TryRead(out var line))
            {
                _count++;
                _block.Append(line).Append('\n');
                if (_block.Length >= BlockSize && !TryWriteBlock())
                {
                    return false;
                }
            }

            return TryWriteBlock();
        }

        private bool TryWriteBlock()
        {
            if (_block.Length == 0)
            {
                return true;
            }

            try
            {
                files.Append(Encoding.UTF8.GetBytes(_block.ToString()));
            }
            catch (Exception ex) when (StorageTroubles.Is(ex))
            {
                return false;
            }

            _block.Clear();
            _count = 0;
            return true;
        }

        // They belong into this folder and no other; where the command goes on in another one, that one's file tells how many are missing.
        private void GiveUp()
        {
            for (; owner._lines.Reader.TryRead(out _); _count++)
            {
            }

            Interlocked.Add(ref owner._dropped, _count);
        }
    }

    private TimeProvider Time => time;
}
