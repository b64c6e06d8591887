using System.Buffers.Binary;
using System.Numerics;

namespace Rollcall.Ledger.Journals;

/// <summary>
/// The check at the end of a journal's line: <c>,"crc":"9a3f01b2"}</c>, CRC-32C (Castagnoli) over the line's bytes before it.
/// It tells every changed byte and every cut; an attacker it does not keep out.
/// </summary>
internal static class LineSeal
{
    private const int HexDigits = 8;

    private static ReadOnlySpan<byte> Before => ",\"crc\":\""u8;

    private static ReadOnlySpan<byte> After => "\"}"u8;

    /// <summary>How long it is, in bytes.</summary>
    public static int Length => Before.Length + HexDigits + After.Length;

    /// <summary>Writes the seal for a line's bytes, those before its closing brace, and the line's end.</summary>
    public static int Write(ReadOnlySpan<byte> body, Span<byte> destination)
    {
        Before.CopyTo(destination);
        Hex(Crc(body), destination[Before.Length..]);
        After.CopyTo(destination[(Before.Length + HexDigits)..]);
        destination[Length] = (byte)'\n';
        return Length + 1;
    }

    /// <summary>Whether a line (without its end) carries its own seal.</summary>
    public static bool Holds(ReadOnlySpan<byte> line)
    {
        if (line.Length <= Length)
        {
            return false;
        }

        Span<byte> expected = stackalloc byte[Length + 1];
        Write(line[..^Length], expected);
        return line[^Length..].SequenceEqual(expected[..^1]);
    }

    /// <summary>CRC-32C, as iSCSI and ext4 use it.</summary>
    public static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (var value in bytes)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return ~crc;
    }

    private static void Hex(uint value, Span<byte> destination)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        Convert.TryToHexStringLower(bytes, destination, out _);
    }
}
