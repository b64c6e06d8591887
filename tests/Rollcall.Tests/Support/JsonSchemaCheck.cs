using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Rollcall.Tests.Support;

/// <summary>
/// Holds YAML against a JSON Schema as an editor does, with the words of draft 7 that our schemas use; any other word throws.
/// </summary>
public sealed class JsonSchemaCheck(string schema)
{
    private readonly JsonObject _root = JsonNode.Parse(schema)!.AsObject();

    /// <summary>What does not fit, each with its place; empty when all is well.</summary>
    public IReadOnlyList<string> Violations(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return [.. Check("$", ToJson(stream.Documents[0].RootNode), _root)];
    }

    private IEnumerable<string> Check(string at, JsonNode? value, JsonObject schema) =>
        schema.SelectMany(word => CheckWord(at, value, word.Key, word.Value!, schema));

    private IEnumerable<string> CheckWord(string at, JsonNode? value, string word, JsonNode given, JsonObject schema)
    {
        var text = value is JsonValue && value.GetValueKind() is System.Text.Json.JsonValueKind.String ? value.GetValue<string>() : null;
        switch (word)
        {
            case "$schema" or "$id" or "title" or "description" or "definitions":
                return [];
            case "$ref":
                return Check(at, value, _root["definitions"]![given.GetValue<string>()["#/definitions/".Length..]]!.AsObject());
            case "type":
                var types = given is JsonArray several ? several.Select(t => t!.GetValue<string>()) : [given.GetValue<string>()];
                return Fits(at, types.Contains(TypeOf(value)) || (types.Contains("number") && TypeOf(value) == "integer"), $"is {TypeOf(value)}, not {given.ToJsonString()}");
            case "enum":
                return Fits(at, given.AsArray().Any(w => w!.GetValue<string>() == text), $"is none of {given.ToJsonString()}");
            case "pattern":
                return Fits(at, text is null || Regex.IsMatch(text, given.GetValue<string>(), RegexOptions.ECMAScript, TimeSpan.FromSeconds(1)), $"does not match {given}");
            case "minLength":
                return Fits(at, text is null || text.Length >= given.GetValue<int>(), "is too short");
            case "minimum":
                return Fits(at, TypeOf(value) != "integer" || value!.GetValue<long>() >= given.GetValue<long>(), "is too small");
            case "maximum":
                return Fits(at, TypeOf(value) != "integer" || value!.GetValue<long>() <= given.GetValue<long>(), "is too large");
            case "minItems":
                return Fits(at, value is not JsonArray counted || counted.Count >= given.GetValue<int>(), "has too few items");
            case "items":
                return (value as JsonArray)?.SelectMany((item, i) => Check($"{at}[{i}]", item, given.AsObject())) ?? [];
            case "minProperties":
                return Fits(at, value is not JsonObject filled || filled.Count >= given.GetValue<int>(), "has too few keys");
            case "required":
                return Fits(at, value is not JsonObject whole || given.AsArray().All(k => whole.ContainsKey(k!.GetValue<string>())), $"lacks one of {given.ToJsonString()}");
            case "properties":
                return (value as JsonObject)?.Where(p => given.AsObject().ContainsKey(p.Key)).SelectMany(p => Check($"{at}.{p.Key}", p.Value, given[p.Key]!.AsObject())) ?? [];
            case "propertyNames":
                return (value as JsonObject)?.SelectMany(p => Check($"{at}.{p.Key}", JsonValue.Create(p.Key), given.AsObject())) ?? [];
            case "additionalProperties":
                var others = (value as JsonObject)?.Where(p => schema["properties"]?.AsObject().ContainsKey(p.Key) != true) ?? [];
                return given is JsonObject any ? others.SelectMany(p => Check($"{at}.{p.Key}", p.Value, any)) : others.SelectMany(p => Fits($"{at}.{p.Key}", fits: false, "is no key"));
            case "dependencies":
                return value is JsonObject mapping ? given.AsObject().Where(d => mapping.ContainsKey(d.Key)).SelectMany(d => Check(at, value, d.Value!.AsObject())) : [];
            case "allOf":
                return given.AsArray().SelectMany(s => Check(at, value, s!.AsObject()));
            case "anyOf":
                return Fits(at, given.AsArray().Any(s => !Check(at, value, s!.AsObject()).Any()), "fits none of its forms");
            case "oneOf":
                return Fits(at, given.AsArray().Count(s => !Check(at, value, s!.AsObject()).Any()) == 1, "fits none or several of its forms");
            case "not":
                return Fits(at, Check(at, value, given.AsObject()).Any(), "holds what excludes itself");
            default:
                throw new NotSupportedException($"The schema uses '{word}', which this check does not know.");
        }
    }

    private static IEnumerable<string> Fits(string at, bool fits, string complaint) => fits ? [] : [$"{at} {complaint}"];

    private static string TypeOf(JsonNode? value) => value switch
    {
        null => "null",
        JsonObject => "object",
        JsonArray => "array",
        _ => value.GetValueKind() switch
        {
            System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False => "boolean",
            System.Text.Json.JsonValueKind.Number => value.AsValue().TryGetValue<long>(out _) ? "integer" : "number",
            _ => "string",
        },
    };

    // Plain scalars by the core schema of YAML 1.2.
    private static JsonNode? ToJson(YamlNode node) => node switch
    {
        YamlMappingNode mapping => new JsonObject(mapping.Children.Select(c => KeyValuePair.Create(((YamlScalarNode)c.Key).Value ?? "", ToJson(c.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(ToJson)]),
        YamlScalarNode { Style: YamlDotNet.Core.ScalarStyle.Plain } plain => plain.Value switch
        {
            null or "" or "~" or "null" or "Null" or "NULL" => null,
            "true" or "True" or "TRUE" => JsonValue.Create(true),
            "false" or "False" or "FALSE" => JsonValue.Create(false),
            var text when Regex.IsMatch(text, @"^[-+]?[0-9]{1,18}$", RegexOptions.None, TimeSpan.FromSeconds(1)) => JsonValue.Create(long.Parse(text)),
            var text when Regex.IsMatch(text, @"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)) => JsonValue.Create(double.Parse(text)),
            var text => JsonValue.Create(text),
        },
        YamlScalarNode scalar => JsonValue.Create(scalar.Value),
        _ => throw new NotSupportedException(node.GetType().Name),
    };
}
