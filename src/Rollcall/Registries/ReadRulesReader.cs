using System.Collections.Immutable;
using Rollcall.Definitions;
using Rollcall.Registries.Grammar;

namespace Rollcall.Registries;

/// <summary>Reads <c>read</c>.</summary>
internal sealed class ReadRulesReader(Problems problems, bool hasDetail)
{
    /// <summary>The rules; null when there are none.</summary>
    public ReadRules? Read(MappingNode? node) => node is null ? null : new ReadRules(
        [.. Named(node, "fields").Select(ReadField).OfType<FieldRule>()],
        [.. Named(node, "tables").Select(ReadTable)]);

    private FieldRule? ReadField((string Name, int Line, MappingNode Node) given)
    {
        var (name, line, node) = given;
        FieldPlace? place = node switch
        {
            _ when node.TextOf("at") is { } at => new FieldPlace.At(at, node.TextOf("attribute")),
            _ when node.TextOf("label") is { } label => new FieldPlace.Label(label.TrimEnd(':', ' '), node.TextOf("within")),
            _ when node.TextOf("json") is { } path => new FieldPlace.Json(path),
            _ when node.TextOf("column") is { } column && node.TextOf("of") is { } table => new FieldPlace.Column(column, table),
            _ => null,
        };
        var kind = ReadKind(node);
        var fromAsk = ReadFrom(node);
        return place is null ? null : new FieldRule(name, line, place, kind)
        {
            Required = IsRequired(node),
            FromAsk = fromAsk,
            Rows = ReadRows(node, RowChoices.Exact),
            Formats = [.. node.TextsOf("format")],
        };
    }

    private TableRule ReadTable((string Name, int Line, MappingNode Node) given)
    {
        var (name, line, node) = given;
        var columns = (node.MappingOf("columns")?.Entries ?? []).Select(e => ReadColumn(e, node["json"] is not null));
        return new TableRule(name, line, [.. columns.OfType<ColumnRule>()])
        {
            Within = node.TextOf("within"),
            Caption = node.TextOf("caption"),
            JsonPath = node.TextOf("json"),
            FromAsk = ReadFrom(node),
            Rows = ReadRows(node, RowChoices.All),
            Total = ReadTotal(node),
            Required = IsRequired(node),
            AtLeast = (int)(node["at_least"]?.Number ?? 0),
        };
    }

    private ColumnRule? ReadColumn(MappingEntry entry, bool ofJson)
    {
        if (entry.Value is not MappingNode node)
        {
            return entry.Value.Text is { } brief ? new ColumnRule(entry.Key, entry.Line, brief, ValueKind.Text) : null;
        }

        var (right, wrong) = ofJson ? ("json", "header") : ("header", "json");
        if (node[wrong] is { } misplaced)
        {
            problems.Add(misplaced, $"'{wrong}' tells a column of {(ofJson ? "an HTML table, and this one is JSON" : "a JSON list, and this is an HTML table")}", $"use '{right}'{(ofJson ? "" : ", or give the table a 'json' path")}");
        }

        return node.TextOf(right) is { } header
            ? new ColumnRule(entry.Key, entry.Line, header, ReadKind(node)) { Attribute = node.TextOf("attribute"), Required = IsRequired(node), Formats = [.. node.TextsOf("format")] }
            : null;
    }

    private static bool IsRequired(MappingNode node) => node["required"]?.IsTrue ?? false;

    private ValueKind ReadKind(MappingNode node)
    {
        var kind = node.TextOf("as") switch
        {
            "date" => ValueKind.Date,
            "number" => ValueKind.Number,
            _ => ValueKind.Text,
        };
        if (kind is not ValueKind.Date && node["format"] is { } format)
        {
            problems.Add(format, "'format' is for dates", "add 'as: date', or take it away");
        }

        return kind;
    }

    private string? ReadTotal(MappingNode node)
    {
        if (node["total"] is not { Text: { } text } total)
        {
            return null;
        }

        var shape = node["json"] is null ? Words.Selector : Words.JsonPath;
        if (shape.Judge(text) is { } complaint)
        {
            problems.Add(total, complaint.Wrong, complaint.Allowed ?? shape.Allowed);
        }

        return text;
    }

    private static RowChoices ReadRows(MappingNode node, RowChoices usual) => node.TextOf("rows") switch
    {
        "exact" => RowChoices.Exact,
        "first" => RowChoices.First,
        "all" => RowChoices.All,
        _ => usual,
    };

    private bool ReadFrom(MappingNode node)
    {
        if (node["from"] is { } from && !hasDetail)
        {
            problems.Add(from, "'from' tells the page of 'ask' from that of 'detail', and there are no detail steps", "take it away");
        }

        return node.TextOf("from") is "ask";
    }

    private static IEnumerable<(string Name, int Line, MappingNode Node)> Named(MappingNode node, string key) =>
        (node.MappingOf(key)?.Entries ?? []).Where(e => e.Value is MappingNode).Select(e => (e.Key, e.Line, (MappingNode)e.Value));
}
