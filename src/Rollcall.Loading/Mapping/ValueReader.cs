using System.Globalization;
using System.Text.Json;
using Rollcall.Loading.Datasets;

namespace Rollcall.Loading.Mapping;

/// <summary>
/// Turns a JSON value into the one form its column has in the engine: string, long, double, bool or null. Numbers and truth values may
/// be given as text, as CSV does.
/// </summary>
internal static class ValueReader
{
    private static readonly string[] TimestampForms =
    [
        "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd HH:mmK", "yyyy-MM-dd HH:mm:ssK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK",
    ];

    /// <summary>Reads a value. False when it is of the wrong type; <paramref name="wanted"/> then says what was expected.</summary>
    public static bool TryRead(ColumnType type, JsonElement json, out object? value, out string wanted)
    {
        value = null;
        wanted = "";
        if (json.ValueKind == JsonValueKind.Null)
        {
            return true;
        }

        if (type == ColumnType.Json)
        {
            value = json.GetRawText();
            return true;
        }

        if (json.ValueKind != JsonValueKind.String)
        {
            return TryReadLiteral(type, json, out value, out wanted);
        }

        if (!TryGetText(json, out var text))
        {
            wanted = "well-formed Unicode text";
            return false;
        }

        return TryParse(type, text, out value, out wanted);
    }

    /// <summary>Reads a value's text form, as in a CSV cell or in a definition. A blank text is no value, except in a text column.</summary>
    public static bool TryParse(ColumnType type, string text, out object? value, out string wanted)
    {
        value = null;
        wanted = Describe(type);
        if (type is ColumnType.Text or ColumnType.Json)
        {
            value = text;
            wanted = "text without U+0000";
            return !text.Contains('\0', StringComparison.Ordinal);
        }

        var trimmed = text.Trim();
        if (trimmed.Length == 0)
        {
            return true;
        }

        value = type switch
        {
            ColumnType.Id or ColumnType.Whole =>
                long.TryParse(trimmed, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole : null,
            ColumnType.Number =>
                double.TryParse(trimmed, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
                    ? number
                    : null,
            ColumnType.Boolean => trimmed switch
            {
                "1" => true,
                "0" => false,
                _ => bool.TryParse(trimmed, out var truth) ? truth : null,
            },
            ColumnType.Date => DateOnly.TryParseExact(trimmed, "yyyy-MM-dd", out _) ? trimmed : null,
            _ => ParseTimestamp(trimmed),
        };
        return value is not null;
    }

    /// <summary>What a column of this type expects, for a message.</summary>
    public static string Describe(ColumnType type) => type switch
    {
        ColumnType.Id or ColumnType.Whole => "a whole number",
        ColumnType.Number => "a number",
        ColumnType.Boolean => "true or false",
        ColumnType.Date => "an ISO 8601 date such as 2025-01-31",
        ColumnType.Timestamp => "an ISO 8601 time with at most microseconds, such as 2025-01-31T09:30:00Z",
        ColumnType.Json => "JSON",
        _ => "text",
    };

    private static bool TryReadLiteral(ColumnType type, JsonElement json, out object? value, out string wanted)
    {
        value = null;
        wanted = Describe(type);
        switch (type, json.ValueKind)
        {
            case (ColumnType.Text, JsonValueKind.Number):
                value = json.GetRawText();
                return true;
            case (ColumnType.Id or ColumnType.Whole, JsonValueKind.Number):
                value = ReadWhole(json);
                return value is not null;
            case (ColumnType.Number, JsonValueKind.Number):
                value = json.TryGetDouble(out var number) && double.IsFinite(number) ? number : null;
                return value is not null;
            case (ColumnType.Boolean, JsonValueKind.True or JsonValueKind.False):
                value = json.GetBoolean();
                return true;
            default:
                return false;
        }
    }

    // 5.0 and 1e3 are whole numbers; beyond 2^53 a double no longer tells neighbours apart.
    private static object? ReadWhole(JsonElement json)
    {
        if (json.TryGetInt64(out var whole))
        {
            return whole;
        }

        return json.TryGetDouble(out var number) && Math.Abs(number) <= 1L << 53 && Math.Truncate(number) == number ? (long)number : null;
    }

    private static string? ParseTimestamp(string text)
    {
        var parsed = DateTimeOffset.TryParseExact(
            text,
            TimestampForms,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var moment);
        return parsed && moment.Ticks % TimeSpan.TicksPerMicrosecond == 0 ? FormatTimestamp(moment) : null;
    }

    /// <summary>The one form in which the engine keeps a moment.</summary>
    public static string FormatTimestamp(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture) + "Z";

    private static bool TryGetText(JsonElement json, out string text)
    {
        try
        {
            text = json.GetString() ?? "";
            return true;
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate (\ud800) or broken UTF-8: System.Text.Json has no way to ask before.
            text = "";
            return false;
        }
    }

    /// <summary>How many characters (code points) a text has.</summary>
    public static int CountCharacters(string text)
    {
        var surrogates = 0;
        foreach (var unit in text)
        {
            if (char.IsLowSurrogate(unit))
            {
                surrogates++;
            }
        }

        return text.Length - surrogates;
    }
}
