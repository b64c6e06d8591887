using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Rollcall.Ids;

/// <summary>Intervals as text, <c>1-400,402-500</c>, in one pass and without a string for each: checkpoints hold tens of thousands.</summary>
public sealed partial class IdSet
{
    private const int LongestNumber = 20;

    /// <summary>The intervals as text, <c>1-400,402-500</c>; empty for the empty set.</summary>
    public override string ToString()
    {
        var text = new ArrayBufferWriter<byte>(Math.Max(16, _ranges.Count * 16));
        WriteTo(text);
        return Encoding.ASCII.GetString(text.WrittenSpan);
    }

    /// <summary>Writes what <see cref="ToString"/> says, as UTF-8.</summary>
    public void WriteTo(IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        var first = true;
        foreach (var range in _ranges)
        {
            var span = destination.GetSpan((2 * LongestNumber) + 2);
            var length = 0;
            if (!first)
            {
                span[length++] = (byte)',';
            }

            first = false;
            Utf8Formatter.TryFormat(range.First, span[length..], out var written);
            length += written;
            if (range.Last != range.First)
            {
                span[length++] = (byte)'-';
                Utf8Formatter.TryFormat(range.Last, span[length..], out written);
                length += written;
            }

            destination.Advance(length);
        }
    }

    /// <summary>Reads what <see cref="ToString"/> writes: ascending, disjoint intervals.</summary>
    /// <returns>False when the text is anything else.</returns>
    public static bool TryParse(string? text, out IdSet set)
    {
        set = new IdSet();
        return text is not null && TryParse(Encoding.UTF8.GetBytes(text), out set);
    }

    /// <summary>The same of UTF-8.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out IdSet set)
    {
        set = new IdSet();
        for (var at = 0; at < text.Length;)
        {
            if (!TryNumber(text, ref at, out var first))
            {
                return Refuse(out set);
            }

            var last = first;
            if (at < text.Length && text[at] == '-')
            {
                at++;
                if (!TryNumber(text, ref at, out last) || last <= first)
                {
                    return Refuse(out set);
                }
            }

            // Neighbours would be one interval: who wrote them apart wrote something else than a set.
            if (set._ranges.Count > 0 && first <= set._ranges[^1].Last + 1)
            {
                return Refuse(out set);
            }

            set._ranges.Add(new IdRange(first, last));
            set.Count += last - first + 1;
            if (at < text.Length && (text[at++] != ',' || at == text.Length))
            {
                return Refuse(out set);
            }
        }

        return true;
    }

    private static bool TryNumber(ReadOnlySpan<byte> text, ref int at, out long number)
    {
        number = 0;
        if (at == text.Length || !char.IsAsciiDigit((char)text[at]) || !Utf8Parser.TryParse(text[at..], out number, out var length))
        {
            return false;
        }

        at += length;
        return true;
    }

    private static bool Refuse(out IdSet set)
    {
        set = new IdSet();
        return false;
    }
}
