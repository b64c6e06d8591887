using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Rollcall.Registries;

namespace Rollcall.Reading;

/// <summary>Turns texts of pages into dates and numbers, strictly: what is not surely one is none. Pure, thread safe.</summary>
internal static partial class ValueParser
{
    /// <summary>Reads a normalised text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="kind">What it should be.</param>
    /// <param name="formats">Forms of dates besides ISO 8601.</param>
    /// <param name="value">The value; missing for a date or number where there is no text, or a dash in its place.</param>
    /// <returns>False when something else stands there.</returns>
    public static bool TryParse(string text, ValueKind kind, ImmutableArray<string> formats, out FieldValue value)
    {
        if (kind == ValueKind.Text)
        {
            value = FieldValue.Of(text);
            return true;
        }

        value = FieldValue.Missing;
        return text is "" or "-" or "–" or "—" || (kind == ValueKind.Date ? TryParseDate(text, formats, ref value) : TryParseNumber(text, ref value));
    }

    private static bool TryParseDate(string text, ImmutableArray<string> formats, ref FieldValue value)
    {
        // The day as the site writes it: a time or zone behind it is dropped, not converted.
        if (text.Length >= 10 && DateOnly.TryParseExact(text.AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            && (text.Length == 10 || TimeOfDay().IsMatch(text.AsSpan(10))))
        {
            value = FieldValue.Of(text.Length == 10 ? text : text[..10]);
            return true;
        }

        foreach (var format in formats)
        {
            if (DateTimeOffset.TryParseExact(
                text, format, CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces | DateTimeStyles.AssumeUniversal, out var moment))
            {
                value = FieldValue.Of(moment.ToString("yyyy-MM-dd"));
                return true;
            }
        }

        return false;
    }

    private static bool TryParseNumber(string text, ref FieldValue value)
    {
        if (Number().Match(text) is not { Success: true } match)
        {
            return false;
        }

        var plain = match.Groups["group"] is { Success: true } group ? text.Replace(group.Value, "") : text;
        if (!decimal.TryParse(plain.Replace('\u2212', '-'), NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        value = FieldValue.Of(number);
        return true;
    }

    [GeneratedRegex(
        @"^[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)?( ?(Z|UTC|GMT|[+-][0-9]{2}(:?[0-9]{2})?))?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TimeOfDay();

    // Thousands must stand in threes: "1,5" is a decimal fraction in half of the world, and not surely fifteen in the other.
    [GeneratedRegex(
        @"^[-+\u2212]?([0-9]{1,3}(?<group>[,' \u2019])[0-9]{3}(\k<group>[0-9]{3})*|[0-9]+)(\.[0-9]+)?([eE][-+]?[0-9]+)?$",
        RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Number();
}
