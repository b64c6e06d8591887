using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Rollcall.Planning;

/// <summary>A line of a roster: an id with its ordinal, or that a listing was read as a whole.</summary>
internal sealed record RosterLine
{
    private static readonly RosterJson Json = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public long? Ordinal { get; init; }

    public string? Id { get; init; }

    /// <summary>The address of its page; null when the source gives none.</summary>
    public string? Link { get; init; }

    /// <summary>When the listing was read, UTC.</summary>
    public DateTime? ListedAt { get; init; }

    /// <summary>The ordinals that were not on it, as intervals.</summary>
    public string? Gone { get; init; }

    /// <summary>The line's JSON.</summary>
    public string Write() => JsonSerializer.Serialize(this, Json.RosterLine);

    /// <summary>Reads a line; null when it is none.</summary>
    public static RosterLine? Read(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, Json.RosterLine);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSerializable(typeof(RosterLine))]
internal sealed partial class RosterJson : JsonSerializerContext;
