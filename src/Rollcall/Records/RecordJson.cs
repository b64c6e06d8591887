using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Rollcall.Reading;

namespace Rollcall.Records;

/// <summary>A record document as readable JSON, and back. Pure.</summary>
internal static class RecordJson
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    // The files are read by people and by JSON parsers, never pasted into HTML: letters of every script stay letters.
    private static readonly JsonWriterOptions Readable = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public static ReadOnlyMemory<byte> Write(RecordDocument document)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            json.WriteStartObject();
            json.WriteNumber("schema_version"u8, RecordDocument.SchemaVersion);
            json.WriteString("registry"u8, document.Registry);
            json.WriteString("partition"u8, document.Partition);
            json.WriteString("case_id"u8, document.CaseId);
            json.WriteString("collected_at"u8, document.CollectedAt.ToUniversalTime().ToString(TimeFormat, CultureInfo.InvariantCulture));
            json.WriteString("run_id"u8, document.RunId);
            json.WriteString("source_url"u8, document.SourceUrl);
            json.WriteString("content_sha256"u8, document.ContentSha256);
            if (document.Unavailable is { } unavailable)
            {
                json.WriteString("unavailable"u8, unavailable.ToString());
            }

            if (!document.MissingSections.IsDefaultOrEmpty)
            {
                json.WriteStartArray("missing_sections"u8);
                foreach (var section in document.MissingSections)
                {
                    json.WriteStringValue(section);
                }

                json.WriteEndArray();
            }

            json.WritePropertyName("fields"u8);
            WriteFields(json, document.Content.Fields);
            json.WriteStartObject("tables"u8);
            foreach (var table in document.Content.Tables)
            {
                json.WriteStartArray(table.Name);
                foreach (var row in table.Rows)
                {
                    WriteFields(json, row);
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenMemory;
    }

    /// <summary>Reads what <see cref="Write"/> writes. The hash is taken as it stands: <see cref="RecordFile"/> checks it.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    /// <exception cref="FormatException">It is JSON but no record of this version; the message says why.</exception>
    public static RecordDocument Read(ReadOnlyMemory<byte> utf8)
    {
        using var json = JsonDocument.Parse(utf8, Strict);
        var root = json.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("it is no JSON object");
        }

        RequireVersion(root);
        return new RecordDocument
        {
            Registry = Text(root, "registry"),
            Partition = Text(root, "partition"),
            CaseId = Text(root, "case_id"),
            CollectedAt = Time(Text(root, "collected_at")),
            RunId = Text(root, "run_id"),
            SourceUrl = Text(root, "source_url"),
            ContentSha256 = Text(root, "content_sha256"),
            Unavailable = ReadUnavailable(root),
            MissingSections = ReadMissing(root),
            Content = new RecordContent(
                ReadFields(Property(root, "fields", JsonValueKind.Object)),
                [.. Property(root, "tables", JsonValueKind.Object).EnumerateObject().Select(ReadTable)]),
        };
    }

    private static void WriteFields(Utf8JsonWriter json, ImmutableArray<Field> fields)
    {
        json.WriteStartObject();
        foreach (var (name, value) in fields)
        {
            json.WritePropertyName(name);
            if (value.IsNumber)
            {
                json.WriteRawValue(value.Text!);
            }
            else
            {
                json.WriteStringValue(value.Text);
            }
        }

        json.WriteEndObject();
    }

    private static void RequireVersion(JsonElement root)
    {
        var version = Property(root, "schema_version", JsonValueKind.Number);
        if (!version.TryGetInt32(out var number) || number != RecordDocument.SchemaVersion)
        {
            throw new FormatException($"schema_version {version.GetRawText()} is not {RecordDocument.SchemaVersion}, the one this version of Rollcall knows");
        }
    }

    private static Unavailability? ReadUnavailable(JsonElement root)
    {
        if (!root.TryGetProperty("unavailable", out var value))
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.String && Unavailability.TryParse(value.GetString(), out var unavailable)
            ? unavailable
            : throw new FormatException($"unavailable {value.GetRawText()} is none of withheld, deleted, merged:ID");
    }

    private static ImmutableArray<string> ReadMissing(JsonElement root) => !root.TryGetProperty("missing_sections", out var names)
        ? []
        : [.. Require(names, "missing_sections", JsonValueKind.Array).EnumerateArray().Select(n => Require(n, "missing_sections", JsonValueKind.String).GetString()!)];

    private static Table ReadTable(JsonProperty table) =>
        new(table.Name, [.. Require(table.Value, table.Name, JsonValueKind.Array).EnumerateArray().Select(row => ReadFields(Require(row, table.Name, JsonValueKind.Object)))]);

    private static ImmutableArray<Field> ReadFields(JsonElement fields) =>
        [.. fields.EnumerateObject().Select(field => new Field(field.Name, ReadValue(field)))];

    private static FieldValue ReadValue(JsonProperty field) => field.Value.ValueKind switch
    {
        JsonValueKind.Null => FieldValue.Missing,
        JsonValueKind.String => FieldValue.Of(field.Value.GetString()!),
        JsonValueKind.Number when field.Value.TryGetDecimal(out var number) => FieldValue.Of(number),
        _ => throw new FormatException($"field {field.Name} is no text, number or null"),
    };

    private static DateTimeOffset Time(string text) =>
        DateTimeOffset.TryParseExact(text, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw new FormatException($"collected_at '{text}' is no time such as 2025-11-22T10:00:00.000Z");

    private static string Text(JsonElement root, string name) => Property(root, name, JsonValueKind.String).GetString()!;

    private static JsonElement Property(JsonElement root, string name, JsonValueKind kind) =>
        root.TryGetProperty(name, out var value) ? Require(value, name, kind) : throw new FormatException($"{name} is missing");

    private static JsonElement Require(JsonElement value, string name, JsonValueKind kind) =>
        value.ValueKind == kind ? value : throw new FormatException($"{name} is {value.ValueKind}, expected {kind}");
}
