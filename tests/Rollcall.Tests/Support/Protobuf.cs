using System.Text;

namespace Rollcall.Tests.Support;

/// <summary>As much of the protobuf encoding as it takes to find messages and texts by their field numbers.</summary>
internal static class Protobuf
{
    /// <summary>The messages at the end of a path of field numbers.</summary>
    public static IEnumerable<byte[]> Messages(byte[] message, params int[] path) => path.Length == 0
        ? [message]
        : Fields(message).Where(f => f.Number == path[0]).SelectMany(f => Messages(f.Content, path[1..]));

    /// <summary>The text of a field; empty when it is not there.</summary>
    public static string Text(byte[] message, int number) =>
        Encoding.UTF8.GetString(Fields(message).Where(f => f.Number == number).Select(f => f.Content).FirstOrDefault([]));

    private static List<(int Number, byte[] Content)> Fields(byte[] message)
    {
        var fields = new List<(int, byte[])>();
        var at = 0;
        while (at < message.Length)
        {
            var tag = Varint();
            var length = (tag & 7) switch
            {
                1 => 8,
                2 => (int)Varint(),
                5 => 4,
                _ => -1,
            };
            if (length < 0)
            {
                Varint();
                continue;
            }

            fields.Add(((int)(tag >> 3), message[at..(at + length)]));
            at += length;
        }

        return fields;

        ulong Varint()
        {
            ulong value = 0;
            for (var shift = 0; ; shift += 7)
            {
                var next = message[at++];
                value |= (ulong)(next & 0x7F) << shift;
                if (next < 0x80)
                {
                    return value;
                }
            }
        }
    }
}
