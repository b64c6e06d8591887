namespace Rollcall.Loading.Sources;

/// <summary>Reads one record from each line. Blank lines are passed over; a broken line costs that line only.</summary>
internal static class NdjsonReader
{
    public static IEnumerable<SourceRecord> Read(ByteWindow window, string name)
    {
        var line = 0L;
        var seen = 0;
        while (true)
        {
            var end = window.Span[seen..].IndexOf((byte)'\n');
            if (end < 0)
            {
                seen = window.Span.Length;
                if (window.IsFull)
                {
                    yield return TooLong(window, name, line + 1);
                    yield break;
                }

                if (window.Fill())
                {
                    continue;
                }

                if (Take(window.Span) is { } last)
                {
                    yield return new SourceRecord(0, name, line + 1, last);
                }

                yield break;
            }

            end += seen;
            line++;
            var record = Take(window.Span[..end]);
            window.Advance(end + 1);
            seen = 0;
            if (record is not null)
            {
                yield return new SourceRecord(0, name, line, record);
            }
        }
    }

    /// <summary>What is given in place of the rest of a source that cannot be read on.</summary>
    public static SourceRecord TooLong(ByteWindow window, string name, long line) =>
        new(0, name, line, window.Span[..1000].ToArray())
        {
            Unreadable = $"a record longer than {ByteWindow.LongestRecord >> 20} MiB begins here: nothing behind it was read",
        };

    private static byte[]? Take(ReadOnlySpan<byte> line)
    {
        var trimmed = line.Trim(" \t\r"u8);
        return trimmed.IsEmpty ? null : trimmed.ToArray();
    }
}
