namespace Rollcall.Loading.Sources;

/// <summary>A window as the stream it was made from, read on from where it stands.</summary>
internal sealed class WindowStream(ByteWindow window) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        if (window.Span.IsEmpty && !window.Fill())
        {
            return 0;
        }

        var taken = Math.Min(count, window.Span.Length);
        window.Span[..taken].CopyTo(buffer.AsSpan(offset, taken));
        window.Advance(taken);
        return taken;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
