using System.Text.Json;
using System.Text.Json.Serialization;

namespace Rollcall.Practice.Faults;

internal sealed class FaultKindConverter : JsonConverter<FaultKind>
{
    public override FaultKind Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && FaultKinds.TryParse(reader.GetString()!, out var kind)
            ? kind
            : throw new JsonException($"kind: allowed are {FaultKinds.Allowed}");

    public override void Write(Utf8JsonWriter writer, FaultKind value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Text());
}
