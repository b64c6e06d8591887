using System.Collections.Immutable;
using AngleSharp.Css.Dom;
using AngleSharp.Dom;
using Rollcall.Ids;
using Rollcall.Registries;

namespace Rollcall.Reading;

/// <summary>Tells the row of a result list that is meant. The same rules as the browser's script (<c>5-acting.js</c>). Immutable, thread safe.</summary>
internal sealed class RowCheck(RowChoice row, TemplateValues values, int line)
{
    private readonly PlaceCheck _cell = new(new Place(null, null, row.Is, row.Contains), values, line);

    /// <summary>The first row that is meant; or none, and why.</summary>
    public (IElement? Row, string? Missing) Find(ParsedPage page, ISelector rows, RecordId id)
    {
        var seen = 0;
        var cells = new List<string>();
        foreach (var element in page.Select(rows))
        {
            if (page.Judging.IsHidden(element))
            {
                continue;
            }

            seen++;
            var cell = row.Column <= element.Children.Length ? element.Children[row.Column - 1] : null;
            var text = cell is null ? "" : PageText.Of(cell, page.Judging);
            if (cell is not null && _cell.Satisfies(text, id))
            {
                return (element, null);
            }

            cells.Add(cell is null ? "no such column" : $"\"{Excerpt.Of(text)}\"");
        }

        return (null, seen == 0
            ? $"no row is on the page (row: {row.Selector})"
            : $"none of {seen} rows ({row.Selector}) is the one wanted: column {row.Column} {_cell.TextsFor(id)}; seen there: {string.Join(", ", cells.Distinct().Take(3))}{(cells.Distinct().Count() > 3 ? ", …" : "")}");
    }
}
