using System.Collections.Concurrent;
using Rollcall.Loading.Mapping;
using Rollcall.Loading.Sources;

namespace Rollcall.Loading.Loads;

/// <summary>One batch as it comes from the sources.</summary>
/// <param name="Records">Its records, read and judged by themselves. Never empty.</param>
/// <param name="MappingTook">How long that took.</param>
/// <param name="SourceHash">The hash of all records up to its end.</param>
/// <param name="Bytes">The bytes of all records up to its end.</param>
internal sealed record FeedBatch(IReadOnlyList<MappedRecord> Records, TimeSpan MappingTook, string SourceHash, long Bytes);

/// <summary>
/// Reads ahead: while one batch is being written, the next is read and mapped on another thread. Holds at most <see cref="Ahead"/> batches.
/// Owns the cursor.
/// </summary>
internal sealed class BatchFeed : IDisposable
{
    private const int Ahead = 2;

    private readonly BlockingCollection<FeedBatch> _batches = new(Ahead);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _reading;

    public BatchFeed(SourceCursor cursor, RecordMapper mapper, int batchSize, TimeProvider time) =>
        _reading = Task.Factory.StartNew(
            () => Read(cursor, mapper, batchSize, time), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>The next batch; null at the end.</summary>
    /// <exception cref="OperationCanceledException">The wait was called off.</exception>
    public FeedBatch? Next(CancellationToken cancellationToken)
    {
        if (_batches.TryTake(out var batch, Timeout.Infinite, cancellationToken))
        {
            return batch;
        }

        _reading.GetAwaiter().GetResult();
        return null;
    }

    /// <summary>Ends the reading. A read of the standard input that never returns is left behind; it ends with the process.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        if (_reading.IsCompleted)
        {
            _stop.Dispose();
            _batches.Dispose();
        }
    }

    private void Read(SourceCursor cursor, RecordMapper mapper, int batchSize, TimeProvider time)
    {
        try
        {
            while (!_stop.IsCancellationRequested && ReadBatch(cursor, mapper, batchSize, time) is { } batch)
            {
                _batches.Add(batch, _stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Nobody waits for more.
        }
        finally
        {
            cursor.Dispose();
            _batches.CompleteAdding();
        }
    }

    private static FeedBatch? ReadBatch(SourceCursor cursor, RecordMapper mapper, int batchSize, TimeProvider time)
    {
        var records = new List<SourceRecord>(batchSize);
        while (records.Count < batchSize && cursor.Next() is { } record)
        {
            records.Add(record);
        }

        if (records.Count == 0)
        {
            return null;
        }

        var started = time.GetTimestamp();
        var mapped = records.ConvertAll(mapper.Map);
        return new FeedBatch(mapped, time.GetElapsedTime(started), cursor.Hash, cursor.Bytes);
    }
}
