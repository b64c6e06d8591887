namespace Rollcall.Ledger.Journals;

/// <summary>
/// Cuts a file into lines while somebody else may be appending to it. Holds one line at a time. Not thread safe; its owner disposes it.
/// </summary>
internal sealed class LineSplitter : IDisposable
{
    /// <summary>No line of ours comes near; what is longer is damage, and need not be held.</summary>
    private const int LongestLine = 16 * 1024 * 1024;

    private readonly FileStream _file;
    private byte[] _buffer = new byte[256 * 1024];
    private int _start;
    private int _filled;
    private long _bufferOffset;

    public LineSplitter(string path, long offset)
    {
        // Sharing everything: a reader must never be in the writer's way.
        _file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan);
        _file.Position = offset;
        _bufferOffset = offset;
    }

    /// <summary>The line, without its end; valid until the next is read. Empty when it was too long to be one.</summary>
    public ReadOnlyMemory<byte> Line { get; private set; }

    /// <summary>Whether a newline ends it.</summary>
    public bool IsTerminated { get; private set; }

    /// <summary>Where it starts in the file.</summary>
    public long Offset { get; private set; }

    /// <summary>Where the next one starts.</summary>
    public long End { get; private set; }

    /// <summary>Goes to the next line.</summary>
    /// <returns>False at the end of the file.</returns>
    public bool Next()
    {
        Offset = _bufferOffset + _start;
        var searched = _start;
        var tooLong = false;
        while (true)
        {
            var newline = _buffer.AsSpan(searched, _filled - searched).IndexOf((byte)'\n');
            if (newline >= 0)
            {
                return Take(searched + newline, 1, tooLong);
            }

            searched = _filled;
            if (_filled - _start >= LongestLine)
            {
                tooLong = true;
                (_bufferOffset, _start, _filled, searched) = (_bufferOffset + _filled, 0, 0, 0);
            }

            searched -= MakeRoom();
            var read = _file.Read(_buffer, _filled, _buffer.Length - _filled);
            _filled += read;
            if (read == 0)
            {
                return (_filled > _start || tooLong) && Take(_filled, 0, tooLong);
            }
        }
    }

    public void Dispose() => _file.Dispose();

    private bool Take(int end, int newline, bool tooLong)
    {
        Line = tooLong ? default : _buffer.AsMemory(_start, end - _start);
        IsTerminated = newline > 0;
        _start = end + newline;
        End = _bufferOffset + _start;
        return true;
    }

    /// <returns>By how much what is in the buffer moved down.</returns>
    private int MakeRoom()
    {
        if (_filled < _buffer.Length)
        {
            return 0;
        }

        if (_start == 0)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
            return 0;
        }

        var moved = _start;
        _buffer.AsSpan(_start, _filled - _start).CopyTo(_buffer);
        (_bufferOffset, _filled, _start) = (_bufferOffset + moved, _filled - moved, 0);
        return moved;
    }
}
