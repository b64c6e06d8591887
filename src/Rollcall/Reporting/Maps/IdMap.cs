using Rollcall.Ids;

namespace Rollcall.Reporting.Maps;

/// <summary>
/// A picture of a whole walk: cells of one id each, or of as many as keep them few enough, in rows. Made from intervals in one pass over them and the
/// cells, so a million ids cost no more than a thousand. Immutable.
/// </summary>
public sealed record IdMap
{
    /// <summary>The cells of a map, unless the caller says otherwise.</summary>
    public const int UsualCells = 5000;

    private const int WideRow = 100;
    private const int NarrowRow = 50;

    /// <summary>Ids in a cell: 1, 2, 5, 10, 20, 50 … The last cell may hold fewer.</summary>
    public required long IdsPerCell { get; init; }

    /// <summary>Cells in a row; the last row may be shorter.</summary>
    public required int CellsPerRow { get; init; }

    /// <summary>The cells, ascending and without gaps from the walk's first number to its last; empty when there is no walk.</summary>
    public required IReadOnlyList<IdMapCell> Cells { get; init; }

    /// <summary>How many ids of the walk are in each state, in the order of <see cref="IdState"/>.</summary>
    public required IReadOnlyList<long> Totals { get; init; }

    /// <summary>Ids of the walk.</summary>
    public long Size => Totals.Sum();

    /// <summary>The rows of cells.</summary>
    public IEnumerable<IReadOnlyList<IdMapCell>> Rows => Cells.Chunk(CellsPerRow);

    /// <summary>Draws an account.</summary>
    /// <param name="account">Which id is in which state.</param>
    /// <param name="mostCells">No more cells than this; at least 1.</param>
    public static IdMap Of(IdAccount account, int mostCells = UsualCells)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentOutOfRangeException.ThrowIfLessThan(mostCells, 1);
        var totals = IdStates.All.Select(state => account[state].Count).ToArray();
        if (account.Walk is not { Min: { } first, Max: { } last })
        {
            return new IdMap { IdsPerCell = 1, CellsPerRow = NarrowRow, Cells = [], Totals = totals };
        }

        var perCell = PerCell(last - first + 1, mostCells);
        var counts = new long[((last - first) / perCell) + 1][];
        for (var at = 0; at < counts.Length; at++)
        {
            counts[at] = new long[IdStates.All.Count];
        }

        foreach (var state in IdStates.All)
        {
            foreach (var range in account[state].Ranges)
            {
                Count(counts, range, first, perCell, (int)state);
            }
        }

        var cells = counts.Select((c, at) => new IdMapCell(first + (at * perCell), Math.Min(last, first + ((at + 1) * perCell) - 1), c)).ToArray();
        return new IdMap { IdsPerCell = perCell, CellsPerRow = cells.Length > 20 * NarrowRow ? WideRow : NarrowRow, Cells = cells, Totals = totals };
    }

    private static long PerCell(long size, int mostCells)
    {
        for (long ten = 1; ; ten *= 10)
        {
            foreach (var perCell in new[] { ten, 2 * ten, 5 * ten })
            {
                if ((size + perCell - 1) / perCell <= mostCells)
                {
                    return perCell;
                }
            }
        }
    }

    private static void Count(long[][] counts, IdRange range, long first, long perCell, int state)
    {
        for (var at = (range.First - first) / perCell; at <= (range.Last - first) / perCell; at++)
        {
            var from = first + (at * perCell);
            counts[at][state] += Math.Min(range.Last, from + perCell - 1) - Math.Max(range.First, from) + 1;
        }
    }
}

/// <summary>One cell of a map.</summary>
/// <param name="First">Its lowest number.</param>
/// <param name="Last">Its highest.</param>
/// <param name="Counts">How many of its ids are in each state, in the order of <see cref="IdState"/>; numbers that nobody meant to walk are in none.</param>
public sealed record IdMapCell(long First, long Last, IReadOnlyList<long> Counts)
{
    /// <summary>The state that most of its ids are in; null when none of them is of the walk. Whatever trouble there is shows besides.</summary>
    public IdState? Most
    {
        get
        {
            var most = 0;
            for (var state = 1; state < Counts.Count; state++)
            {
                most = Counts[state] > Counts[most] ? state : most;
            }

            return Counts[most] == 0 ? null : (IdState)most;
        }
    }

    /// <summary>How many of its ids are in a state.</summary>
    public long this[IdState state] => Counts[(int)state];
}
