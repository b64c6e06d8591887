using System.Collections.Immutable;
using Rollcall.Fetching;
using Rollcall.Ids;
using Rollcall.Registries;

namespace Rollcall.Reading;

/// <summary>
/// Reads a record from pages that are known to be its own. What is required and not to be read makes the page unrecognised; what is not
/// required is left out, with a note when something stood there. Immutable, thread safe.
/// </summary>
internal sealed class RecordReader(ReadRules rules)
{
    private readonly ImmutableArray<FieldReader> _fields = [.. rules.Fields.Select(f => new FieldReader(f))];
    private readonly ImmutableArray<TableReader> _tables = [.. rules.Tables.Select(t => new TableReader(t))];

    /// <summary>Whether anything is read from the page of the <c>ask</c> steps although there is a detail page.</summary>
    public bool ReadsAsk { get; } = rules.Fields.Any(f => f.FromAsk) || rules.Tables.Any(t => t.FromAsk);

    /// <summary>Reads the record.</summary>
    /// <param name="ask">The page of the <c>ask</c> steps.</param>
    /// <param name="last">The page of the <c>detail</c> steps, or the same again without them.</param>
    /// <param name="id">The id asked for.</param>
    public Answer Read(ParsedPage ask, ParsedPage last, RecordId id)
    {
        var problems = new List<string>();
        var notes = new List<string>();
        var fields = ImmutableArray.CreateBuilder<Field>(_fields.Length);
        foreach (var reader in _fields)
        {
            var read = reader.Read(reader.Rule.FromAsk ? ask : last, id);
            fields.Add(new Field(reader.Rule.Name, read.Value));
            if (Problem(reader.Rule, read) is { } problem)
            {
                problems.Add(problem);
            }
            else if (read.IsDoubtful)
            {
                notes.Add($"{reader.Rule.Name} (line {reader.Rule.Line}): {read.WhyNot}");
            }
        }

        var tables = ImmutableArray.CreateBuilder<Table>(_tables.Length);
        foreach (var reader in _tables)
        {
            var read = reader.Read(reader.Rule.FromAsk ? ask : last, id);
            tables.Add(read.Table);
            notes.AddRange(read.Notes);
            if (read.Problem is { } problem)
            {
                problems.Add($"{reader.Rule.Name} (line {reader.Rule.Line}): {problem}");
            }
        }

        return problems.Count > 0
            ? new Answer.Unrecognised(FailureClass.Extraction, $"the page of {id} lacks what is required: {string.Join("; ", problems)}")
            : new Answer.Found(new RecordContent(fields.MoveToImmutable(), tables.MoveToImmutable())) { Notes = [.. notes] };
    }

    /// <summary>What each field and table comes to.</summary>
    public (ImmutableArray<FieldTrace> Fields, ImmutableArray<TableTrace> Tables) Trace(ParsedPage ask, ParsedPage last, RecordId id)
    {
        var fields = _fields.Select(reader =>
        {
            var read = reader.Read(reader.Rule.FromAsk ? ask : last, id);
            return new FieldTrace(reader.Rule.Name, reader.Rule.Line, read.Value, read.WhyNot);
        });
        var tables = _tables.Select(reader =>
        {
            var page = reader.Rule.FromAsk ? ask : last;
            var read = reader.Read(page, id);
            return new TableTrace(reader.Rule.Name, reader.Rule.Line, read.Problem is null ? read.Table : null, read.Problem ?? (read.Notes.Length > 0 ? string.Join("; ", read.Notes) : null))
            {
                WhyNotThere = read.WhyNotThere,
                EmptyColumns = read.EmptyColumns,
                Pages = 1 + page.More.Count,
            };
        });
        return ([.. fields], [.. tables]);
    }

    private static string? Problem(FieldRule rule, ReadValue read) =>
        rule.Required && read.IsEmpty ? $"{rule.Name} (line {rule.Line}): {read.WhyNot ?? "nothing stands there"}" : null;
}
