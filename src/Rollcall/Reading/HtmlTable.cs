using System.Collections.Immutable;
using AngleSharp.Dom;
using Rollcall.Ids;

namespace Rollcall.Reading;

/// <summary>The rows and columns of one table element, with cells that span several of them. Immutable once built.</summary>
internal sealed class HtmlTable
{
    // A sloppy page may say colspan="10000".
    private const int WidestSpan = 200;

    // Where no thead says so, the header stands in one of the first rows.
    private const int HeaderRowsToTry = 3;

    private readonly List<Row> _rows = [];
    private readonly Visibility _visibility;
    private int _width;

    public HtmlTable(IElement table, Visibility visibility)
    {
        Element = table;
        _visibility = visibility;
        var carried = new List<(IElement Cell, int Rows)>();
        foreach (var part in table.ChildNodes)
        {
            switch (part)
            {
                case IElement { LocalName: "tr" } row:
                    Add(row, isHead: false, carried);
                    break;
                case IElement { LocalName: "thead" or "tbody" } section:
                    // A cell does not span beyond its section. The rows of a foot are sums and remarks.
                    carried.Clear();
                    foreach (var child in section.ChildNodes)
                    {
                        if (child is IElement { LocalName: "tr" } row)
                        {
                            Add(row, section.LocalName == "thead", carried);
                        }
                    }

                    break;
            }
        }
    }

    public IElement Element { get; }

    /// <summary>The headers that a person sees, for messages.</summary>
    public IEnumerable<string> Headers
    {
        get
        {
            var head = _rows.Where(r => r.IsHead).ToList();
            return (head.Count > 0 ? head : _rows.Take(1)).SelectMany(r => r.Cells).Distinct().Select(Text).Where(t => t.Length > 0);
        }
    }

    /// <summary>Finds the columns that stand under these headers.</summary>
    /// <param name="headers">The headers, without colons.</param>
    /// <param name="layout">Where they are, and the rows below.</param>
    /// <param name="missing">The headers that are not there.</param>
    public bool TryFind(ImmutableArray<string> headers, out TableLayout layout, out ImmutableArray<string> missing)
    {
        layout = default!;
        missing = headers;
        var head = _rows.Where(r => r.IsHead).ToList();
        var tries = head.Count > 0 ? 1 : Math.Min(HeaderRowsToTry, _rows.Count);
        for (var row = 0; row < tries; row++)
        {
            IReadOnlyList<Row> under = head.Count > 0 ? head : [_rows[row]];
            var columns = headers.Select(h => under.Select(r => ColumnOf(r, h)).Where(c => c >= 0).DefaultIfEmpty(-1).First()).ToImmutableArray();
            var lacking = headers.Where((_, i) => columns[i] < 0).ToImmutableArray();
            if (lacking.Length <= missing.Length)
            {
                missing = lacking;
            }

            if (lacking.IsEmpty)
            {
                layout = new TableLayout(columns, [.. _rows.Skip(head.Count > 0 ? 0 : row + 1).Where(IsData)]);
                return true;
            }
        }

        return false;
    }

    /// <summary>The rows in which a cell is the id, or, where none is, holds it as a whole word.</summary>
    public IReadOnlyList<Row> Naming(ImmutableArray<Row> rows, RecordId id)
    {
        var exact = rows.Where(r => r.Cells.Exists(c => Wording.Is(Text(c), id.Text))).ToList();
        return exact.Count > 0 ? exact : [.. rows.Where(r => r.Cells.Exists(c => Wording.Contains(Text(c), id.Text, isId: true)))];
    }

    /// <summary>What a cell says; empty for none.</summary>
    public string Text(IElement? cell) => cell is null ? "" : PageText.Of(cell, _visibility);

    private static int Span(IElement cell, string name) =>
        cell.Attributes.Length > 0 && int.TryParse(cell.GetAttribute(name), out var span) ? Math.Clamp(span, 1, WidestSpan) : 1;

    private void Add(IElement row, bool isHead, List<(IElement Cell, int Rows)> carried)
    {
        var cells = new List<IElement>(Math.Max(_width, 4));
        List<(IElement Cell, int Rows)>? spanning = null;
        foreach (var child in row.ChildNodes)
        {
            if (child is not IElement { LocalName: "td" or "th" } cell)
            {
                continue;
            }

            TakeCarried(cells, carried, ref spanning);
            var rows = Span(cell, "rowspan") - 1;
            for (var columns = Span(cell, "colspan"); columns > 0; columns--)
            {
                if (rows > 0 || spanning is not null)
                {
                    Note(ref spanning, cells.Count, cell, rows);
                }

                cells.Add(cell);
            }
        }

        TakeCarried(cells, carried, ref spanning);
        carried.Clear();
        if (spanning is not null)
        {
            carried.AddRange(spanning);
        }

        _rows.Add(new Row(row, cells, isHead));
        _width = Math.Max(_width, cells.Count);
    }

    /// <summary>Fills the next columns with cells from above that still reach down to this row.</summary>
    private static void TakeCarried(List<IElement> cells, List<(IElement Cell, int Rows)> carried, ref List<(IElement Cell, int Rows)>? spanning)
    {
        while (cells.Count < carried.Count && carried[cells.Count].Rows > 0)
        {
            var (above, rows) = carried[cells.Count];
            Note(ref spanning, cells.Count, above, rows - 1);
            cells.Add(above);
        }
    }

    private static void Note(ref List<(IElement Cell, int Rows)>? spanning, int column, IElement cell, int rows)
    {
        spanning ??= [];
        while (spanning.Count < column)
        {
            spanning.Add((cell, 0));
        }

        spanning.Add((cell, rows));
    }

    private int ColumnOf(Row row, string header) =>
        row.Cells.FindIndex(c => Wording.Is(LabelPlace.WithoutColon(Text(c), out _), header));

    /// <summary>Whether the row holds data: not a header once more, not hidden, and no single cell in a wider table, such as "No entries".</summary>
    private bool IsData(Row row) =>
        !row.IsHead && row.Cells.Exists(c => c.LocalName == "td") && !_visibility.IsHidden(row.Element)
        && (_width == 1 || row.Cells.Exists(c => c != row.Cells[0]));

    /// <summary>One row; a cell that spans columns stands in each.</summary>
    internal sealed record Row(IElement Element, List<IElement> Cells, bool IsHead)
    {
        /// <summary>The cell in a column, or null when the row is shorter.</summary>
        public IElement? this[int column] => column < Cells.Count ? Cells[column] : null;
    }
}

/// <summary>Where wanted columns stand in a table, and its rows of data.</summary>
internal sealed record TableLayout(ImmutableArray<int> Columns, ImmutableArray<HtmlTable.Row> Rows);
