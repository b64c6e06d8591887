using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Rollcall.Storage;

/// <summary>How reports, live files and sidecars are written and read: for people first, with one spelling of names. Immutable.</summary>
public static class ReadableJson
{
    /// <summary>Names in snake_case, indented, letters of every script unescaped; reading refuses doubled and missing properties.</summary>
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        NewLine = "\n",
        // These files are read by people and parsers, never pasted into HTML.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new UtcTime() },
    };

    /// <summary>The document, with a line end behind it.</summary>
    public static byte[] Write<T>(T value) => [.. JsonSerializer.SerializeToUtf8Bytes(value, Options), (byte)'\n'];

    /// <exception cref="JsonException">It is no JSON, or not of this shape.</exception>
    public static T Read<T>(ReadOnlySpan<byte> utf8)
        where T : class =>
        JsonSerializer.Deserialize<T>(utf8, Options) ?? throw new JsonException("it is null");

    /// <summary>Times as 2025-11-22T10:00:00.000Z, whatever zone they came in.</summary>
    private sealed class UtcTime : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
    }
}
