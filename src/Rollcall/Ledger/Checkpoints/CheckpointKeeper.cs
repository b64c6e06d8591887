using Microsoft.Extensions.Logging;
using Rollcall.Ledger.State;
using Rollcall.Observing;
using Rollcall.Storage;

namespace Rollcall.Ledger.Checkpoints;

/// <summary>
/// Writes checkpoints while a run goes on: after so many settled ids, after so much time, and at the end. In the background: settling
/// waits for a copy in memory at most. Trouble is logged and no more, for the journal has everything. Thread safe.
/// </summary>
internal sealed partial class CheckpointKeeper : IAsyncDisposable
{
    /// <summary>
    /// The share of one processor that checkpoints may take. Http mode at full speed settles a hundred ids in a tenth of a second, and a million
    /// ids take some ten milliseconds to write: without this a fast run would do little else.
    /// </summary>
    private const int RestPerWork = 20;

    /// <summary>How long the last checkpoint may take; a disk that hangs must not keep the process alive.</summary>
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(10);

    private readonly CheckpointFolder _folder;
    private readonly CheckpointOptions _options;
    private readonly Func<LedgerSnapshot> _snapshot;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly RunMetrics? _metrics;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private Task _writing = Task.CompletedTask;
    private bool _closed;
    private int _settled;
    private long _written;
    private long _notBefore;

    /// <param name="folder">Where they go.</param>
    /// <param name="options">When, and how many are kept.</param>
    /// <param name="snapshot">Takes a copy of the state.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told of each.</param>
    /// <param name="metrics">Told of each; null when nobody measures.</param>
    public CheckpointKeeper(CheckpointFolder folder, CheckpointOptions options, Func<LedgerSnapshot> snapshot, TimeProvider time, ILogger logger, RunMetrics? metrics)
    {
        _folder = folder;
        _options = options;
        _snapshot = snapshot;
        _time = time;
        _logger = logger;
        _metrics = metrics;
        _timer = time.CreateTimer(_ => Start(), state: null, options.Every, options.Every);
    }

    /// <summary>So many ids were settled since the last call.</summary>
    public void Settled(int count)
    {
        if (Interlocked.Add(ref _settled, count) >= _options.EveryIds && _time.GetTimestamp() >= Volatile.Read(ref _notBefore))
        {
            Start();
        }
    }

    /// <summary>Writes the last one, if there is anything new. Bounded in time.</summary>
    public async ValueTask DisposeAsync()
    {
        Task before;
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            _closed = true;
            before = _writing;
        }

        await _timer.DisposeAsync();
        var last = Task.Run(async () =>
        {
            await before;
            Write();
        });
        await Task.WhenAny(last, Task.Delay(CloseLimit, _time));
    }

    private void Start()
    {
        lock (_gate)
        {
            if (!_closed && _writing.IsCompleted)
            {
                Interlocked.Exchange(ref _settled, 0);
                _writing = Task.Run(Write);
            }
        }
    }

    private void Write()
    {
        var begun = _time.GetTimestamp();
        try
        {
            var snapshot = _snapshot();
            if (snapshot.Position.Seq == _written)
            {
                return;
            }

            var path = _folder.Write(snapshot, _time.GetUtcNow(), _options.Keep);
            _written = snapshot.Position.Seq;
            var took = _time.GetElapsedTime(begun);
            LogWritten(path, snapshot.RunId, took.TotalMilliseconds);
            _metrics?.CheckpointWritten(took);
        }
        catch (Exception ex) when (StorageTroubles.Is(ex))
        {
            LogNotWritten(ex, ex.Message);
            _metrics?.CheckpointFailed();
        }
        finally
        {
            Volatile.Write(ref _notBefore, _time.GetTimestamp() + ((_time.GetTimestamp() - begun) * RestPerWork));
        }
    }

    [LoggerMessage(EventName = "batch.checkpoint.written", Level = LogLevel.Information, Message = "{Path} written for run {RunId} in {Milliseconds:0.0} ms")]
    private partial void LogWritten(string path, string runId, double milliseconds);

    [LoggerMessage(EventName = "batch.checkpoint.not_written", Level = LogLevel.Warning,
        Message = "No checkpoint could be written: {Problem}. Nothing is lost, the journal has it all; the next start takes longer.")]
    private partial void LogNotWritten(Exception exception, string problem);
}
