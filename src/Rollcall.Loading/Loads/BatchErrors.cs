using System.Text.Json;
using Rollcall.Loading.Accounts;
using Rollcall.Loading.Batches;
using Rollcall.Loading.Mapping;

namespace Rollcall.Loading.Loads;

/// <summary>
/// What the report tells of refused records, and what later records must know of them. Bounded. A load that goes on takes both from its
/// quarantine file. Not thread safe.
/// </summary>
internal sealed class BatchErrors
{
    private const int MostBatches = 1000;
    private const int MostRecords = 20;

    private readonly List<BatchError> _errors = [];

    public IReadOnlyList<BatchError> All => _errors;

    /// <summary>The keys that refused records would have brought.</summary>
    public RefusedKeys Keys { get; } = new();

    /// <summary>Adds a batch's refusals.</summary>
    public void Add(long batch, BatchOutcome outcome)
    {
        foreach (var (record, _) in outcome.Refused)
        {
            Keys.Add(record);
        }

        if (outcome.Refused.Count > 0 && _errors.Count < MostBatches)
        {
            _errors.Add(new BatchError(batch, outcome.End, outcome.Refused.Count, [.. outcome.Refused.Take(MostRecords).Select(r => Tell(r.Record, r.Reasons))]));
        }
    }

    /// <summary>Reads what earlier processes of the load refused.</summary>
    public static BatchErrors FromQuarantine(string path)
    {
        var errors = new BatchErrors();
        if (!File.Exists(path))
        {
            return errors;
        }

        foreach (var batch in Notes(path).GroupBy(n => n.Batch))
        {
            errors.Add(batch.Key, [.. batch]);
        }

        return errors;
    }

    private static IEnumerable<RefusedNote> Notes(string path)
    {
        foreach (var line in File.ReadLines(path))
        {
            using var json = JsonDocument.Parse(line);
            if (json.RootElement.GetProperty(RecordMapper.RefusedField).Deserialize(LoadJson.Plain.RefusedNote) is { } note)
            {
                yield return note;
            }
        }
    }

    private static RefusedRecord Tell(MappedRecord record, IReadOnlyList<Reason> reasons) =>
        new(record.Source.Number, record.Source.Source, record.Source.Line, record.KeyText, reasons);

    private static BatchEnd EndOf(List<RefusedNote> notes)
    {
        var rules = notes.SelectMany(n => n.Reasons).Select(r => r.Rule).ToHashSet();
        return rules.Contains(RefusalRule.Timeout) ? BatchEnd.TimedOut
            : rules.Contains(RefusalRule.BatchRejected) ? BatchEnd.Rejected
            : BatchEnd.Isolated;
    }

    private void Add(long batch, List<RefusedNote> notes)
    {
        foreach (var note in notes)
        {
            foreach (var key in note.Keys ?? [])
            {
                Keys.Add(key.Table, key.Columns, key.Value, note.Record);
            }
        }

        if (_errors.Count < MostBatches)
        {
            _errors.Add(new BatchError(
                batch,
                EndOf(notes),
                notes.Count,
                [.. notes.Take(MostRecords).Select(n => new RefusedRecord(n.Record, n.Source, n.Line, n.Key, n.Reasons))]));
        }
    }
}
