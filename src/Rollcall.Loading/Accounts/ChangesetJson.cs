using System.Buffers;
using System.Text;
using System.Text.Json;
using Rollcall.Loading.Databases;
using Rollcall.Loading.Datasets;

namespace Rollcall.Loading.Accounts;

/// <summary>
/// What a batch changed in one table, as JSON: <c>{"columns": ["hearing_id", …], "rows": [{"before": […], "after": […]}, …]}</c>. Values go by
/// the names of their columns: a definition that is ordered otherwise later still puts each where it belongs.
/// </summary>
internal static class ChangesetJson
{
    /// <summary>Writes the changes of one table.</summary>
    public static string Write(TableDefinition table, IEnumerable<RowChange> changes, ArrayBufferWriter<byte> buffer)
    {
        buffer.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteStartArray("columns"u8);
            foreach (var column in table.Columns)
            {
                json.WriteStringValue(column.Name);
            }

            json.WriteEndArray();
            json.WriteStartArray("rows"u8);
            foreach (var change in changes)
            {
                json.WriteStartObject();
                WriteRow(json, "before"u8, change.Before);
                WriteRow(json, "after"u8, change.After);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Reads changes back, in the order in which they were written.</summary>
    /// <exception cref="RollcallException">A column is gone since.</exception>
    public static IReadOnlyList<RowChange> Read(TableDefinition table, string text)
    {
        using var json = JsonDocument.Parse(text);
        var columns = json.RootElement.GetProperty("columns").EnumerateArray().Select(c => c.GetString()!).ToList();
        var places = columns.ConvertAll(c => table.Columns.FirstOrDefault(d => string.Equals(d.Name, c, StringComparison.Ordinal))?.Ordinal
            ?? throw new RollcallException(
                ExitCode.Usage,
                $"{table.Name} had a column {c} when this was loaded; the definition kept with the load does not name it.",
                "Restore a backup instead."));
        return
        [
            .. json.RootElement.GetProperty("rows").EnumerateArray()
                .Select(r => new RowChange(table, ReadRow(table, places, r.GetProperty("before")), ReadRow(table, places, r.GetProperty("after")))),
        ];
    }

    private static void WriteRow(Utf8JsonWriter json, ReadOnlySpan<byte> name, object?[]? row)
    {
        if (row is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartArray(name);
        foreach (var value in row)
        {
            switch (value)
            {
                case null:
                    json.WriteNullValue();
                    break;
                case string text:
                    json.WriteStringValue(text);
                    break;
                case long whole:
                    json.WriteNumberValue(whole);
                    break;
                case double number:
                    json.WriteNumberValue(number);
                    break;
                case bool truth:
                    json.WriteBooleanValue(truth);
                    break;
                default:
                    throw new InvalidOperationException($"A row holds a {value.GetType().Name}.");
            }
        }

        json.WriteEndArray();
    }

    private static object?[]? ReadRow(TableDefinition table, List<int> places, JsonElement row)
    {
        if (row.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        var values = new object?[table.Columns.Length];
        var i = 0;
        foreach (var value in row.EnumerateArray())
        {
            var place = places[i++];
            values[place] = value.ValueKind switch
            {
                JsonValueKind.Null => null,
                JsonValueKind.String => value.GetString(),
                JsonValueKind.True => true,
                JsonValueKind.False => false,
                _ when table.Columns[place].Type == ColumnType.Number => value.GetDouble(),
                _ => (object)value.GetInt64(),
            };
        }

        return values;
    }
}
