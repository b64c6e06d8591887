using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Rollcall.Practice.Requests;

namespace Rollcall.Practice.Control;

/// <summary>How everything is written and read as JSON: snake case, unknown keys refused.</summary>
internal static class PracticeJson
{
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectNullableAnnotations = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter<RequestKind>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };
}
