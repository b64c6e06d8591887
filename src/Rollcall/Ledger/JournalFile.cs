using Rollcall.Ledger.Journals;

namespace Rollcall.Ledger;

/// <summary>
/// A journal to read: its header and, line by line, what happened. Takes no lock and never disturbs a writer; reads may run beside it.
/// Immutable, thread safe.
/// </summary>
public sealed class JournalFile
{
    private const string Prefix = "audit_";
    private const string Suffix = ".ndjson";

    private readonly long _headerEnd;

    private JournalFile(string path, JournalHeader header, long headerEnd)
    {
        Path = path;
        Header = header;
        _headerEnd = headerEnd;
    }

    /// <summary>Where it lies.</summary>
    public string Path { get; }

    /// <summary>Its name, by which other journals and checkpoints name it.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>Its first line.</summary>
    public JournalHeader Header { get; }

    /// <summary>The position behind the header.</summary>
    internal JournalPosition Beginning => new(_headerEnd, 1, Header.Seq);

    /// <summary>The journal of a run.</summary>
    public static string PathOf(string outputFolder, string runId) => System.IO.Path.Combine(outputFolder, Prefix + runId + Suffix);

    /// <summary>The run that a journal's file name names; null when it is no journal's name.</summary>
    public static string? RunIdOf(string path)
    {
        var name = System.IO.Path.GetFileName(path);
        return name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(Suffix, StringComparison.Ordinal)
            ? name[Prefix.Length..^Suffix.Length]
            : null;
    }

    /// <summary>Opens a journal.</summary>
    /// <exception cref="FormatException">The first line is damaged; the message says how.</exception>
    /// <exception cref="RollcallException">A later version wrote it: exit code 2.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static JournalFile Open(string path)
    {
        using var lines = new LineSplitter(path, 0);
        if (!lines.Next() || !lines.IsTerminated)
        {
            throw new FormatException("the first line is missing or cut off");
        }

        var header = LineReader.Header(lines.Line.Span, path);
        return header.RunId == RunIdOf(path)
            ? new JournalFile(path, header, lines.End)
            : throw new FormatException($"the first line names run '{header.RunId}', the file's name another");
    }

    /// <summary>Every line behind the header, in order; the end is where the file ends at that moment.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public IEnumerable<JournalLine> Lines() => LinesFrom(Beginning);

    /// <summary>
    /// Tells what stands directly before an offset: the line's own seal and more. A checkpoint keeps it, and so notices a journal that was
    /// cut and written on differently.
    /// </summary>
    /// <returns>Null when the file ends before the offset.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    internal static string? TraceAt(string path, long offset)
    {
        const int length = 64;
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        Span<byte> before = stackalloc byte[length];
        return offset >= length && RandomAccess.Read(file, before, offset - length) == length ? LineSeal.Crc(before).ToString("x8") : null;
    }

    /// <summary>The lines behind a position.</summary>
    internal IEnumerable<JournalLine> LinesFrom(JournalPosition position)
    {
        using var lines = new LineSplitter(Path, position.Offset);
        var number = position.Line;
        var seq = position.Seq;
        var damaged = 0;
        while (lines.Next())
        {
            number++;
            var line = Read(lines, number);
            if (line is JournalLine.Entry entry)
            {
                // Damaged lines took their numbers with them, or, at what was the end once, left them to be given again.
                if (entry.Seq <= seq || entry.Seq > seq + 1 + damaged)
                {
                    yield return new JournalLine.Damaged(number, lines.Offset, lines.Offset, Jump(seq + 1, entry.Seq));
                }

                // A number that came before is a line written twice; what it says was said already.
                if (entry.Seq <= seq)
                {
                    continue;
                }

                (seq, damaged) = (entry.Seq, 0);
            }
            else
            {
                damaged++;
            }

            yield return line;
        }
    }

    private static string Jump(long expected, long found) => found > expected
        ? $"seq {expected} to {found - 1} are missing before it"
        : $"seq {found} stands where {expected} belongs";

    private JournalLine Read(LineSplitter lines, int number)
    {
        var line = lines.Line.Span;
        if (!lines.IsTerminated && !LineSeal.Holds(line))
        {
            // Its newline alone may have been changed: then the line was acknowledged, and it is whole.
            if (line.Length == 0 || !LineSeal.Holds(line[..^1]))
            {
                return new JournalLine.Torn(number, lines.Offset, lines.End);
            }

            line = line[..^1];
        }

        try
        {
            var (seq, happened) = LineReader.Event(line, Header.RunId);
            return new JournalLine.Entry(number, lines.Offset, lines.Offset + line.Length + 1, seq, happened);
        }
        catch (FormatException ex)
        {
            return new JournalLine.Damaged(number, lines.Offset, lines.End, ex.Message);
        }
    }
}

/// <summary>A place in a journal between two lines.</summary>
/// <param name="Offset">In bytes from the file's start.</param>
/// <param name="Line">The number of the line before it.</param>
/// <param name="Seq">The number in the chain of the last sound line before it.</param>
internal readonly record struct JournalPosition(long Offset, int Line, long Seq);
