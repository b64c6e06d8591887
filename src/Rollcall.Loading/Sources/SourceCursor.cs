using System.Security.Cryptography;

namespace Rollcall.Loading.Sources;

/// <summary>A place in the stream of records, and the hash of everything before it. Not thread safe.</summary>
internal sealed class SourceCursor : IDisposable
{
    private readonly IEnumerator<SourceRecord> _records;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public SourceCursor(RecordSources sources) => _records = sources.Read().GetEnumerator();

    /// <summary>Records passed.</summary>
    public long Position { get; private set; }

    /// <summary>Bytes of the records passed.</summary>
    public long Bytes { get; private set; }

    /// <summary>SHA-256 of the records passed, in hex; empty at the start.</summary>
    public string Hash => Position == 0 ? "" : Convert.ToHexStringLower(_hash.GetCurrentHash());

    /// <summary>The next record; null at the end.</summary>
    /// <exception cref="RollcallException">The source cannot be read any further: exit code 7.</exception>
    public SourceRecord? Next()
    {
        if (!MoveNext())
        {
            return null;
        }

        var record = _records.Current;
        _hash.AppendData(record.Utf8.Span);
        // Otherwise two records could lend each other their ends.
        _hash.AppendData("\n"u8);
        Position++;
        Bytes += record.Utf8.Length;
        return record;
    }

    /// <summary>Passes over so many records; false when there are fewer.</summary>
    public bool Skip(long count)
    {
        for (var i = 0L; i < count; i++)
        {
            if (Next() is null)
            {
                return false;
            }
        }

        return true;
    }

    private bool MoveNext()
    {
        try
        {
            return _records.MoveNext();
        }
        catch (IOException e)
        {
            throw new RollcallException(
                ExitCode.StorageUnavailable,
                $"The source cannot be read behind record {Position}: {e.Message}",
                "Mend the storage and run the same command again: it goes on with the next batch.",
                e);
        }
    }

    public void Dispose()
    {
        _records.Dispose();
        _hash.Dispose();
    }
}
