using System.Collections.Immutable;
using System.Text.Json;
using AngleSharp.Dom;
using Rollcall.Registries;

namespace Rollcall.Reading;

/// <summary>Reads one table of a record. Immutable, thread safe.</summary>
internal sealed class TableReader
{
    private readonly TableFinder? _finder;
    private readonly JsonPath? _items;
    private readonly ImmutableArray<JsonPath> _paths;

    public TableReader(TableRule rule)
    {
        Rule = rule;
        if (rule.JsonPath is null)
        {
            _finder = new TableFinder(rule);
        }
        else
        {
            _items = new JsonPath(rule.JsonPath);
            _paths = [.. rule.Columns.Select(c => new JsonPath(c.Header))];
        }
    }

    public TableRule Rule { get; }

    /// <summary>Reads the table.</summary>
    /// <param name="page">The page that holds it.</param>
    /// <param name="notes">Gets what could not be read, but leaves the record sound.</param>
    /// <param name="problem">What makes the record unsound; null when it is sound.</param>
    public Table Read(ParsedPage page, List<string> notes, out string? problem)
    {
        var rows = new List<ImmutableArray<Field>>();
        var columns = new Column[Rule.Columns.Length];
        problem = _finder is not null ? ReadHtml(page, rows, columns) : ReadJson(page, rows, columns);
        for (var i = 0; problem is null && i < columns.Length; i++)
        {
            if (columns[i].Unreadable is not { } unreadable)
            {
                continue;
            }

            var rule = Rule.Columns[i];
            var what = $"{rule.Name} (line {rule.Line}): {unreadable}";

            // One bad cell is the registry's slip; a column without one good cell is read the wrong way.
            if (columns[i].Readable == 0)
            {
                problem = what + "; nor is anything else in the column";
            }
            else
            {
                notes.Add($"{Rule.Name}.{what}");
            }
        }

        if (problem is null && rows.Count < Rule.AtLeast)
        {
            problem = $"{rows.Count} rows, at least {Rule.AtLeast} wanted";
        }

        return new Table(Rule.Name, [.. rows]);
    }

    private string? ReadHtml(ParsedPage page, List<ImmutableArray<Field>> rows, Column[] columns)
    {
        var found = _finder!.Find(page);
        if (found.Layout is not { } layout)
        {
            return found.IsDoubtful || Rule.AtLeast > 0 ? found.WhyNot : null;
        }

        foreach (var row in layout.Rows)
        {
            var fields = ImmutableArray.CreateBuilder<Field>(columns.Length);
            for (var i = 0; i < columns.Length; i++)
            {
                fields.Add(Read(i, CellText(page, Rule.Columns[i], row[layout.Columns[i]]), columns));
            }

            rows.Add(fields.MoveToImmutable());
        }

        return null;
    }

    private string? ReadJson(ParsedPage page, List<ImmutableArray<Field>> rows, Column[] columns)
    {
        if (page.Json is not { } json)
        {
            return "the answer is no JSON";
        }

        if (!_items!.TryFind(json, out var items))
        {
            return Rule.AtLeast > 0 ? $"nothing at {_items.Text}" : null;
        }

        if (items.Element.ValueKind != JsonValueKind.Array)
        {
            return $"at {_items.Text} is no array";
        }

        foreach (var item in items.Element.EnumerateArray())
        {
            var fields = ImmutableArray.CreateBuilder<Field>(columns.Length);
            for (var i = 0; i < columns.Length; i++)
            {
                fields.Add(Read(i, _paths[i].TryFind(item, out var value) ? value.Text : null, columns));
            }

            rows.Add(fields.MoveToImmutable());
        }

        return null;
    }

    private Field Read(int column, string? text, Column[] columns)
    {
        var rule = Rule.Columns[column];
        if (text is null)
        {
            return new Field(rule.Name, FieldValue.Missing);
        }

        if (!ValueParser.TryParse(text, rule.As, rule.Formats, out var value))
        {
            columns[column].Unreadable ??= $"\"{Excerpt.Of(text)}\" is no {rule.As.ToString().ToLowerInvariant()}";
        }
        else if (value.Text is not null)
        {
            columns[column].Readable++;
        }

        return new Field(rule.Name, value);
    }

    private static string? CellText(ParsedPage page, ColumnRule rule, IElement? cell)
    {
        if (cell is null)
        {
            return null;
        }

        if (rule.Attribute is null)
        {
            return PageText.Of(cell, page.Reading);
        }

        var holder = cell.HasAttribute(rule.Attribute) ? cell
            : cell.GetElementsByTagName("*").FirstOrDefault(e => e.HasAttribute(rule.Attribute) && !page.Reading.IsHidden(e));
        return holder?.GetAttribute(rule.Attribute) is { } value ? Wording.Normalise(value) : null;
    }

    /// <summary>How one column has been read so far.</summary>
    private struct Column
    {
        /// <summary>Cells that gave a value.</summary>
        public int Readable;

        /// <summary>What the first cell says that could not be read.</summary>
        public string? Unreadable;
    }
}
