using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Rollcall.Dashboard.State;

/// <summary>
/// Everything the dashboard knows of an output folder. It reads files only, without any lock, and never opens one for writing: runs do not notice it.
/// Thread safe.
/// </summary>
internal sealed class OutputState : IDisposable
{
    // Many viewers make no more work than one.
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly RunShelf _runs;
    private readonly LoadShelf _loads;
    private readonly ConcurrentDictionary<PartitionKey, PartitionWatch> _partitions = new();
    private readonly CancellationTokenSource _stopping = new();
    private OutputNews? _news;
    private long _readAt;

    public OutputState(string folder, string recordsFolder, TimeProvider time, ILogger logger)
    {
        Folder = Path.GetFullPath(folder);
        _time = time;
        _logger = logger;
        _runs = new RunShelf(Folder, time, logger);
        _loads = new LoadShelf(Folder);
        Certificates = new CertificateDesk(Folder, recordsFolder, time, logger, _stopping.Token);
    }

    /// <summary>The output folder, as a full path.</summary>
    public string Folder { get; }

    public CertificateDesk Certificates { get; }

    /// <summary>Runs and loads, as they are now or were half a second ago.</summary>
    public OutputNews Look()
    {
        lock (_gate)
        {
            if (_news is null || _time.GetElapsedTime(_readAt) > Fresh)
            {
                var scan = OutputScan.Of(Folder);
                _news = new OutputNews(_runs.All(scan), _loads.All(scan), _time.GetUtcNow(), scan.Problem);
                _readAt = _time.GetTimestamp();
            }

            return _news;
        }
    }

    /// <summary>The account of a partition.</summary>
    /// <param name="newest">The partition's newest run.</param>
    /// <param name="patience">How long to wait for what is newer than known; at the first look it may not be enough, and the account is still being read.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task<PartitionNews> LookAsync(RunView newest, TimeSpan patience, CancellationToken cancellationToken) =>
        _partitions.GetOrAdd(newest.Partition, k => new PartitionWatch(Folder, k, _time, _logger)).LookAsync(newest, patience, cancellationToken);

    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }
}

/// <summary>What is in the output folder at a moment. Immutable.</summary>
/// <param name="Runs">All runs, the newest first.</param>
/// <param name="Loads">All loads, the newest first.</param>
/// <param name="At">When.</param>
/// <param name="Problem">Why the folder cannot be read; null when it can.</param>
internal sealed record OutputNews(IReadOnlyList<RunView> Runs, IReadOnlyList<LoadView> Loads, DateTimeOffset At, string? Problem)
{
    /// <summary>A run; null when there is none of that id.</summary>
    public RunView? Find(string runId) => Runs.FirstOrDefault(run => run.RunId == runId);

    /// <summary>The newest run of each partition.</summary>
    public IEnumerable<RunView> Partitions => Runs.DistinctBy(run => run.Partition);

    /// <summary>The runs that somebody waits for: those that have not ended, but for one that was killed and left for a newer one of its partition.</summary>
    public IEnumerable<RunView> Unended
    {
        get
        {
            var newest = Partitions.Select(run => run.RunId).ToHashSet(StringComparer.Ordinal);
            return Runs.Where(run => run.IsGoing || (run.Standing is RunStanding.Killed && newest.Contains(run.RunId)));
        }
    }
}
