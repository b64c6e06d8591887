namespace Rollcall.Fetching;

/// <summary>
/// Leave to send one request once. The runtime's handler sends a request up to three times more when the connection closes before an answer,
/// and has no switch for it; but retries have one owner here, who counts them, waits before them and tells of them. Not thread safe: it
/// belongs to one request.
/// </summary>
internal sealed class SingleSend
{
    private static readonly AsyncLocal<SingleSend?> Current = new();
    private readonly CancellationTokenSource _abort;
    private Stream? _connection;

    private SingleSend(CancellationTokenSource abort) => _abort = abort;

    /// <summary>Whether the handler wanted to send it again: the first connection closed without an answer.</summary>
    public bool WasRefused { get; private set; }

    /// <summary>Begins a request: what this call's flow sends from now on belongs to it.</summary>
    /// <param name="abort">Cancelled when the handler wants to send it again.</param>
    public static SingleSend Begin(CancellationTokenSource abort) => Current.Value = new SingleSend(abort);

    /// <summary>Wraps a new connection, so that requests on it are held to this.</summary>
    public static Stream Guard(Stream connection) => new GuardedStream(connection);

    private static void Claim(Stream connection)
    {
        if (Current.Value is not { } send || send._connection == connection)
        {
            return;
        }

        if (send._connection is not null)
        {
            send.WasRefused = true;
            send._abort.Cancel();
            throw new IOException("The request was sent once, and is not sent again.");
        }

        send._connection = connection;
    }

    // What follows an answer, such as the same request with credentials for a proxy, is part of the exchange and no retry.
    private static int Answered(Stream connection, int read)
    {
        if (read > 0 && Current.Value is { } send && send._connection == connection)
        {
            send._connection = null;
        }

        return read;
    }

    private sealed class GuardedStream(Stream inner) : Stream
    {
        public override bool CanRead => inner.CanRead;

        public override bool CanSeek => false;

        public override bool CanWrite => inner.CanWrite;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Claim(this);
            inner.Write(buffer);
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Claim(this);
            return inner.WriteAsync(buffer, cancellationToken);
        }

        public override int Read(byte[] buffer, int offset, int count) => Answered(this, inner.Read(buffer, offset, count));

        public override int Read(Span<byte> buffer) => Answered(this, inner.Read(buffer));

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Answered(this, await inner.ReadAsync(buffer, cancellationToken));

        public override void Flush() => inner.Flush();

        public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override async ValueTask DisposeAsync()
        {
            await inner.DisposeAsync();
            await base.DisposeAsync();
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
