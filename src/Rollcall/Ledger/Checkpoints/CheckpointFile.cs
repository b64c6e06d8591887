using System.Security.Cryptography;
using System.Text.Json;

namespace Rollcall.Ledger.Checkpoints;

/// <summary>
/// One checkpoint: JSON that ends with <c>"sha256"</c> over every byte before that property. Anything that does not match is damaged,
/// whatever else it says.
/// </summary>
internal static class CheckpointFile
{
    private const int HexDigits = 64;

    private static ReadOnlySpan<byte> Before => ",\n  \"sha256\": \""u8;

    private static ReadOnlySpan<byte> After => "\"\n}\n"u8;

    private static ReadOnlySpan<byte> End => "\n}"u8;

    private static int SealLength => Before.Length + HexDigits + After.Length;

    /// <summary>The bytes of a checkpoint.</summary>
    public static byte[] Write(CheckpointContent content)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(content, CheckpointJson.Default.CheckpointContent);
        var body = json.AsSpan(..^End.Length);
        var bytes = new byte[body.Length + SealLength];
        body.CopyTo(bytes);
        Seal(body, bytes.AsSpan(body.Length));
        return bytes;
    }

    /// <summary>Reads a checkpoint's bytes.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="path">Its name, for messages.</param>
    /// <returns>The content; null when an earlier version wrote it, so that the journals must be replayed instead.</returns>
    /// <exception cref="FormatException">It is damaged; the message says how.</exception>
    /// <exception cref="RollcallException">A later version wrote it: exit code 2.</exception>
    public static CheckpointContent? Read(ReadOnlySpan<byte> bytes, string path)
    {
        if (bytes.Length <= SealLength)
        {
            throw new FormatException($"it has {bytes.Length} bytes, and no checksum");
        }

        Span<byte> seal = stackalloc byte[SealLength];
        Seal(bytes[..^SealLength], seal);
        if (!bytes[^SealLength..].SequenceEqual(seal))
        {
            throw new FormatException("it does not match its checksum (sha256)");
        }

        try
        {
            var version = VersionOf(bytes);
            if (version > CheckpointContent.PresentVersion)
            {
                throw new RollcallException(
                    ExitCode.Usage,
                    $"{path} has schema version {version}; this program knows versions up to {CheckpointContent.PresentVersion}",
                    "Use the version of Rollcall that wrote it, or a later one.");
            }

            return version < CheckpointContent.PresentVersion ? null : JsonSerializer.Deserialize(bytes, CheckpointJson.Default.CheckpointContent);
        }
        catch (Exception ex) when (ex is JsonException or InvalidOperationException)
        {
            throw new FormatException($"it is no checkpoint: {ex.Message}", ex);
        }
    }

    private static int VersionOf(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("schema_version"u8))
            {
                reader.Read();
                return reader.GetInt32();
            }
        }

        throw new FormatException("it has no schema_version");
    }

    private static void Seal(ReadOnlySpan<byte> body, Span<byte> destination)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, hash);
        Before.CopyTo(destination);
        Convert.TryToHexStringLower(hash, destination[Before.Length..], out _);
        After.CopyTo(destination[(Before.Length + HexDigits)..]);
    }
}
