using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Rollcall.Tests.Loading;

/// <summary>
/// What the hearings dataset means, worked out a second time by other means: plain dictionaries, no SQL, no rows, no keys given by a load.
/// Knows the rules as the docs state them and nothing of the code under test.
/// </summary>
internal sealed class HearingsModel
{
    private static readonly string[] Chambers = ["House", "Senate", "NoChamber"];

    private Dictionary<string, Committee> _committees = [];
    private Dictionary<string, Hearing> _hearings = [];
    private HashSet<(string Name, string Organization)> _witnesses = [];

    /// <summary>Records refused so far.</summary>
    public int Refused { get; private set; }

    public HearingsModel Copy() => new()
    {
        _committees = new(_committees),
        _hearings = new(_hearings),
        _witnesses = [.. _witnesses],
        Refused = Refused,
    };

    /// <summary>Loads batch after batch, each bad record set aside alone.</summary>
    public void Load(IReadOnlyList<JsonObject?> records, int batchSize)
    {
        foreach (var batch in records.Chunk(batchSize))
        {
            var accepted = Accept(batch);
            Refused += batch.Length - accepted.Count;
            accepted.ForEach(Apply);
        }
    }

    /// <summary>The same with batches rejected whole.</summary>
    public void LoadWholeBatches(IReadOnlyList<JsonObject?> records, int batchSize)
    {
        foreach (var batch in records.Chunk(batchSize))
        {
            var accepted = Accept(batch);
            if (accepted.Count == batch.Length)
            {
                accepted.ForEach(Apply);
            }
            else
            {
                Refused += batch.Length;
            }
        }
    }

    /// <summary>The same in one transaction: everything or nothing.</summary>
    public void LoadAllOrNothing(IReadOnlyList<JsonObject?> records, int batchSize)
    {
        var trial = Copy();
        trial.Load(records, batchSize);
        if (trial.Refused == Refused)
        {
            (_committees, _hearings, _witnesses) = (trial._committees, trial._hearings, trial._witnesses);
        }

        Refused = trial.Refused;
    }

    /// <summary>The state as text, without the numbers that a load gives.</summary>
    public string Dump()
    {
        var text = new StringBuilder();
        foreach (var (code, committee) in _committees.OrderBy(c => c.Key, StringComparer.Ordinal))
        {
            text.AppendLine($"committee {code}|{committee.Name}|{committee.Chamber}|{committee.Parent}");
        }

        foreach (var (id, hearing) in _hearings.OrderBy(h => h.Key, StringComparer.Ordinal))
        {
            text.AppendLine($"hearing {id}|{hearing.Fields}");
            Lines(text, hearing.Committees.Select(c => $"  of {c}"));
            Lines(text, hearing.Appearances.Select(a => $"  heard {a.Key.Name}|{a.Key.Organization}|{a.Value}"));
            Lines(text, hearing.Documents.Select(d => $"  filed {d.Key}|{d.Value}"));
        }

        Lines(text, _witnesses.Select(w => $"witness {w.Name}|{w.Organization}"));
        return text.ToString();
    }

    private static void Lines(StringBuilder text, IEnumerable<string> lines)
    {
        foreach (var line in lines.Order(StringComparer.Ordinal))
        {
            text.AppendLine(line);
        }
    }

    // Records clash only with records that are in; whoever clashes with one that is thrown out itself gets another chance.
    private List<JsonObject> Accept(JsonObject?[] batch)
    {
        var left = batch.OfType<JsonObject>().Where(IsSoundAlone).ToList();
        while (true)
        {
            var brought = left.Where(IsCommittee).Select(c => Text(c, "system_code")!).ToHashSet();
            bool Known(string code) => _committees.ContainsKey(code) || brought.Contains(code);
            var dangling = left.Where(r => !References(r).All(Known)).ToHashSet();
            var twins = left.Where((r, i) => left.Take(i).Any(e => Key(e) == Key(r))).ToHashSet();
            var certain = left.Where(r => dangling.Contains(r) || (twins.Contains(r) && left.TakeWhile(e => e != r).Any(e => Key(e) == Key(r) && !dangling.Contains(e) && !twins.Contains(e)))).ToHashSet();
            if (certain.Count == 0)
            {
                return left;
            }

            left = [.. left.Where(r => !certain.Contains(r))];
        }
    }

