using System.Text.Json.Nodes;

namespace Rollcall.Tests.Loading;

/// <summary>Sources with all that can be wrong in them, the same for the same seed.</summary>
internal sealed class RandomHearings(int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>Records, null for a line that is not even JSON.</summary>
    /// <param name="badShare">How many of them have something wrong.</param>
    public List<JsonObject?> Next(int count, double badShare, bool poison)
    {
        var records = new List<JsonObject?>();
        for (var i = 0; i < count; i++)
        {
            var record = _random.Next(8) == 0 ? Committee() : Hearing();
            records.Add(_random.NextDouble() < badShare ? Spoil(record, poison) : record);
        }

        return records;
    }

    public static string Lines(IEnumerable<JsonObject?> records) => string.Concat(records.Select(r => (r?.ToJsonString() ?? "{\"event_id\": \"100") + "\n"));

    private JsonObject Committee()
    {
        var committee = SomeHearings.Committee(_random.Next(SomeHearings.Committees)).With("name", $"Committee as of {_random.Next(3)}");
        return _random.Next(4) switch
        {
            0 => committee.With("parent", SomeHearings.Code(_random.Next(SomeHearings.Committees))),
            1 => committee.Without("parent"),
            2 => committee.Without("chamber"),
            _ => committee,
        };
    }

    private JsonObject Hearing()
    {
        var hearing = SomeHearings.Hearing(_random.Next(30), 1 + _random.Next(4));
        hearing["committees"] = new JsonArray([.. Enumerable.Range(0, SomeHearings.Committees).Where(_ => _random.Next(5) == 0).Select(c => (JsonNode)SomeHearings.Code(c))]);
        return _random.Next(6) switch
        {
            0 => hearing.Without("documents"),
            1 => hearing.With("documents", new JsonArray()),
            2 => hearing.Without("witnesses"),
            3 => hearing.Without("location").With("status", null),
            _ => hearing,
        };
    }

    private JsonObject? Spoil(JsonObject record, bool poison)
    {
        if ((string?)record["record"] == "committee")
        {
            return _random.Next(3) switch
            {
                0 => record.With("name", "  "),
                1 => record.With("parent", "nowh00"),
                _ => record.With("chamber", "Lords"),
            };
        }

        return _random.Next(poison ? 9 : 8) switch
        {
            0 => null,
            1 => record.With("title", null),
            2 => record.With("chamber", "Commons"),
            3 => record.With("congress", 201),
            4 => record.With("hearing_date", "2025-02-30"),
            5 => record.With("committees", new JsonArray("nowh00")),
            6 => record.With("documents", new JsonArray(SomeHearings.Document("a", "b", "u"), SomeHearings.Document("c", "d", "u"))),
            7 => record.With("witnesses", new JsonArray(SomeHearings.Witness("", "o", "p"))),
            _ => record.With("title", $"poison {_random.Next(1000)}"),
        };
    }
}
