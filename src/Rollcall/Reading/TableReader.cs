using System.Collections.Immutable;
using System.Text.Json;
using AngleSharp.Dom;
using Rollcall.Ids;
using Rollcall.Registries;

namespace Rollcall.Reading;

/// <summary>Reads one table of a record. Immutable, thread safe.</summary>
internal sealed class TableReader
{
    private readonly TableFinder? _finder;
    private readonly JsonPath? _items;
    private readonly ImmutableArray<JsonPath> _paths;
    private readonly PlaceCheck? _total;

    public TableReader(TableRule rule)
    {
        Rule = rule;
        _total = rule.Total is null ? null : new PlaceCheck(new Place(rule.JsonPath is null ? rule.Total : null, rule.JsonPath is null ? null : rule.Total, [], []), TemplateValues.None, rule.Line);
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
    /// <param name="page">The page that holds it, or the first of those that do.</param>
    /// <param name="id">The id asked for: tells the rows, where only those that name it are wanted.</param>
    public TableReading Read(ParsedPage page, RecordId id)
    {
        var notes = ImmutableArray.CreateBuilder<string>();
        var rows = new List<ImmutableArray<Field>>();
        var columns = new Column[Rule.Columns.Length];
        string? problem = null;
        string? whyNot = null;
        var number = 0;
        var wasThere = false;
        foreach (var each in page.All)
        {
            number++;
            var missing = _finder is not null ? ReadHtml(each, id, rows, columns, out var absence) : ReadJson(each, id, rows, columns, out absence);
            whyNot ??= absence;

            // A list whose second page lacks the table has lost its rest; what need not be there at all need not be there on the first.
            missing ??= wasThere && absence is not null ? "the table is missing" : null;
            wasThere |= absence is null;
            if (missing is not null)
            {
                problem = page.More.Count > 0 ? $"page {number} of {page.More.Count + 1}: {missing}" : missing;
                break;
            }
        }

        if (Rule.Rows == RowChoices.First && rows.Count > 1)
        {
            rows.RemoveRange(1, rows.Count - 1);
        }

        problem ??= LacksValue(rows, columns);
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

        problem ??= OtherThanPromised(page, id, rows.Count);
        if (problem is null && rows.Count < Rule.AtLeast)
        {
            problem = $"{rows.Count} rows, at least {Rule.AtLeast} wanted";
        }

        return new TableReading(new Table(Rule.Name, [.. rows]), problem)
        {
            WhyNotThere = wasThere ? null : whyNot,
            Notes = notes.ToImmutable(),
            EmptyColumns = rows.Count == 0 ? [] : [.. Enumerable.Range(0, columns.Length).Where(i => rows.TrueForAll(r => IsEmpty(r[i]))).Select(i => WhyEmpty(i, columns))],
        };
    }

    private string? LacksValue(List<ImmutableArray<Field>> rows, Column[] columns)
    {
        for (var i = 0; i < columns.Length; i++)
        {
            if (Rule.Columns[i].Required && rows.FindIndex(r => IsEmpty(r[i])) is >= 0 and var row)
            {
                var rule = Rule.Columns[i];
                return $"row {row + 1} of {rows.Count} has no {rule.Name} (line {rule.Line}): {(columns[i].Unreadable is null ? Nothing(rule) : "nothing that can be read")}";
            }
        }

        return null;
    }

    private string Nothing(ColumnRule rule) => _finder is null ? $"nothing at {rule.Header}" : $"{(rule.Attribute is null ? "nothing" : $"no {rule.Attribute}")} below \"{rule.Header}\"";

    private static bool IsEmpty(Field field) => string.IsNullOrEmpty(field.Value.Text);

    private string WhyEmpty(int column, Column[] columns)
    {
        var rule = Rule.Columns[column];
        return $"{rule.Name} (line {rule.Line}): {columns[column].Unreadable ?? Nothing(rule)}";
    }

    // What a list silently leaves out between two of its pages only shows where the site counts.
    private string? OtherThanPromised(ParsedPage page, RecordId id, int rows)
    {
        if (_total?.Look(page, id, everywhere: true) is not { } sight)
        {
            return null;
        }

        var digits = string.Concat((sight.Text ?? "").Where(char.IsAsciiDigit));
        return !long.TryParse(digits, out var promised) ? $"'total' ({Rule.Total}) says no number but \"{Excerpt.Of(sight.Text ?? "")}\""
            : promised != rows ? $"{rows} rows, and the page says that there are {promised} (total)"
            : null;
    }

    private string? ReadHtml(ParsedPage page, RecordId id, List<ImmutableArray<Field>> rows, Column[] columns, out string? absence)
    {
        var found = _finder!.Find(page);
        absence = found.WhyNot;
        if (found.Layout is not { } layout)
        {
            return found.IsDoubtful || Rule.MustBeThere ? found.WhyNot : null;
        }

        foreach (var row in Rule.Rows == RowChoices.All ? layout.Rows : found.Table!.Naming(layout.Rows, id))
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

    private string? ReadJson(ParsedPage page, RecordId id, List<ImmutableArray<Field>> rows, Column[] columns, out string? absence)
    {
        absence = null;
        if (page.Json is not { } json)
        {
            return "the answer is no JSON";
        }

        if (!_items!.TryFind(json, out var items))
        {
            absence = $"nothing at {_items.Text}";
            return Rule.MustBeThere ? absence : null;
        }

        if (items.Element.ValueKind != JsonValueKind.Array)
        {
            return $"at {_items.Text} is no array";
        }

        foreach (var item in items.Element.EnumerateArray().Where(i => Rule.Rows == RowChoices.All || Names(i, id)))
        {
            var fields = ImmutableArray.CreateBuilder<Field>(columns.Length);
            for (var i = 0; i < columns.Length; i++)
            {
                var isThere = _paths[i].TryFind(item, out var value);
                if (isThere && value.Text is null)
                {
                    columns[i].Unreadable ??= $"at {_paths[i].Text} is an object or array, no value";
                }

                fields.Add(Read(i, isThere ? value.Text : null, columns));
            }

            rows.Add(fields.MoveToImmutable());
        }

        return null;
    }

    private static bool Names(JsonElement item, RecordId id) => item.ValueKind == JsonValueKind.Object
        && item.EnumerateObject().Any(m => new JsonValue(m.Value, null).Text is { } text && Wording.Is(text, id.Text));

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
