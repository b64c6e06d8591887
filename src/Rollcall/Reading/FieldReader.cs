using AngleSharp.Css.Dom;
using AngleSharp.Dom;
using Rollcall.Ids;
using Rollcall.Registries;

namespace Rollcall.Reading;

/// <summary>Reads one field of a record. Immutable, thread safe.</summary>
internal sealed class FieldReader
{
    private readonly ISelector? _selector;
    private readonly JsonPath? _path;
    private readonly string _label;

    public FieldReader(FieldRule rule)
    {
        Rule = rule;
        var selector = rule.Where switch
        {
            FieldPlace.At at => at.Selector,
            FieldPlace.Label label => label.Within,
            FieldPlace.Column column => column.Of,
            _ => null,
        };
        _selector = selector is null ? null : Selectors.Parse(selector, rule.Line);
        _path = rule.Where is FieldPlace.Json json ? new JsonPath(json.Path) : null;
        _label = rule.Where switch
        {
            FieldPlace.Label label => LabelPlace.WithoutColon(Wording.Normalise(label.Text), out _),
            FieldPlace.Column column => LabelPlace.WithoutColon(Wording.Normalise(column.Header), out _),
            _ => "",
        };
    }

    public FieldRule Rule { get; }

    /// <summary>Reads the field.</summary>
    /// <param name="page">The page that holds it, or the first of those that do: the first that has the place decides.</param>
    /// <param name="id">The id asked for: tells the row of a result table.</param>
    public ReadValue Read(ParsedPage page, RecordId id)
    {
        var (text, whyNot, doubtful) = Rule.Where is FieldPlace.Column column ? Column(page, column, id) : First(page);
        if (text is null)
        {
            return new ReadValue(FieldValue.Missing, whyNot, doubtful);
        }

        return ValueParser.TryParse(text, Rule.As, Rule.Formats, out var value)
            ? new ReadValue(value, text.Length == 0 ? "is empty" : null, IsDoubtful: false)
            : new ReadValue(value, $"\"{Excerpt.Of(text)}\" is no {Rule.As.ToString().ToLowerInvariant()}", IsDoubtful: true);
    }

    private Seen First(ParsedPage page)
    {
        Seen? first = null;
        foreach (var each in page.All)
        {
            var seen = Rule.Where switch
            {
                FieldPlace.At at => At(each, at),
                FieldPlace.Label label => Label(each, label),
                _ => Json(each),
            };
            if (seen.Text is not null || seen.IsDoubtful)
            {
                return seen;
            }

            first ??= seen;
        }

        return first!.Value;
    }

    private Seen At(ParsedPage page, FieldPlace.At at)
    {
        var hidden = false;
        foreach (var element in page.Select(_selector!))
        {
            if (page.Reading.IsHidden(element))
            {
                hidden = true;
                continue;
            }

            if (at.Attribute is null)
            {
                return new Seen(PageText.Of(element, page.Reading));
            }

            return element.GetAttribute(at.Attribute) is { } value
                ? new Seen(Wording.Normalise(value))
                : new Seen(null, $"{at.Selector} has no attribute {at.Attribute}");
        }

        return new Seen(null, hidden ? $"{at.Selector} is hidden" : $"{at.Selector} is not on the page");
    }

    private Seen Label(ParsedPage page, FieldPlace.Label label)
    {
        var scopes = Scopes(page);
        foreach (var place in LabelPlace.Of(_label, page))
        {
            if ((_selector is null || scopes.Exists(s => s.Contains(place.Node)))
                && LabelledValue.Of(place, page.Reading) is { } value)
            {
                return new Seen(value);
            }
        }

        var where = label.Within is null ? "" : scopes.Count == 0 ? $": {label.Within} is not on the page" : $" within {label.Within}";
        return new Seen(null, $"no label \"{label.Text}\"{where}");
    }

    private Seen Column(ParsedPage page, FieldPlace.Column column, RecordId id)
    {
        var why = $"{column.Of} is not on the page";
        var values = new List<string>();
        foreach (var (holder, element) in page.All.SelectMany(p => Scopes(p).Select(s => (p, TableIn(s)))).Where(t => t.Item2 is not null))
        {
            var table = holder.Table(element!);
            if (!table.TryFind([_label], out var layout, out _))
            {
                why = $"{column.Of} has no column \"{column.Header}\"; it has {string.Join(", ", table.Headers.Take(12).Select(h => $"\"{h}\""))}";
                continue;
            }

            var rows = table.Naming(layout.Rows, id);
            why = rows.Count == 0 ? $"no row of {column.Of} names {id}" : why;
            values.AddRange(rows.Select(r => table.Text(r[layout.Columns[0]])));
        }

        if (Rule.Rows == RowChoices.First && values.Count > 0)
        {
            return new Seen(values[0]);
        }

        // Rows that agree leave no doubt.
        return values.Distinct().ToList() switch
        {
            [] => new Seen(null, why),
            [var one] => new Seen(one),
            _ => new Seen(null, $"{values.Count} rows of {column.Of} name {id}, and differ in \"{column.Header}\" ('rows: first' takes the first of them, a table all)", IsDoubtful: true),
        };
    }

    private Seen Json(ParsedPage page)
    {
        if (page.Json is not { } json)
        {
            return new Seen(null, "the answer is no JSON");
        }

        return !_path!.TryFind(json, out var found) ? new Seen(null, $"nothing at {_path.Text}")
            : found.Text is { } text ? new Seen(text)
            : new Seen(null, $"at {_path.Text} is an object or array, no value", IsDoubtful: true);
    }

    private static IElement? TableIn(IElement scope) => scope.LocalName == "table" ? scope : scope.QuerySelector("table");

    private List<IElement> Scopes(ParsedPage page)
    {
        var scopes = new List<IElement>();
        if (_selector is not null)
        {
            foreach (var element in page.Select(_selector))
            {
                if (!page.Reading.IsHidden(element))
                {
                    scopes.Add(element);
                }
            }
        }

        return scopes;
    }

    private readonly record struct Seen(string? Text, string? WhyNot = null, bool IsDoubtful = false);
}
