using System.Collections.Immutable;
using AngleSharp.Css.Dom;
using AngleSharp.Dom;
using Rollcall.Registries;

namespace Rollcall.Reading;

/// <summary>
/// Tells the right table of a page: by its caption, or without one by its headers. Of several that fit, the one that holds rows; when
/// several do, none is surely right. Immutable, thread safe.
/// </summary>
internal sealed class TableFinder
{
    private readonly ISelector? _within;
    private readonly string? _withinWritten;
    private readonly string? _caption;
    private readonly ImmutableArray<string> _headers;

    public TableFinder(TableRule rule)
    {
        _within = rule.Within is null ? null : Selectors.Parse(rule.Within, rule.Line);
        _withinWritten = rule.Within;
        _caption = rule.Caption is null ? null : LabelPlace.WithoutColon(Wording.Normalise(rule.Caption), out _);
        _headers = [.. rule.Columns.Select(c => LabelPlace.WithoutColon(Wording.Normalise(c.Header), out _))];
    }

    /// <summary>Finds the table.</summary>
    /// <returns>The table; or none, and why; <see cref="Finding.IsDoubtful"/> when something is there that cannot be read as wanted.</returns>
    public Finding Find(ParsedPage page)
    {
        var tables = Candidates(page);
        if (_caption is not null)
        {
            tables = Captioned(tables, page.Reading);
        }

        var fitting = new List<(HtmlTable Table, TableLayout Layout)>();
        (HtmlTable Table, ImmutableArray<string> Missing)? nearest = null;
        foreach (var element in tables)
        {
            var table = page.Table(element);
            if (table.TryFind(_headers, out var layout, out var missing))
            {
                fitting.Add((table, layout));
            }
            else if (nearest is null || missing.Length < nearest.Value.Missing.Length)
            {
                nearest = (table, missing);
            }
        }

        if (fitting.Count > 1)
        {
            var filled = fitting.FindAll(f => !f.Layout.Rows.IsEmpty);
            fitting = filled.Count == 0 ? fitting[..1] : filled;
        }

        return fitting.Count switch
        {
            1 => new Finding(fitting[0].Table, fitting[0].Layout, null, IsDoubtful: false),
            0 => new Finding(null, null, Nothing(nearest), IsDoubtful: _caption is not null && nearest is not null),
            var n => new Finding(null, null, $"{n} tables {Sought}; tell them apart by 'caption' or 'within'", IsDoubtful: true),
        };
    }

    private string Sought => (_caption is null ? "have these headers" : $"are captioned \"{_caption}\"") + Where;

    private string Where => _withinWritten is null ? "" : $" within {_withinWritten}";

    private string Nothing((HtmlTable Table, ImmutableArray<string> Missing)? nearest)
    {
        if (nearest is not { } near)
        {
            return _caption is null ? $"there is no table{Where}" : $"no table is captioned \"{_caption}\"{Where}";
        }

        var table = _caption is null ? $"no table has all headers{Where}; the nearest" : $"the table captioned \"{_caption}\"";
        return $"{table} lacks {Quoted(near.Missing)}; it has {Quoted(near.Table.Headers)}";
    }

    private static string Quoted(IEnumerable<string> texts) => string.Join(", ", texts.Take(12).Select(t => $"\"{Excerpt.Of(t)}\"")) is { Length: > 0 } list ? list : "none";

    private List<IElement> Candidates(ParsedPage page)
    {
        var scopes = new List<IElement>();
        if (_within is not null)
        {
            foreach (var scope in page.Select(_within))
            {
                scopes.Add(scope);
            }
        }

        return page.Elements.FindAll(e => e.LocalName == "table" && !page.Reading.IsHidden(e)
            && (_within is null || scopes.Exists(s => s == e || s.Contains(e))));
    }

    private List<IElement> Captioned(List<IElement> tables, Visibility visibility)
    {
        var captions = tables.ConvertAll(t => TableCaption.Of(t, visibility));
        var exact = tables.Where((_, i) => IsCaption(captions[i])).ToList();
        return exact.Count > 0 ? exact : tables.Where((_, i) => Wording.Contains(captions[i], _caption!, isId: false)).ToList();

        bool IsCaption(string text) => Wording.Is(LabelPlace.WithoutColon(text, out bool _), _caption!);
    }

    /// <summary>What was found.</summary>
    /// <param name="Table">The table, or null.</param>
    /// <param name="Layout">Its columns and rows.</param>
    /// <param name="WhyNot">Why there is none.</param>
    /// <param name="IsDoubtful">Whether something is there that should be the table but does not read like it.</param>
    internal readonly record struct Finding(HtmlTable? Table, TableLayout? Layout, string? WhyNot, bool IsDoubtful);
}
