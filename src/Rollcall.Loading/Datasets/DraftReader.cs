using System.Collections.Immutable;
using Rollcall.Definitions;

namespace Rollcall.Loading.Datasets;

/// <summary>Reads tables from a definition that has its right form, as far as one table can be read without the others.</summary>
internal sealed class DraftReader(Problems problems, ImmutableArray<RecordKind> kinds)
{
    public IReadOnlyList<TableDraft> Read(MappingNode tables)
    {
        var drafts = tables.Entries.Where(e => e.Value is MappingNode).Select(Read).ToList();
        foreach (var draft in drafts)
        {
            foreach (var (target, at) in draft.Targets)
            {
                if (!drafts.Exists(d => d.Name == target))
                {
                    problems.Add(at, $"there is no table '{target}'", Nearest.Advice(target, [.. drafts.Select(d => d.Name)]));
                }
            }
        }

        return drafts;
    }

    private TableDraft Read(MappingEntry entry)
    {
        var node = (MappingNode)entry.Value;
        var (kind, path) = Source(node);
        var columns = node.MappingOf("columns")?.Entries.Select(e => new ColumnDraft(e.Key, e.Value)).ToList() ?? [];
        foreach (var column in columns)
        {
            Check(column);
        }

        return new TableDraft(entry.Key, entry.Line, node, kind, path, columns);
    }

    private (int Kind, IReadOnlyList<string> Path) Source(MappingNode node)
    {
        if (node["from"] is not { Text: { } text } from)
        {
            return (0, []);
        }

        var dot = text.IndexOf('.', StringComparison.Ordinal);
        var name = dot < 0 ? text : text[..dot];
        var kind = kinds.Select(k => k.Name).ToList().IndexOf(name);
        if (kind < 0)
        {
            problems.Add(from, $"there is no kind of record '{name}'", Nearest.Advice(name, [.. kinds.Select(k => k.Name)]));
        }

        var path = dot < 0 ? [] : text[(dot + 1)..].Split("[].");
        if (path.Any(p => !FieldPath.TryParse(p, out _) || p.Contains("[]", StringComparison.Ordinal) || p[0] is '/' or '.'))
        {
            problems.Add(from, $"'{text}' names no array", $"give {name}.array, or {name}.array[].array for an array in an array");
        }

        return (Math.Max(0, kind), path);
    }

    private void Check(ColumnDraft column)
    {
        if (column.Keys is not { } keys)
        {
            return;
        }

        if (keys.TextOf("managed") is "true")
        {
            problems.Add(keys["managed"]!, "every column is managed unless it says false", "take it away");
        }

        if (column.Type is null && column.Target is null)
        {
            problems.Add(keys, "the key 'type' is missing", "add it: what its values are");
        }

        if (column.Type is not null && (column.IsParent || column.IsSibling || column.By.Count > 0))
        {
            problems.Add(keys["type"]!, "its type is that of the column it refers to", "take it away");
        }

        if (column.Type == ColumnType.Id && keys.Entries.Count > 1)
        {
            problems.Add(keys, "a column of type id takes no other key", "leave its numbers to the load");
        }

        if (column.From.Count > 1 && column.By.Count != column.From.Count)
        {
            problems.Add(keys["from"]!, $"{column.From.Count} paths are given", "give as many as columns behind 'by', or one");
        }

        if (column.Target?.Column is not null && column.By.Count > 0)
        {
            problems.Add(keys["references"]!, "a column is named although 'by' says how the row is found", "name the table alone");
        }
    }
}
