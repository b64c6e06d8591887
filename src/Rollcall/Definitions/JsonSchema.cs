using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Rollcall.Definitions;

/// <summary>Writes a grammar as a JSON Schema (draft 7, which editors know best), so that they complete keys and mark mistakes.</summary>
public sealed class JsonSchema
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // What stands in several places is written once and referred to, by the noun it goes by.
    private readonly Dictionary<Shape, string> _shared = new(ReferenceEqualityComparer.Instance);

    private JsonSchema(MappingShape root)
    {
        var seen = new HashSet<Shape>(ReferenceEqualityComparer.Instance);
        Collect(root, seen);
    }

    /// <summary>The schema of a definition file, with a line break at its end.</summary>
    /// <param name="id">The schema's own address.</param>
    /// <param name="title">What the files are.</param>
    /// <param name="root">The grammar.</param>
    public static string Write(string id, string title, MappingShape root)
    {
        ArgumentNullException.ThrowIfNull(root);
        var writer = new JsonSchema(root);
        var schema = new JsonObject
        {
            ["$schema"] = "http://json-schema.org/draft-07/schema#",
            ["$id"] = id,
            ["title"] = title,
        };
        foreach (var (name, value) in writer.Whole(root).ToList())
        {
            schema[name] = value?.DeepClone();
        }

        schema["definitions"] = new JsonObject(writer._shared.Select(s => KeyValuePair.Create<string, JsonNode?>(s.Value, writer.Whole(s.Key))));
        return schema.ToJsonString(Indented) + "\n";
    }

    private void Collect(Shape shape, HashSet<Shape> seen)
    {
        if (!seen.Add(shape))
        {
            if (shape is MappingShape or MapShape or ListShape { Item: MappingShape })
            {
                _shared.TryAdd(shape, $"{shape.Noun} {_shared.Count + 1}".Replace(' ', '-'));
            }

            return;
        }

        IEnumerable<Shape> parts = shape switch
        {
            MappingShape mapping => mapping.Keys.Select(k => k.Shape),
            MapShape map => [map.Item],
            ListShape list => [list.Item],
            EitherShape either => [either.Brief, either.Full],
            _ => [],
        };
        foreach (var part in parts)
        {
            Collect(part, seen);
        }
    }

    private JsonObject Of(Shape shape) => _shared.TryGetValue(shape, out var name)
        ? new JsonObject { ["allOf"] = new JsonArray(new JsonObject { ["$ref"] = "#/definitions/" + name }) }
        : Whole(shape);

    private JsonObject Whole(Shape shape) => shape switch
    {
        TextShape text => OfText(text),
        NumberShape number => new JsonObject { ["type"] = "integer", ["minimum"] = number.Least, ["maximum"] = number.Most },
        FlagShape => new JsonObject { ["type"] = "boolean" },
        ChoiceShape choice => new JsonObject { ["enum"] = Array(choice.Words) },
        ListShape { OrOne: true } list => new JsonObject { ["anyOf"] = new JsonArray(Of(list.Item), OfList(list)) },
        ListShape list => OfList(list),
        EitherShape either => new JsonObject { ["anyOf"] = new JsonArray(Of(either.Brief), Of(either.Full)) },
        MapShape map => OfMap(map),
        MappingShape mapping => OfMapping(mapping),
        _ => throw new ArgumentException($"{shape.GetType().Name} has no schema", nameof(shape)),
    };

    // A text is taken as written, so 404 and true are texts too; a pattern holds for strings only.
    private static JsonObject OfText(TextShape text)
    {
        var schema = new JsonObject { ["type"] = text.Pattern is null ? Array(["string", "number", "boolean"]) : "string" };
        if (text.Pattern is not null)
        {
            schema["pattern"] = Anchored(text.Pattern);
        }
        else if (!text.MayBeEmpty)
        {
            schema["minLength"] = 1;
        }

        return schema;
    }

    private JsonObject OfList(ListShape list) =>
        new() { ["type"] = "array", ["items"] = Of(list.Item), ["minItems"] = list.Least };

    private JsonObject OfMap(MapShape map)
    {
        var schema = new JsonObject
        {
            ["type"] = map.MayBeEmpty ? Array(["object", "null"]) : "object",
            ["additionalProperties"] = map.Known.Count > 0 ? false : Of(map.Item),
        };
        if (map.Known.Count > 0)
        {
            schema["properties"] = Properties(map.Known);
        }

        if (map.Name.Pattern is { } pattern)
        {
            schema["propertyNames"] = new JsonObject { ["pattern"] = Anchored(pattern) };
        }

        if (!map.MayBeEmpty)
        {
            schema["minProperties"] = 1;
        }

        return schema;
    }

    private JsonObject OfMapping(MappingShape mapping)
    {
        var schema = new JsonObject { ["type"] = "object", ["additionalProperties"] = false, ["properties"] = Properties(mapping.Keys) };
        if (mapping.Keys.Any(k => k.IsRequired))
        {
            schema["required"] = Array(mapping.Keys.Where(k => k.IsRequired).Select(k => k.Name));
        }

        if (mapping.Rules.Count > 0)
        {
            schema["allOf"] = new JsonArray([.. mapping.Rules.Select(OfRule)]);
        }

        return schema;
    }

    private JsonObject Properties(IEnumerable<Key> keys)
    {
        var properties = new JsonObject();
        foreach (var key in keys)
        {
            var value = Of(key.Shape);
            value["description"] = key.Meaning;
            properties[key.Name] = value;
        }

        return properties;
    }

    private static JsonObject OfRule(KeyRule rule) => rule switch
    {
        KeyRule.ExactlyOne one => new JsonObject { ["oneOf"] = EachRequired(one.Keys) },
        KeyRule.AtLeastOne some => new JsonObject { ["anyOf"] = EachRequired(some.Keys) },
        KeyRule.AtMostOne most => new JsonObject
        {
            ["not"] = new JsonObject { ["anyOf"] = new JsonArray([.. Pairs(most.Keys).Select(p => new JsonObject { ["required"] = Array([p.A, p.B]) })]) },
        },
        KeyRule.Needs needs => new JsonObject
        {
            ["dependencies"] = new JsonObject { [needs.Key] = new JsonObject { ["anyOf"] = EachRequired(needs.OneOf) } },
        },
        _ => throw new ArgumentException($"{rule.GetType().Name} has no schema", nameof(rule)),
    };

    private static JsonArray EachRequired(IEnumerable<string> keys) => [.. keys.Select(k => new JsonObject { ["required"] = Array([k]) })];

    private static IEnumerable<(string A, string B)> Pairs(IReadOnlyList<string> keys) =>
        keys.SelectMany((a, i) => keys.Skip(i + 1).Select(b => (a, b)));

    private static string Anchored(string pattern) => $"^(?:{pattern})$";

    private static JsonArray Array(IEnumerable<string> words) => [.. words.Select(w => JsonValue.Create(w))];
}
