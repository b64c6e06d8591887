namespace Rollcall.Loading.Sources;

/// <summary>The part of a stream that is being looked at: grows at its end, is let go at its start. Not thread safe.</summary>
internal sealed class ByteWindow(Stream stream)
{
    /// <summary>The longest record; a longer one is damage, or no record.</summary>
    public const int LongestRecord = 64 << 20;

    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;

    /// <summary>What is in view.</summary>
    public ReadOnlySpan<byte> Span => _buffer.AsSpan(_start, _end - _start);

    /// <summary>Whether the stream has ended: nothing will come behind what is in view.</summary>
    public bool IsEnd { get; private set; }

    /// <summary>Whether a record has grown longer than any may be.</summary>
    public bool IsFull => _end - _start >= LongestRecord;

    /// <summary>Brings more into view; false at the stream's end.</summary>
    public bool Fill()
    {
        if (IsEnd)
        {
            return false;
        }

        if (_end == _buffer.Length)
        {
            MakeRoom();
        }

        var read = stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        IsEnd = read == 0;
        return read > 0;
    }

    /// <summary>Lets go of bytes at the start.</summary>
    public void Advance(int bytes) => _start += bytes;

    /// <summary>Passes over a UTF-8 byte order mark.</summary>
    public void SkipByteOrderMark()
    {
        while (Span.Length < 3 && Fill())
        {
        }

        if (Span.StartsWith("\uFEFF"u8))
        {
            Advance(3);
        }
    }

    private void MakeRoom()
    {
        var length = _end - _start;
        var target = length > _buffer.Length / 2 ? new byte[_buffer.Length * 2] : _buffer;
        Buffer.BlockCopy(_buffer, _start, target, 0, length);
        _buffer = target;
        _start = 0;
        _end = length;
    }
}
