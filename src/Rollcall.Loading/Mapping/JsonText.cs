using System.Text.Json;
using System.Text.Unicode;

namespace Rollcall.Loading.Mapping;

/// <summary>What a JSON parser lets pass and a reader of its texts stumbles over: bytes that are no UTF-8, and halves of surrogate pairs.</summary>
internal static class JsonText
{
    /// <summary>What is wrong with the texts in a record's bytes; null when they can all be read. JSON that is broken otherwise is not judged.</summary>
    public static string? FaultOf(ReadOnlySpan<byte> record)
    {
        if (!Utf8.IsValid(record))
        {
            return "not UTF-8: save the source as UTF-8";
        }

        // Only an escape can be half of a pair, and only these escapes.
        return record.IndexOf(@"\ud"u8) >= 0 || record.IndexOf(@"\uD"u8) >= 0 ? FaultOfEscapes(record) : null;
    }

    private static string? FaultOfEscapes(ReadOnlySpan<byte> record)
    {
        var reader = new Utf8JsonReader(record);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
                {
                    reader.GetString();
                }
            }
        }
        catch (InvalidOperationException)
        {
            return $"not well-formed Unicode: an escape such as \\ud800 stands alone, at byte {reader.TokenStartIndex} of the record";
        }
        catch (JsonException)
        {
            // The parser says it better.
        }

        return null;
    }
}