    private void Apply(JsonObject record)
    {
        if (IsCommittee(record))
        {
            var old = _committees.GetValueOrDefault(Text(record, "system_code")!) ?? new Committee("", "", "");
            _committees[Text(record, "system_code")!] = new Committee(
                record.ContainsKey("name") ? Text(record, "name")! : old.Name,
                record.ContainsKey("chamber") ? Text(record, "chamber") ?? "" : old.Chamber,
                record.ContainsKey("parent") ? Text(record, "parent") ?? "" : old.Parent);
            return;
        }

        var before = _hearings.GetValueOrDefault(Text(record, "event_id")!) ?? new Hearing("", [], new(), new());
        var hearing = before with
        {
            Fields = string.Join('|', new[] { "congress", "chamber", "title", "hearing_type", "status", "hearing_date", "location", "update_date" }.Select(f => Text(record, f) ?? "∅")),
        };
        if (record["committees"] is JsonArray committees)
        {
            hearing = hearing with { Committees = [.. committees.Select(c => (string)c!)] };
        }

        if (record["witnesses"] is JsonArray witnesses)
        {
            hearing = hearing with { Appearances = witnesses.ToDictionary(w => Who(w!), w => Text(w!, "position") ?? "∅") };
            _witnesses.UnionWith(hearing.Appearances.Keys);
        }

        if (record["documents"] is JsonArray documents)
        {
            hearing = hearing with { Documents = documents.ToDictionary(d => Text(d!, "url")!, d => $"{Text(d!, "type") ?? "∅"}|{Text(d!, "title") ?? "∅"}") };
        }

        _hearings[Text(record, "event_id")!] = hearing;
    }

    private static bool IsSoundAlone(JsonObject record)
    {
        if (IsCommittee(record))
        {
            return Within(record, "system_code", 1, 20) && (!record.ContainsKey("name") || Within(record, "name", 1, 500))
                && (record["chamber"] is null || Text(record, "chamber") is "House" or "Senate" or "Joint" or "NoChamber");
        }

        return Within(record, "event_id", 1, 50) && Within(record, "title", 1, 500)
            && Text(record, "title")?.Contains("poison", StringComparison.Ordinal) != true
            && int.TryParse(Text(record, "congress"), out var congress) && congress is >= 1 and <= 200
            && Chambers.Contains(Text(record, "chamber"))
            && (record["hearing_date"] is null || DateOnly.TryParseExact(Text(record, "hearing_date"), "yyyy-MM-dd", out _))
            && Distinct(record, "committees", c => (string)c!)
            && Distinct(record, "witnesses", w => Who(w!).ToString())
            && Distinct(record, "documents", d => Text(d!, "url")!)
            && (record["witnesses"] as JsonArray ?? []).All(w => Within(w!.AsObject(), "name", 1, 200));
    }

    private static bool Within(JsonObject record, string field, int least, int most) =>
        Text(record, field) is { } text && !string.IsNullOrWhiteSpace(text) && text.Length >= least && text.Length <= most;

    private static bool Distinct(JsonObject record, string field, Func<JsonNode?, string> key) =>
        record[field] is not JsonArray array || array.Select(key).Distinct(StringComparer.Ordinal).Count() == array.Count;

    private static IEnumerable<string> References(JsonObject record) => IsCommittee(record)
        ? Text(record, "parent") is { Length: > 0 } parent ? [parent] : []
        : (record["committees"] as JsonArray ?? []).Select(c => (string)c!);

    private static bool IsCommittee(JsonObject record) => Text(record, "record") == "committee";

    private static string Key(JsonObject record) => IsCommittee(record) ? "c " + Text(record, "system_code") : "h " + Text(record, "event_id");

    private static (string Name, string Organization) Who(JsonNode witness) => (Text(witness, "name") ?? "", Text(witness, "organization") ?? "");

    private static string? Text(JsonNode record, string field) => record[field] is JsonValue value
        ? value.TryGetValue<string>(out var text) ? text : Convert.ToString(value.GetValue<int>(), CultureInfo.InvariantCulture)
        : null;

    private sealed record Committee(string Name, string Chamber, string Parent);

    private sealed record Hearing(
        string Fields, List<string> Committees, Dictionary<(string Name, string Organization), string> Appearances, Dictionary<string, string> Documents);
}
