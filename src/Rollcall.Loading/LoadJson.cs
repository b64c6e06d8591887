using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Rollcall.Loading.Accounts;

namespace Rollcall.Loading;

/// <summary>What loads write as JSON. Generated at build time: a short load must not wait for reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LoadReport))]
[JsonSerializable(typeof(LoadProgress))]
[JsonSerializable(typeof(RefusedNote))]
internal sealed partial class LoadJson : JsonSerializerContext
{
    /// <summary>On one line, letters of every script as they are: these files are read by people and never pasted into HTML.</summary>
    public static LoadJson Plain { get; } = new(Written(indented: false));

    /// <summary>The same, on many lines.</summary>
    public static LoadJson Readable { get; } = new(Written(indented: true));

    private static JsonSerializerOptions Written(bool indented) => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = indented,
        NewLine = "\n",
    };
}

/// <summary>Enum members as words: <c>rolled_back</c>.</summary>
internal class WordConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where T : struct, Enum;

internal sealed class LoadStatusConverter : WordConverter<LoadStatus>;

internal sealed class BatchEndConverter : WordConverter<Batches.BatchEnd>;

internal sealed class RefusalRuleConverter : WordConverter<Mapping.RefusalRule>;
