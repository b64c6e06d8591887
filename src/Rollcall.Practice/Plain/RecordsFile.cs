using System.Globalization;
using System.Text.Json;

namespace Rollcall.Practice.Plain;

/// <summary>The records of an NDJSON file: one JSON object a line, told apart by one property.</summary>
internal sealed class RecordsFile : PlainSource
{
    private const int ProblemsShown = 10;

    private readonly Dictionary<string, PlainRecord> _records = [];
    private readonly List<string> _numbers = [];
    private int _mark;

    private RecordsFile()
    {
    }

    public override int Mark => _mark;

    /// <summary>Reads a whole file.</summary>
    /// <exception cref="PracticeException">It cannot be read, or lines are no objects, lack the key or repeat one.</exception>
    public static RecordsFile Read(string path, string key)
    {
        var file = new RecordsFile();
        var problems = new List<string>();
        try
        {
            var line = 0;
            foreach (var text in File.ReadLines(path))
            {
                line++;
                if (!string.IsNullOrWhiteSpace(text) && file.Add(text, key) is { } problem)
                    problems.Add($"{path}:{line}: {problem}");
            }
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            throw new PracticeException($"{path}: the records file cannot be read: {ex.Message}", ex);
        }
        if (problems.Count > ProblemsShown)
            {
            var more = problems.Count - ProblemsShown;
            problems.RemoveRange(ProblemsShown, more);
            problems.Add($"{path}: and {more} more lines like these");
        }
        return problems.Count == 0 ? file : throw new PracticeException(string.Join('\n', problems));
    }

    public override PlainRecord? Find(string number) => _records.GetValueOrDefault(number);

    public override PlainRecord? Another(string number)
    {
        if (_numbers.Count == 0)
            return null;
        var at = Dice.For(0, number).Below(_numbers.Count);
        if (_numbers[at] == number)
            at = (at + 1) % _numbers.Count;
        return _numbers[at] == number ? null : _records[_numbers[at]];
    }

    public override bool TryGrow(int mark) => false;

    private string? Add(string text, string key)
    {
        try
        {
            using var line = JsonDocument.Parse(text);
            if (line.RootElement.ValueKind != JsonValueKind.Object)
                return "is not a JSON object";
            if (!line.RootElement.TryGetProperty(key, out var number) || Text(number).Trim().Length == 0)
                return $"has no \"{key}\"; it has {string.Join(", ", line.RootElement.EnumerateObject().Select(p => p.Name))}";
            var record = Record(Text(number), line.RootElement, key);
            if (!_records.TryAdd(record.Number, record))
                return $"repeats {key} {record.Number}";
            _numbers.Add(record.Number);
            if (int.TryParse(record.Number, NumberStyles.None, CultureInfo.InvariantCulture, out var value))
                _mark = Math.Max(_mark, value);
            return null;
        }
        catch (JsonException ex)
        {
            return $"is not JSON (at byte {ex.BytePositionInLine})";
        }
    }

    private static PlainRecord Record(string number, JsonElement line, string key)
    {
        var title = line.TryGetProperty("title", out var heading) ? Text(heading) : "";
        var fields = line.EnumerateObject()
            .Where(property => property.Name != key && property.Name != "title")
            .Select(property => KeyValuePair.Create(property.Name, Text(property.Value)));
        return new PlainRecord(number, title, [.. fields]);
    }

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "",
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Select(Text)),
        _ => value.GetRawText(),
    };
}
