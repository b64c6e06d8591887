using System.Globalization;
using System.Text;
using System.Threading.Channels;
using Rollcall.Settings;
using Rollcall.Storage;
using Serilog;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Parsing;

namespace Rollcall.Cli.Observing;

/// <summary>
/// Log lines in files under <c>output_dir/logs</c>, of bounded size and number. A log must not hurt a run: lines are handed to a task of its own, which writes
/// what has come ten times a second; those that a slow or full disk cannot take are dropped and counted, and ending waits a bounded time. Thread safe.
/// </summary>
internal sealed class LogFile(TimeProvider time) : IDisposable
{
    /// <summary>The folder in <c>output_dir</c>.</summary>
    public const string Folder = "logs";

    private const string Prefix = "rollcall-";
    private const string Suffix = ".ndjson";
    private const int MostWaiting = 20_000;
    private const int BlockSize = 64 * 1024;

    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(2);

    private readonly Channel<string> _lines = Channel.CreateBounded<string>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private readonly StringBuilder _block = new(BlockSize);
    private readonly string _name = Prefix + time.GetUtcNow().ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture) + "-" + Environment.ProcessId;
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

        Close();
        _open = folder;

        // What hangs may go on one day: two must not write at once.
        _isOff = settings.LogKeep == 0 || _hangs;
        if (!_isOff)
        {
            _stop = new CancellationTokenSource();
            var stop = _stop.Token;
            _writing = Task.Run(() => WriteAsync(folder, settings, stop), CancellationToken.None);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    private void Close()
    {
        if (_stop is null)
        {
            return;
        }

        _stop.Cancel();
        _hangs = !_writing!.Wait(LongestEnd);
        if (!_hangs)
        {
            _stop.Dispose();
        }

        _stop = null;
    }

    private async Task WriteAsync(string folder, RunSettings settings, CancellationToken stop)
    {
        var files = new LoggerConfiguration()
            .MinimumLevel.Verbose()
            .WriteTo.File(
                new Lines(),
                Path.Combine(folder, _name + Suffix),
                fileSizeLimitBytes: settings.LogMaxMegabytes * 1_000_000L,
                rollOnFileSizeLimit: true,
                retainedFileCountLimit: null,
                hooks: new Tidy(folder, settings.LogKeep))
            .CreateLogger();
        while (true)
        {
            var isLast = stop.IsCancellationRequested;
            WriteAll(files);
            if (isLast)
            {
                break;
            }

            try
            {
                await _lines.Reader.WaitToReadAsync(stop);
                await Task.Delay(Gather, time, stop);
            }
            catch (OperationCanceledException)
            {
                // Once more, and then it is over.
            }
        }

        try
        {
            await files.DisposeAsync();
        }
        catch (Exception ex) when (StorageTroubles.Is(ex))
        {
            // What a full disk did not take it does not take now.
        }
    }

    // In blocks: the sink goes to the system for each event it is given.
    private void WriteAll(ILogger files)
    {
        if (Interlocked.Exchange(ref _dropped, 0) is var dropped and > 0)
        {
            _block.Append(CultureInfo.InvariantCulture, $$"""{"timestamp":"{{time.GetUtcNow():O}}","level":"warning","event":"batch.log.dropped","message":"{{dropped}} log lines were dropped: the disk did not take them in time","count":{{dropped}}}""").Append('\n');
        }

        while (_lines.Reader.TryRead(out var line))
        {
            _block.Append(line).Append('\n');
            if (_block.Length >= BlockSize)
            {
                WriteBlock(files);
            }
        }

        if (_block.Length > 0)
        {
            WriteBlock(files);
        }
    }

    private void WriteBlock(ILogger files)
    {
        var block = new LogEventProperty(Lines.Property, new ScalarValue(_block.ToString()));
        _block.Clear();

        // Serilog keeps whatever the disk says to itself.
        files.Write(new LogEvent(time.GetUtcNow(), LogEventLevel.Information, exception: null, new MessageTemplate([]), [block]));
    }

    /// <summary>Writes a block of lines as it is.</summary>
    private sealed class Lines : ITextFormatter
    {
        public const string Property = "lines";

        public void Format(LogEvent logEvent, TextWriter output) => output.Write((string)((ScalarValue)logEvent.Properties[Property]).Value!);
    }

    /// <summary>Removes the oldest files of all processes whenever one is begun.</summary>
    private sealed class Tidy(string folder, int keep) : Serilog.Sinks.File.FileLifecycleHooks
    {
        public override Stream OnFileOpened(string path, Stream underlyingStream, Encoding encoding)
        {
            foreach (var file in new DirectoryInfo(folder).EnumerateFiles(Prefix + "*" + Suffix).OrderByDescending(f => f.FullName == path).ThenByDescending(f => f.LastWriteTimeUtc).Skip(keep))
            {
                DurableFile.TryDelete(file.FullName);
            }

            return underlyingStream;
        }
    }
}
