using System.Buffers;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Rollcall.Reading;

/// <summary>
/// <c>content_sha256</c>: tells whether two records say the same. The hash covers the text
/// <c>{"fields":{…},"tables":{"name":[{…},…]}}</c> in UTF-8, without white space, names in ordinal order, strings escaped as RFC 8785 (JCS)
/// does, numbers with the digits the site gave, a missing value as <c>null</c>. So the order in which a definition
/// lists its fields does not count, the order of rows does, and any program can compute it from the record's file. Pure, thread safe.
/// </summary>
public static class ContentHash
{
    private static readonly SearchValues<char> ToEscape =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(c => (char)c), '"', '\\']);

    /// <summary>The hash as 64 lower-case hexadecimal digits.</summary>
    public static string Of(RecordContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Canonical(content))));
    }

    /// <summary>The text that is hashed.</summary>
    internal static string Canonical(RecordContent content)
    {
        var text = new StringBuilder("{\"fields\":");
        AppendFields(text, content.Fields);
        text.Append(",\"tables\":{");
        var first = true;
        foreach (var table in content.Tables.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name)))
        {
            AppendName(text, table.Name, ref first);
            text.Append('[');
            for (var row = 0; row < table.Rows.Length; row++)
            {
                if (row > 0)
                {
                    text.Append(',');
                }

                AppendFields(text, table.Rows[row]);
            }

            text.Append(']');
        }

        return text.Append("}}").ToString();
    }

    private static void AppendFields(StringBuilder text, ImmutableArray<Field> fields)
    {
        text.Append('{');
        var first = true;
        foreach (var field in fields.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name)))
        {
            AppendName(text, field.Name, ref first);
            if (field.Value.Text is null)
            {
                text.Append("null");
            }
            else if (field.Value.IsNumber)
            {
                text.Append(field.Value.Text);
            }
            else
            {
                AppendString(text, field.Value.Text);
            }
        }

        text.Append('}');
    }

    private static void AppendName(StringBuilder text, string name, ref bool first)
    {
        if (!first)
        {
            text.Append(',');
        }

        first = false;
        AppendString(text, name);
        text.Append(':');
    }

    private static void AppendString(StringBuilder text, string value)
    {
        text.Append('"');
        var rest = value.AsSpan();
        for (var at = rest.IndexOfAny(ToEscape); at >= 0; at = rest.IndexOfAny(ToEscape))
        {
            text.Append(rest[..at]);
            _ = rest[at] switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\b' => text.Append("\\b"),
                '\t' => text.Append("\\t"),
                '\n' => text.Append("\\n"),
                '\f' => text.Append("\\f"),
                '\r' => text.Append("\\r"),
                var control => text.Append($"\\u{(int)control:x4}"),
            };
            rest = rest[(at + 1)..];
        }

        text.Append(rest).Append('"');
    }
}
