using System.Buffers;
using System.IO.Compression;
using System.Net;

namespace Rollcall.Fetching;

/// <summary>Reads bodies: within a limit, decompressed, decoded, and only whole ones.</summary>
internal static class HttpBody
{
    /// <summary>Reads the body as text.</summary>
    /// <param name="response">The response, of which only the headers have been read.</param>
    /// <param name="limit">The most bytes it may have, compressed and decompressed.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <returns>The text; or what is wrong with it.</returns>
    public static async Task<(string? Text, TransportTrouble? Trouble)> ReadAsync(HttpResponseMessage response, int limit, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var announced = (int)Math.Min(response.Content.Headers.ContentLength ?? 16 * 1024, limit);
        using var raw = new Received(announced + 1, limit);
        if (!await raw.FillAsync(stream, cancellationToken))
        {
            return (null, TooLarge(limit));
        }

        var encodings = response.Content.Headers.ContentEncoding;
        if (encodings.Count == 0 || raw.Length == 0)
        {
            return Decode(response, raw.Span);
        }

        using var plain = new Received(Math.Min(raw.Length * 5, limit) + 1, limit);
        Stream decompressed = new MemoryStream(raw.Bytes, 0, raw.Length, writable: false);
        foreach (var encoding in encodings.Reverse())
        {
            if (Decompress(decompressed, encoding) is not { } inner)
            {
                return (null, new TransportTrouble(FailureClass.Unrecognised, $"the body is encoded as '{encoding}', which was not asked for"));
            }

            decompressed = inner;
        }

        await using (decompressed)
        {
            try
            {
                return await plain.FillAsync(decompressed, cancellationToken) ? Decode(response, plain.Span) : (null, TooLarge(limit));
            }
            catch (Exception damaged) when (damaged is InvalidDataException or InvalidOperationException)
            {
                // Brotli's stream throws the second for what the others call the first.
                return (null, new TransportTrouble(FailureClass.Reset, $"the compressed body is damaged or breaks off: {damaged.Message.TrimEnd('.')}"));
            }
        }
    }

    private static TransportTrouble TooLarge(int limit) =>
        new(FailureClass.Unrecognised, $"the body is larger than {limit / 1024.0 / 1024.0:0.###} MiB");

    private static Stream? Decompress(Stream stream, string encoding) => encoding.ToLowerInvariant() switch
    {
        "gzip" or "x-gzip" => new GZipStream(stream, CompressionMode.Decompress),
        "br" => new BrotliStream(stream, CompressionMode.Decompress),
        "deflate" => Inflate(stream),
        "identity" => stream,
        _ => null,
    };

    // "deflate" means the zlib format (RFC 9110, 8.4.1.2), but some servers send the bare stream within.
    private static Stream Inflate(Stream stream)
    {
        if (!stream.CanSeek)
        {
            return new ZLibStream(stream, CompressionMode.Decompress);
        }

        var isZlib = (stream.ReadByte() & 0x0F) == 8;
        stream.Position = 0;
        return isZlib ? new ZLibStream(stream, CompressionMode.Decompress) : new DeflateStream(stream, CompressionMode.Decompress);
    }

    private static (string? Text, TransportTrouble? Trouble) Decode(HttpResponseMessage response, ReadOnlySpan<byte> bytes)
    {
        var type = response.Content.Headers.ContentType;
        var text = Charset.Decode(bytes, type?.CharSet, type?.MediaType);
        return BreaksOff(response, text)
            ? (null, new TransportTrouble(FailureClass.Reset, $"the answer has no announced length, and broke off after {bytes.Length} bytes: there is no </html>"))
            : (text, null);
    }

    /// <summary>
    /// Whether a page that only the end of the connection ends was cut: half of a table must not be taken for a record. Everything else
    /// (a length, chunks, HTTP/2, compression) shows by itself when the end is missing.
    /// </summary>
    private static bool BreaksOff(HttpResponseMessage response, string text) =>
        response.Version < HttpVersion.Version20 && response.Content.Headers.ContentLength is null
        && response.Headers.TransferEncodingChunked != true && response.Content.Headers.ContentEncoding.Count == 0
        && text.Contains("<html", StringComparison.OrdinalIgnoreCase) && !text.Contains("</html", StringComparison.OrdinalIgnoreCase);

    /// <summary>Bytes read so far, in a rented array that grows up to a limit.</summary>
    private sealed class Received(int size, int limit) : IDisposable
    {
        public byte[] Bytes { get; private set; } = ArrayPool<byte>.Shared.Rent(size);

        public int Length { get; private set; }

        public ReadOnlySpan<byte> Span => Bytes.AsSpan(0, Length);

        /// <summary>Reads to the end; false when there is more than the limit.</summary>
        public async ValueTask<bool> FillAsync(Stream stream, CancellationToken cancellationToken)
        {
            while (true)
            {
                if (Length == Bytes.Length)
                {
                    Grow();
                }

                var read = await stream.ReadAsync(Bytes.AsMemory(Length), cancellationToken);
                Length += read;
                if (read == 0 || Length > limit)
                {
                    return Length <= limit;
                }
            }
        }

        public void Dispose() => ArrayPool<byte>.Shared.Return(Bytes);

        private void Grow()
        {
            var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Bytes.Length * 2L, Array.MaxLength));
            Span.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(Bytes);
            Bytes = larger;
        }
    }
}
