using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Rollcall.Practice.Control;

/// <summary>Streams values as NDJSON: one JSON value a line.</summary>
internal static class NdjsonAnswer
{
    private const int LinesAFlush = 100;

    public static async Task WriteAsync<T>(HttpContext http, IEnumerable<T> values)
    {
        http.Response.ContentType = "application/x-ndjson";
        var writer = http.Response.BodyWriter;
        foreach (var chunk in values.Chunk(LinesAFlush))
        {
            foreach (var value in chunk)
            {
                writer.Write(JsonSerializer.SerializeToUtf8Bytes(value, PracticeJson.Options));
                writer.Write("\n"u8);
            }
            await writer.FlushAsync(http.RequestAborted);
        }
    }
}
