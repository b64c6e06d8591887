using System.Text.Json.Nodes;

namespace Rollcall.Tests.Loading;

/// <summary>Committees and hearings that tests load, valid and invented; a test changes what it is about.</summary>
internal static class SomeHearings
{
    /// <summary>The committees that hearings name.</summary>
    public const int Committees = 8;

    public static string Code(int committee) => $"hs{(char)('a' + committee)}g00";

    public static JsonObject Committee(int number) => new()
    {
        ["record"] = "committee",
        ["system_code"] = Code(number),
        ["name"] = $"Committee {number}",
        ["chamber"] = number % 2 == 0 ? "House" : "Senate",
        ["parent"] = null,
    };

    /// <summary>The same for the same number and version; versions differ in what an update would change.</summary>
    public static JsonObject Hearing(int number, int version = 1) => new()
    {
        ["event_id"] = $"{100_000 + number}",
        ["congress"] = 118,
        ["chamber"] = number % 2 == 0 ? "House" : "Senate",
        ["title"] = $"Hearing {number}, version {version}",
        ["hearing_type"] = "Hearing",
        ["status"] = version == 1 ? "Scheduled" : "Held",
        ["hearing_date"] = $"2025-{1 + number % 12:00}-{1 + number % 28:00}",
        ["location"] = $"{100 + number % 50} Rayburn",
        ["update_date"] = $"2025-11-{10 + version:00}T10:00:00Z",
        ["committees"] = new JsonArray(Code(number % Committees)),
        ["witnesses"] = new JsonArray(
            Witness($"Witness {number % 40}", "Some Institute", "Director"),
            Witness($"Witness {(number + version) % 40 + 40}", null, "Professor")),
        ["documents"] = new JsonArray(
            Document("Transcript", $"Transcript of {number}", $"https://hearings.test/{number}/transcript"),
            Document("Statement", $"Statement {version}", $"https://hearings.test/{number}/statement-{version}")),
    };

    public static JsonObject Witness(string name, string? organization, string? position) => new()
    {
        ["name"] = name,
        ["position"] = position,
        ["organization"] = organization,
    };

    public static JsonObject Document(string type, string title, string url) => new() { ["type"] = type, ["title"] = title, ["url"] = url };

    public static IEnumerable<JsonObject> AllCommittees() => Enumerable.Range(0, Committees).Select(Committee);

    /// <summary>Changes one record.</summary>
    public static JsonObject With(this JsonObject record, string field, JsonNode? value)
    {
        record[field] = value;
        return record;
    }

    /// <summary>Takes a field away.</summary>
    public static JsonObject Without(this JsonObject record, string field)
    {
        record.Remove(field);
        return record;
    }
}
