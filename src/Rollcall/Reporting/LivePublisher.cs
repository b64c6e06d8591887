using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Rollcall.Ledger;
using Rollcall.Storage;

namespace Rollcall.Reporting;

/// <summary>
/// Replaces <c>live-RUN.json</c> every second while a run is going, and removes it at the end, when the summary has taken its place. Trouble of
/// the storage is passed over: the next second tries again, and the records and the ledger meet it themselves. Whatever else goes wrong is logged, once, and
/// costs no run either. Dispose of it after the report.
/// </summary>
public sealed partial class LivePublisher : IAsyncDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    // A disk that does not answer must not keep the process from ending.
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(2);

    private readonly RunIdentity _run;
    private readonly string _path;
    private readonly string _temporary;
    private readonly Func<LiveFacts> _facts;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ProgressWindow _window = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _publishing;
    private bool _hasFailed;

    private LivePublisher(string outputFolder, RunIdentity run, Func<LiveFacts> facts, TimeProvider time, ILogger logger)
    {
        _run = run;
        _path = LiveFiles.PathOf(outputFolder, run.RunId);
        _temporary = Path.Combine(outputFolder, $".{SafeName.For(run.RunId)}.live.tmp");
        _facts = facts;
        _time = time;
        _logger = logger;
        _publishing = Task.Run(PublishAsync);
    }

    /// <summary>Begins to publish, at once and then every second.</summary>
    /// <param name="outputFolder">The output folder; it exists.</param>
    /// <param name="run">The run.</param>
    /// <param name="facts">What it is doing; called from any thread, and must not block.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told when <paramref name="facts"/> fails; null for nobody.</param>
    public static LivePublisher Start(string outputFolder, RunIdentity run, Func<LiveFacts> facts, TimeProvider time, ILogger? logger = null) =>
        new(outputFolder, run, facts, time, logger ?? NullLogger.Instance);

    /// <summary>Ends publishing and removes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
        {
            return;
        }

        await _stop.CancelAsync();
        try
        {
            await _publishing.WaitAsync(LongestEnd, _time);
        }
        catch (TimeoutException)
        {
            return;
        }

        DurableFile.TryDelete(_path);
        _stop.Dispose();
    }

    private async Task PublishAsync()
    {
        using var timer = new PeriodicTimer(Every, _time);
        do
        {
            Publish();
        }
        while (await WaitAsync(timer));
    }

    private async ValueTask<bool> WaitAsync(PeriodicTimer timer)
    {
        try
        {
            return await timer.WaitForNextTickAsync(_stop.Token);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private void Publish()
    {
        try
        {
            var facts = _facts();
            var now = _time.GetUtcNow();
            _window.Add(new ProgressSample(now, facts.Succeeded + facts.NoRecord + facts.Failed));
            var status = new LiveStatus(facts, _run, _window.Rate(facts.Remaining), now);

            // Not flushed: after a power cut nobody asks what a run was doing a second before, and a flush a second costs every disk.
            File.WriteAllBytes(_temporary, ReadableJson.Write(status));
            File.Move(_temporary, _path, overwrite: true);
        }
        catch (Exception ex) when (StorageTroubles.Is(ex))
        {
            DurableFile.TryDelete(_temporary);
        }
#pragma warning disable CA1031 // A gauge that throws must not end the run that it looks at, nor its live file: the next second tries again.
        catch (Exception ex)
#pragma warning restore CA1031
        {
            if (!_hasFailed)
            {
                _hasFailed = true;
                LogNotTold(_run.RunId, ex);
            }
        }
    }

    [LoggerMessage(EventName = "batch.live.not_told", Level = LogLevel.Warning, Message = "what the run is doing cannot be told, and the live file is not up to date; said once, and the run goes on")]
    private partial void LogNotTold(string run_id, Exception exception);
}
