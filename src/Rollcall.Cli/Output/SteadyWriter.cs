using System.Text;

namespace Rollcall.Cli.Output;

/// <summary>
/// A stream of the process that may lie on a full disk (<c>&gt; run.log</c>): what it refuses goes to another, or is dropped, for a log line is no reason
/// to end a run for, nor to hide why it ended. As thread safe as the writers beneath.
/// </summary>
/// <param name="inner">Where text goes.</param>
/// <param name="instead">Where it goes when that refuses it; null for nowhere.</param>
internal sealed class SteadyWriter(TextWriter inner, TextWriter? instead) : TextWriter
{
    /// <inheritdoc/>
    public override Encoding Encoding => inner.Encoding;

    /// <inheritdoc/>
    public override void Write(char value) => Write([value]);

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    /// <inheritdoc/>
    public override void Write(string? value) => Write(value.AsSpan());

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> buffer)
    {
        try
        {
            inner.Write(buffer);
        }
        catch (IOException)
        {
            instead?.Write(buffer);
        }
    }

    /// <inheritdoc/>
    public override void WriteLine() => Write(Environment.NewLine);

    /// <inheritdoc/>
    public override void WriteLine(string? value) => Write(value + Environment.NewLine); // in one piece: lines of several threads must not mix

    /// <inheritdoc/>
    public override void WriteLine(ReadOnlySpan<char> buffer) => WriteLine(buffer.ToString());

    /// <inheritdoc/>
    public override void Flush()
    {
        try
        {
            inner.Flush();
        }
        catch (IOException)
        {
            instead?.Flush();
        }
    }
}
