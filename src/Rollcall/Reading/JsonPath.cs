using System.Text.Json;

namespace Rollcall.Reading;

/// <summary>
/// A dotted path into a JSON answer: names of members and positions in arrays, such as <c>data.items.0.name</c>. <c>length</c> on
/// an array is the number of its items. The empty path and <c>.</c> are the whole answer. Immutable, thread safe.
/// </summary>
internal sealed class JsonPath(string text)
{
    private readonly string[] _steps = text.Split('.', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public string Text => text;

    /// <summary>What stands there; false when the path leads nowhere, or to <c>null</c>.</summary>
    public bool TryFind(JsonElement from, out JsonValue found)
    {
        found = default;
        for (var i = 0; i < _steps.Length; i++)
        {
            if (from.ValueKind == JsonValueKind.Object && from.TryGetProperty(_steps[i], out var member))
            {
                from = member;
            }
            else if (from.ValueKind == JsonValueKind.Array && int.TryParse(_steps[i], out var position) && position >= 0 && position < from.GetArrayLength())
            {
                from = from[position];
            }
            else if (from.ValueKind == JsonValueKind.Array && _steps[i] == "length" && i == _steps.Length - 1)
            {
                found = new JsonValue(default, from.GetArrayLength().ToString());
                return true;
            }
            else
            {
                return false;
            }
        }

        found = new JsonValue(from, null);
        return from.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined);
    }
}

/// <summary>What stands at a path.</summary>
/// <param name="Element">The value; undefined for a counted length.</param>
/// <param name="Counted">The number of items, where a length was asked for.</param>
internal readonly record struct JsonValue(JsonElement Element, string? Counted)
{
    /// <summary>A scalar as text; null for an object or an array.</summary>
    public string? Text => Counted ?? Element.ValueKind switch
    {
        JsonValueKind.String => Wording.Normalise(Element.GetString()!),
        JsonValueKind.Number => Element.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };
}
