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
        foreach (var element in page.Select(rows))
        {
            if (page.Judging.IsHidden(element))
            {
                continue;
            }

            seen++;
            var cell = row.Column <= element.Children.Length ? element.Children[row.Column - 1] : null;
            if (cell is not null && _cell.Satisfies(PageText.Of(cell, page.Judging), id))
            {
                return (element, null);
            }
        }

        return (null, $"none of {seen} rows of {row.Selector} has a column {row.Column} that is wanted ({_cell.Written})");
    }
}
