using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace Rollcall.Loading.Datasets;

/// <summary>
/// Where in a record a value lies: names and array indexes with dots between (<c>fields.filing_date</c>, <c>chamber.0</c>), <c>.</c> for the
/// element itself, a leading <c>/</c> to start at the record instead of at the array's element. Immutable.
/// </summary>
public sealed class FieldPath
{
    private readonly ImmutableArray<Segment> _segments;
    private readonly string _text;

    private FieldPath(string text, bool fromRecord, ImmutableArray<Segment> segments)
    {
        _text = text;
        FromRecord = fromRecord;
        _segments = segments;
    }

    /// <summary>Whether it starts at the record, wherever the row comes from.</summary>
    public bool FromRecord { get; }

    /// <summary>The first name on the way; null for the element itself.</summary>
    public string? First => _segments.IsEmpty ? null : _segments[0].Name;

    /// <summary>Reads a path's text form.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out FieldPath? path)
    {
        ArgumentNullException.ThrowIfNull(text);
        path = null;
        var fromRecord = text.StartsWith('/');
        var rest = fromRecord ? text[1..] : text;
        if (rest == ".")
        {
            path = new FieldPath(text, fromRecord, []);
            return true;
        }

        var names = rest.Split('.');
        if (Array.Exists(names, string.IsNullOrWhiteSpace))
        {
            return false;
        }

        path = new FieldPath(text, fromRecord, [.. names.Select(Segment.Of)]);
        return true;
    }

    /// <summary>The path as written.</summary>
    public override string ToString() => _text;

    /// <summary>The value, or false when the record has no such field.</summary>
    internal bool TryRead(JsonElement record, JsonElement element, out JsonElement value)
    {
        value = FromRecord ? record : element;
        foreach (var segment in _segments)
        {
            if (!segment.TryStep(ref value))
            {
                return false;
            }
        }

        return value.ValueKind != JsonValueKind.Undefined;
    }

    private readonly record struct Segment(string Name, byte[] Utf8, int Index)
    {
        public static Segment Of(string name) =>
            new(name, Encoding.UTF8.GetBytes(name), int.TryParse(name, out var index) && index >= 0 ? index : -1);

        public bool TryStep(ref JsonElement value)
        {
            if (value.ValueKind == JsonValueKind.Object)
            {
                return value.TryGetProperty(Utf8, out value);
            }

            if (value.ValueKind == JsonValueKind.Array && Index >= 0 && Index < value.GetArrayLength())
            {
                value = value[Index];
                return true;
            }

            return false;
        }
    }
}
