using System.Text.Json;
using Rollcall.Loading.Datasets;
using Rollcall.Loading.Sources;

namespace Rollcall.Loading.Mapping;

/// <summary>
/// Reads a source record into the rows it speaks of and judges what can be judged without a database: types, required fields, lengths,
/// patterns, vocabularies, ranges. Pure; immutable, so any number of tasks may share it.
/// </summary>
internal sealed class RecordMapper
{
    /// <summary>The field that quarantine lines carry their reasons in; a record is read as if it were not there.</summary>
    public const string RefusedField = "_refused";

    /// <summary>The field in which a quarantine line keeps what was not even JSON.</summary>
    public const string TextField = "_text";

    private static readonly JsonDocumentOptions Json = new() { AllowDuplicateProperties = false };

    private readonly DatasetDefinition _dataset;
    private readonly ArrayNode[] _trees;

    public RecordMapper(DatasetDefinition dataset)
    {
        _dataset = dataset;
        _trees = [.. Enumerable.Range(0, dataset.Kinds.Length).Select(kind => ArrayNode.TreeOf(dataset, kind))];
    }

    public MappedRecord Map(SourceRecord source)
    {
        var record = new MappedRecord(source);
        if ((source.Unreadable ?? JsonText.FaultOf(source.Utf8.Span)) is { } why)
        {
            record.Reasons.Add(Reason.Of(RefusalRule.Unreadable, why));
            return record;
        }

        try
        {
            using var document = JsonDocument.Parse(source.Utf8, Json);
            Map(document.RootElement, record);
        }
        catch (JsonException e)
        {
            record.Reasons.Add(Reason.Of(RefusalRule.Unreadable, $"not JSON: {e.Message}"));
        }

        return record;
    }

    private void Map(JsonElement json, MappedRecord record)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            record.Reasons.Add(Reason.Of(RefusalRule.Unreadable, $"a JSON object was expected, not {Name(json)}"));
            return;
        }

        if (json.TryGetProperty(TextField, out _) && json.TryGetProperty(RefusedField, out _))
        {
            record.Reasons.Add(Reason.Of(
                RefusalRule.Unreadable, $"an unreadable line kept in {TextField}: put the mended record in place of this whole line"));
            return;
        }

        record.Kind = KindOf(json, record.Source.In ?? FormerCollection(json));
        if (record.Kind < 0)
        {
            var known = string.Join(", ", _dataset.Kinds.Select(k => k.Name));
            record.Reasons.Add(Reason.Of(RefusalRule.Kind, $"fits no kind of record that the dataset knows ({known})"));
            return;
        }

        new Walk(record, json).Visit(_trees[record.Kind], json, at: null, new CandidateRow?[_dataset.Tables.Length]);
    }

    private int KindOf(JsonElement json, string? collection)
    {
        for (var i = 0; i < _dataset.Kinds.Length; i++)
        {
            var kind = _dataset.Kinds[i];
            if (kind.In is not null && !string.Equals(kind.In, collection, StringComparison.Ordinal))
            {
                continue;
            }

            if (kind.When.All(c => Holds(c, json)))
            {
                return i;
            }
        }

        return -1;
    }

    // A record that comes back from quarantine came from an array once.
    private static string? FormerCollection(JsonElement json) =>
        json.TryGetProperty(RefusedField, out var note)
        && note.ValueKind == JsonValueKind.Object
        && note.TryGetProperty("in", out var collection)
        && collection.ValueKind == JsonValueKind.String
            ? collection.GetString()
            : null;

    private static bool Holds(KindCondition condition, JsonElement json) =>
        condition.Path.TryRead(json, json, out var value)
        && condition.AnyOf.Contains(value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : value.GetRawText());

    private static string Name(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.Object => "an object",
        JsonValueKind.Null => "null",
        _ => "true or false",
    };

    /// <summary>One walk through one record's arrays.</summary>
    private sealed class Walk(MappedRecord record, JsonElement json)
    {
        public void Visit(ArrayNode node, JsonElement element, string? at, CandidateRow?[] around)
        {
            foreach (var table in node.Tables)
            {
                around[table.Ordinal] = RowMapper.Map(table, record, json, element, at, around);
            }

            foreach (var child in node.Children)
            {
                Descend(child, element, at, around);
            }
        }

        private void Descend(ArrayNode child, JsonElement element, string? at, CandidateRow?[] around)
        {
            if (!child.TryRead(element, out var array) || array.ValueKind == JsonValueKind.Null)
            {
                return;
            }

            var path = at is null ? child.Name : $"{at}.{child.Name}";
            if (array.ValueKind != JsonValueKind.Array)
            {
                var message = $"{path}: an array was expected, not {Name(array)}";
                record.Reasons.Add(new Reason(
                    RefusalRule.Type, child.FirstTable, Column: null, path, Reason.Shorten(array.GetRawText()), message));
                return;
            }

            NoteListed(child, around);
            var place = 0;
            foreach (var item in array.EnumerateArray())
            {
                // Rows of one element must not see those of the one before.
                Visit(child, item, $"{path}[{place++}]", (CandidateRow?[])around.Clone());
            }
        }

        private void NoteListed(ArrayNode child, CandidateRow?[] around)
        {
            foreach (var table in child.Tables)
            {
                if (table.Owner is { Replaced: true } owner && around[owner.Table] is { } parent)
                {
                    record.ChildrenListed.Add((table.Ordinal, parent));
                }
            }
        }
    }
}
