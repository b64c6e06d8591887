namespace Rollcall.Storage;

/// <summary>
/// Waits out short trouble of the storage: a failed write is tried again so many times, each after the same wait. Trouble of one file is not
/// waited for, it does not pass. Immutable, thread safe.
/// </summary>
/// <param name="Retries">Tries after the first, 0 or more (<c>export_write_retries</c>, 3).</param>
/// <param name="Backoff">The wait before each of them (<c>export_write_backoff_seconds</c>, 1 s).</param>
/// <param name="Time">The clock of the waits.</param>
public sealed record WriteRetries(int Retries, TimeSpan Backoff, TimeProvider Time)
{
    /// <summary>Does the write, again if need be.</summary>
    /// <param name="path">What is written, for the message.</param>
    /// <param name="write">The write. Called again it starts from the beginning.</param>
    /// <param name="cancellationToken">Ends a wait, not a write.</param>
    /// <exception cref="StorageException">Trouble of the storage that outlasted the retries.</exception>
    /// <exception cref="IOException">Trouble of this one file.</exception>
    public async ValueTask<T> RunAsync<T>(string path, Func<ValueTask<T>> write, CancellationToken cancellationToken)
    {
        for (var left = Retries; ; left--)
        {
            try
            {
                return await write();
            }
            catch (Exception ex) when (StorageTroubles.Is(ex) && StorageTroubles.Of(ex) != StorageTrouble.OfOneFile)
            {
                if (left <= 0)
                {
                    throw new StorageException(StorageTroubles.Of(ex), path, ex);
                }
            }

            await Task.Delay(Backoff, Time, cancellationToken);
        }
    }
}
